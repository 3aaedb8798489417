// The page: opens the pool, takes pictures, and renders them.
import { load } from 'weft';
import { Card } from './card.mjs';
import { log } from './log.mjs';
import { pictureFromFile, pictureFromSample } from './pictures.mjs';
import { countTile, showPool, showRate, showStats } from './pool_view.mjs';
import { kill, render } from './render.mjs';
import { drawSample, sampleNames } from './samples.mjs';

const at = (id) => document.getElementById(id);
const chosen = (name) => document.querySelector(`input[name=${name}]:checked`);
const statsEvery = 200; // milliseconds
const workers = Math.min(Math.max(navigator.hardwareConcurrency ?? 2, 2), 4);

/** From each card to { image, effect, stop }: its last effect, and an AbortController of its last call. */
const entries = new Map();
/** What the log calls the calls of this page, by task. */
const names = new Map();
const opened = openPool();

async function openPool() {
  const runtime = await load();
  const pool = await runtime.createPool({ name: 'gallery', workers });
  showPool(pool, workers, (worker) => void kill(pool, worker));
  setInterval(() => showStats(pool.stats()), statsEvery);
  setInterval(showRate, 1000);
  log(`The pool is open: ${workers} ${pool.kind} workers`);
  void watch(pool.events());
  return pool;
}

/** Logs what happens in the pool: in other tabs, too, where they share it. */
async function watch(events) {
  for await (const event of events) {
    if (event.type === 'started') {
      const what = event.elsewhere ? 'A call of another tab' : names.get(event.task);
      if (what) log(`${what} begins in worker ${event.worker}`);
    } else if (event.type === 'ended') {
      names.delete(event.task);
    } else if (event.type === 'worker' && event.state === 'up') {
      log(`Worker ${event.worker} is up`, 'good');
    } else if (event.type === 'worker') {
      log(`Worker ${event.worker} has died. ${event.error?.message ?? ''}`, 'bad');
    }
  }
}

// ---- Pictures -----------------------------------------------------------------------------------

function add({ name, image }) {
  const card = new Card({ name, image });
  entries.set(card, { name, image, effect: undefined, stop: new AbortController() });
  card.priority = chosen('priority').value;
  card.addEventListener('apply', () => void apply(card, chosenEffect()));
  card.addEventListener('cancel', () => entries.get(card).stop.abort());
  card.addEventListener('remove', () => remove(card));
  // A call keeps the priority that it was made with.
  card.addEventListener('priority', () => {
    if (card.state === 'waiting') void apply(card, entries.get(card).effect);
  });
  at('cards').append(card.root);
  showWhetherThereAreCards();
  void apply(card, chosenEffect());
}

function remove(card) {
  entries.get(card).stop.abort();
  entries.delete(card);
  card.root.remove();
  showWhetherThereAreCards();
}

/** Renders a picture, in place of what may be under way for it. */
async function apply(card, effect) {
  const entry = entries.get(card);
  entry.stop.abort();
  const stop = new AbortController();
  Object.assign(entry, { effect, stop });
  const began = performance.now();
  let tries = 0;
  const shown = {
    begin({ id }) {
      names.set(id, `${entry.name}, ${effect.label}`);
      if (++tries > 1) log(`${entry.name} is tried again`);
      card.begin(effect.label);
    },
    tile(tile) {
      if (stop.signal.aborted) return;
      card.tile(tile);
      countTile();
    },
  };
  card.begin(effect.label);
  try {
    const options = {
      signal: stop.signal,
      priority: card.priority,
      retry: at('retry').checked ? 1 : 0,
    };
    await render(await opened, entry.image, effect, options, shown);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    card.end('done', `${seconds} s`);
    log(`${entry.name}, ${effect.label}: done in ${seconds} s`, 'good');
  } catch (error) {
    if (entry.stop !== stop) return;
    const cancelled = stop.signal.aborted;
    card.end(cancelled ? 'cancelled' : 'failed', cancelled ? 'cancelled' : error.name);
    log(`${entry.name}, ${effect.label}: ${cancelled ? 'cancelled' : error}`, 'bad');
  }
}

function chosenEffect() {
  const filter = chosen('filter');
  const strength = Number(at('strength').value);
  return {
    filter: filter.value,
    strength,
    label: `${filter.nextElementSibling.textContent} ${strength}`,
  };
}

async function addFiles(files) {
  for (const file of files) {
    try {
      add(await pictureFromFile(file));
    } catch (error) {
      log(error.message, 'bad');
    }
  }
}

function showWhetherThereAreCards() {
  at('apply-all').disabled = at('clear').disabled = entries.size === 0;
}

// ---- What the user does -------------------------------------------------------------------------

for (const name of sampleNames) {
  const button = document.createElement('button');
  button.type = 'button';
  const picture = drawSample(name);
  picture.setAttribute('aria-hidden', 'true');
  button.append(picture, name);
  button.onclick = () => add(pictureFromSample(name));
  const item = document.createElement('li');
  item.append(button);
  at('samples').append(item);
}
at('apply-all').onclick = () => {
  for (const card of entries.keys()) {
    card.priority = chosen('priority').value;
    void apply(card, chosenEffect());
  }
};
at('clear').onclick = () => {
  for (const card of [...entries.keys()]) remove(card);
};
at('strength').oninput = () => (at('strength-shown').textContent = at('strength').value);
at('picker').onchange = () => {
  void addFiles([...at('picker').files]);
  at('picker').value = '';
};
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

opened.catch((error) => {
  at('problem').textContent = `The pool cannot be opened. ${error.message}`;
  at('problem').hidden = false;
});
