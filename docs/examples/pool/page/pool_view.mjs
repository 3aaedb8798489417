// What the pool does: its numbers, finished tiles per second, and a row for each worker.

const at = (id) => document.getElementById(id);
const template = at('worker');
const number = new Intl.NumberFormat('en');
const seconds = 60; // that the curve shows

const perSecond = new Array(seconds).fill(0); // the latest last
let thisSecond = 0;

/** A tile has come. */
export function countTile() {
  thisSecond++;
}

/** Makes a row for each worker; calls `kill(worker)` for its button. */
export function showPool(pool, workers, kill) {
  at('pool-kind').textContent = `${workers} ${pool.kind} workers`;
  for (let worker = 0; worker < workers; worker++) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector('.name').textContent = `Worker ${worker}`;
    const button = row.querySelector('button');
    button.setAttribute('aria-label', `Kill worker ${worker}`);
    button.onclick = () => kill(worker);
    at('workers').append(row);
  }
}

export function showStats({ calls, queued, inFlight, longestWait, workers }) {
  at('calls').textContent = number.format(calls);
  at('queued').textContent = number.format(queued);
  at('running').textContent = number.format(inFlight - queued);
  at('longest-wait').textContent = `${(longestWait / 1000).toFixed(1)} s`;
  for (const { worker, state, inFlight } of workers) {
    const row = at('workers').children[worker];
    row.dataset.state = state;
    row.dataset.busy = inFlight > 0;
    row.querySelector('.task').textContent = describe(state, inFlight);
  }
}

/** To be called every second. */
export function showRate() {
  perSecond.push(thisSecond);
  perSecond.shift();
  thisSecond = 0;
  at('rate-now').textContent = number.format(perSecond.at(-1));
  const most = Math.max(10, ...perSecond);
  const points = perSecond.map(
    (tiles, index) => `${(60 * index) / (seconds - 1)},${(19 - (18 * tiles) / most).toFixed(2)}`,
  );
  at('rate-line').setAttribute('d', `M${points.join('L')}`);
  at('rate-area').setAttribute('d', `M0,20L${points.join('L')}L60,20Z`);
}

function describe(state, inFlight) {
  if (state === 'dead') return 'dead, until it is needed';
  if (state === 'starting') return 'is starting';
  return inFlight === 0 ? 'idle' : `${inFlight} under way`;
}
