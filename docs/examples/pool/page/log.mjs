// The list of what has happened, the latest last.

const list = document.getElementById('log');
const entriesMax = 200;
const began = performance.now();

/** `kind`: good, bad or plain. */
export function log(text, kind = 'plain') {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const entry = document.createElement('li');
  entry.dataset.kind = kind;
  const time = document.createElement('span');
  time.className = 'quiet';
  time.textContent = `${seconds} s`;
  const what = document.createElement('span');
  what.textContent = text;
  entry.append(time, what);
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
  list.append(entry);
  if (list.children.length > entriesMax) list.firstChild.remove();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}
