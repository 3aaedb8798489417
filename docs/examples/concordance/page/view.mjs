// What the page shows. Nothing here knows where it comes from.

const element = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en');

export function showState(state) {
  document.body.dataset.state = state;
}

export function showPool(text) {
  element('pool').textContent = text;
}

/** A sentence, or nothing to take it away. */
export function showFailure(sentence = '') {
  element('failure').hidden = sentence === '';
  element('failure-text').textContent = sentence;
}

/** @param share from 0 to 1 */
export function showProgress(share, text) {
  element('progress').value = share;
  setText(element('progress-text'), text);
}

export function showTotals(totals) {
  for (const [id, value] of Object.entries(totals)) {
    const field = element(id);
    field.dataset.value = value;
    field.textContent = id === 'bytes' ? size(value) : number.format(value);
  }
}

/** A bar for each of [{ word, count }]; the longest first. A click on a word is a call of `choose`. */
export function showTop(words, choose) {
  const most = words[0]?.count ?? 1;
  updateList(element('top'), words, makeTopRow, (row, { word, count }) => {
    row.dataset.word = word;
    row.dataset.count = count;
    const [button, bar, label] = row.children;
    button.textContent = word;
    button.title = `Find ${word}`;
    button.onclick = () => choose(word);
    bar.style.width = `${(100 * count) / most}%`;
    label.textContent = number.format(count);
  });
}

function makeTopRow() {
  const button = make('button');
  button.type = 'button';
  return make(
    'li',
    {},
    button,
    make('div', { className: 'bar' }),
    make('span', { className: 'count' }),
  );
}

/** One row for each of [{ document, counted, rate }]; null for a worker that does not answer. */
export function showWorkers(statuses) {
  const makeRow = () =>
    make('li', {}, make('span', { className: 'name' }), make('span', { className: 'task' }));
  updateList(element('workers'), statuses, makeRow, (row, status, index) => {
    const [name, task] = row.children;
    row.dataset.busy = status?.rate > 0;
    name.textContent = `Worker ${index}`;
    task.textContent = task.title = describe(status);
  });
}

function describe(status) {
  if (!status) return 'does not answer';
  if (status.rate > 0) return `${status.document}, ${size(status.rate)}/s`;
  return status.counted > 0 ? `idle, ${size(status.counted)} so far` : 'idle';
}

/** [{ document, reason }] */
export function showSkipped(files) {
  element('skipped-part').hidden = files.length === 0;
  const makeRow = () =>
    make('li', {}, make('span', { className: 'name' }), make('span', { className: 'reason' }));
  updateList(element('skipped'), files, makeRow, (row, { document, reason }) => {
    const [name, why] = row.children;
    name.textContent = name.title = document;
    why.textContent = reason;
  });
}

// ---- Search -------------------------------------------------------------------------------------

export function clearHits() {
  element('hits').replaceChildren();
  element('hits').hidden = true;
  element('more').hidden = true;
  setText(element('hit-count'), '');
}

export function addHits({ count, hits, next }) {
  const list = element('hits');
  list.append(...hits.map(makeHit));
  list.hidden = list.children.length === 0;
  element('more').hidden = !next;
  const shown = next ? `, the first ${number.format(list.children.length)} here` : '';
  setText(element('hit-count'), `${number.format(count)} ${count === 1 ? 'hit' : 'hits'}${shown}`);
}

function makeHit({ document, line, left, word, right }) {
  return make(
    'li',
    {},
    make('div', { className: 'place', textContent: `${document}:${line}` }),
    make(
      'div',
      { className: 'line' },
      make('span', {}, make('span', { textContent: left })),
      make('mark', { textContent: word }),
      make('span', { textContent: right }),
    ),
  );
}

// ---- Helpers ------------------------------------------------------------------------------------

export function size(bytes) {
  if (bytes < 1e6) return `${number.format(Math.round(bytes / 1e3))} kB`;
  return `${number.format(Math.round(bytes / 1e5) / 10)} MB`;
}

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Makes the rows of `list` fit `items`; rows that are there stay, so that focus does. */
function updateList(list, items, makeRow, fill) {
  while (list.children.length > items.length) list.lastChild.remove();
  while (list.children.length < items.length) list.append(makeRow());
  items.forEach((item, index) => fill(list.children[index], item, index));
}

/** Says nothing to a screen reader that it has said before. */
function setText(field, text) {
  if (field.textContent !== text) field.textContent = text;
}
