// What the page of web_js_calls.mjs calls.
export const add = (a, b) => a + b;
export function* count(to) {
  for (let i = 0; i < to; i++) yield i;
}
export async function* countLater(to) {
  for (let i = 0; i < to; i++) yield i;
}
