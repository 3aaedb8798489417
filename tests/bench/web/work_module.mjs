// What work_measures.mjs calls, in a page's worker or in a thread of Node. Where weft is, its own URL says.
const { transfer, worker } = await import(new URL(import.meta.url).searchParams.get('weft'));

export const add = (a, b) => a + b;
export const echo = (value) => value;
export const never = () => new Promise(() => {});
export const crash = () => worker.fatal(new Error('as it was asked to'));

/** Moves the buffer back, with its first byte counted up. */
export function countUp(buffer) {
  new Uint8Array(buffer)[0]++;
  return transfer(buffer, [buffer]);
}
