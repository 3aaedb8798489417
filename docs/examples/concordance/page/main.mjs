// The page: starts the pool, feeds it, and shows what the index knows.
import { load } from './weft/weft.js';
import { Concordance, IndexLost } from './concordance.mjs';
import { addedSources, servedSources } from './sources.mjs';
import * as view from './view.mjs';

const topCount = 10;
const hitsAtATime = 100;
const pauseBusy = 150; // milliseconds between two looks at the index
const pauseIdle = 1000;

const search = document.getElementById('search');
const word = document.getElementById('word');

let pool;
let concordance;
let sources = []; // all that this page knows
let localSkips = []; // of files that did not get as far as the index
let feeding; // { controller, turn, bytes, merged } while this page feeds or waits for its turn
let feeds = Promise.resolve(); // settles when the last of them has ended
let documentsSeen = 0;
let failed = false;

// ---- Starting and starting again ----------------------------------------------------------------

async function start() {
  failed = false;
  documentsSeen = 0;
  localSkips = [];
  view.showFailure();
  view.showState('starting');
  try {
    await openPool();
    const served = await servedSources();
    const added = sources.filter(({ name }) => !served.some((other) => other.name === name));
    sources = [...served, ...added];
    await feed(sources);
  } catch (error) {
    fail(error);
  }
}

async function openPool() {
  if (pool) return;
  const workers = Math.min(navigator.hardwareConcurrency ?? 2, 8);
  const runtime = await load();
  pool = await runtime.createPool({ name: 'concordance', workers });
  concordance = new Concordance(pool, workers);
  await showTabs(workers);
}

/** Each page holds a lock for as long as it is open; counting them counts the pages. */
async function showTabs(workers) {
  const kind = `${workers} ${pool.kind} ${workers === 1 ? 'worker' : 'workers'}`;
  if (pool.kind !== 'shared') return view.showPool(kind);
  const name = 'concordance: an open tab';
  void navigator.locks.request(name, { mode: 'shared' }, () => new Promise(() => {}));
  const count = async () => {
    const { held } = await navigator.locks.query();
    const tabs = held.filter((lock) => lock.name === name).length;
    view.showPool(`${kind}, ${tabs} ${tabs === 1 ? 'tab' : 'tabs'}`);
  };
  await count();
  setInterval(count, pauseIdle);
}

function fail(error) {
  if (failed) return;
  failed = true;
  feeding?.controller.abort(error);
  view.showState('failed');
  view.showProgress(0, 'Stopped');
  view.showFailure(explain(error));
}

function explain(error) {
  switch (error.name) {
    case 'LoadError':
      return `The index cannot be started. ${error.message}`;
    case 'WorkerDeath':
    case 'IndexLost':
      return `A worker died, and the index with it. ${error.message}`;
    default:
      return `${error.name}: ${error.message}`;
  }
}

// ---- Feeding ------------------------------------------------------------------------------------

/** One feed after the other. Resolves with the names that were in the index before. */
function feed(some) {
  const turn = feeds.then(() => (failed ? [] : feedNow(some)));
  feeds = turn.catch(() => {});
  return turn;
}

async function feedNow(some) {
  const controller = new AbortController();
  feeding = { controller, turn: false, bytes: 0, merged: 0 };
  view.showState('indexing');
  try {
    const present = await concordance.feed(some, feedEvents(feeding), controller.signal);
    feeding = undefined;
    await refresh();
    view.showState('ready');
    return present;
  } finally {
    feeding = undefined;
  }
}

function feedEvents(feeding) {
  return {
    turn: () => (feeding.turn = true),
    started: (bytes) => (feeding.bytes = bytes),
    merged: (bytes) => (feeding.merged += bytes),
    unreadable: (document, reason) => localSkips.push({ document, reason }),
  };
}

async function addFiles(files) {
  if (!concordance || failed) return;
  const added = addedSources(files);
  sources.push(...added);
  try {
    for (const document of await feed(added)) {
      localSkips.push({ document, reason: 'a document of this name is in the index' });
    }
  } catch (error) {
    fail(error);
  }
}

// ---- Looking ------------------------------------------------------------------------------------

/** Shows what the index knows now; it may be another page that feeds it. */
async function refresh() {
  const { totals, top, skipped } = await concordance.overview(topCount);
  if (totals.documents < documentsSeen) throw new IndexLost('The workers were started anew.');
  documentsSeen = totals.documents;
  view.showTotals(totals);
  view.showTop(top, searchFor);
  const skips = [...skipped, ...localSkips];
  view.showSkipped(skips);
  showProgress(totals, skips.length);
}

function showProgress({ documents }, skips) {
  const done = documents + skips;
  if (!feeding) {
    view.showProgress(1, `${documents} of ${done} files are indexed`);
  } else if (!feeding.turn) {
    const share = Math.min(done / Math.max(sources.length, 1), 1);
    view.showProgress(share, `Another tab is indexing: ${documents} documents so far`);
  } else if (feeding.bytes > 0) {
    const share = Math.min(feeding.merged / feeding.bytes, 1);
    view.showProgress(
      share,
      `Indexing: ${Math.floor(100 * share)} % of ${view.size(feeding.bytes)}`,
    );
  }
}

async function watch() {
  for (;;) {
    if (concordance && !failed && !document.hidden) {
      try {
        await Promise.all([refresh(), concordance.statuses().then(view.showWorkers)]);
      } catch (error) {
        fail(error);
      }
    }
    const busy = feeding || !concordance;
    await new Promise((resolve) => setTimeout(resolve, busy ? pauseBusy : pauseIdle));
  }
}

// ---- Search -------------------------------------------------------------------------------------

let searching = new AbortController();
let searched = { word: '', next: undefined };

function searchFor(text) {
  word.value = text;
  void showHits();
  search.scrollIntoView({ block: 'nearest' });
}

async function showHits() {
  searched = { word: word.value.trim(), next: undefined };
  searching.abort();
  view.clearHits();
  if (searched.word !== '' && word.checkValidity()) await showMoreHits();
}

async function showMoreHits() {
  searching = new AbortController();
  const { signal } = searching;
  try {
    const found = await concordance.find(searched.word, hitsAtATime, searched.next, signal);
    searched.next = found.next;
    view.addHits(found);
  } catch (error) {
    if (!signal.aborted) fail(error);
  }
}

// ---- What the user does -------------------------------------------------------------------------

search.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void showHits();
});
word.addEventListener('input', () => void showHits());
document.getElementById('more').addEventListener('click', () => void showMoreHits());
document.getElementById('retry').addEventListener('click', () => void start());

const picker = document.getElementById('picker');
picker.addEventListener('change', () => {
  void addFiles([...picker.files]);
  picker.value = '';
});
for (const [event, dragging] of [
  ['dragover', true],
  ['dragleave', false],
  ['drop', false],
]) {
  document.addEventListener(event, (dragged) => {
    dragged.preventDefault();
    document.body.classList.toggle('dragging', dragging);
  });
}
document.addEventListener('drop', ({ dataTransfer }) => void addFiles([...dataTransfer.files]));

void watch();
await start();
