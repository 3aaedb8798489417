// Measures, inside a page, what a shared worker is given and gives back, how soon a call is stopped, and how soon there is
// another worker. ../work.mjs opens the page and calls `measureWork`.
import * as weft from '/weft/weft.js';
import { askShared } from './posts.mjs';
import { measuresOf } from './work_measures.mjs';

const runtime = await weft.load();
const pool = await runtime.createPool({ name: 'bench work', kind: 'shared', workers: 1 });
const module = pool.module('/work_module.mjs?weft=/weft/weft.js');
let started = 0;
const measures = measuresOf(weft, module, startShared);

function startShared() {
  const ask = askShared(new SharedWorker('/work_worker.js', { name: `work ${++started}` }));
  return { ask, end: () => void ask('end') };
}

globalThis.measureWork = (what, contender) => measures[what][contender]();
globalThis.measuring = true;
