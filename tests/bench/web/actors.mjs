// Asks, inside a page, of actors in shared workers, one in JavaScript and one in C++, beside Comlink and a bare
// echo through shared workers of their own. ../web_actors.mjs opens the page and calls `measureRate`.
import { wrap } from '/comlink/comlink.mjs';
import { load } from '/weft/weft.js';
import { rateOf, startEcho } from './rate.mjs';

const runtime = await load();
const adder = await spawnAdder('actors', '/actors_module.mjs');
const cppAdder = await spawnAdder('C++ actors', '/modules/actors_module.mjs');
const echo = startEcho('/echo_worker.js');
const comlink = wrap(new SharedWorker('/comlink_worker.js', { type: 'module' }).port);

/** All give the sum of `a` and `b`, sooner or later. */
const contenders = {
  weft: (a, b) => adder.ask('add', [a, b]),
  cpp: (a, b) => cppAdder.ask('sum', { a, b }),
  comlink: (a, b) => comlink.add(a, b),
  echo: async (a, b) => {
    const [x, y] = await echo([a, b]);
    return x + y;
  },
};
for (const call of Object.values(contenders)) await call(1, 1);

/** Answers per second of one contender with `inFlight` asks under way all the time. */
globalThis.measureRate = (name, inFlight, milliseconds) =>
  rateOf(contenders[name], inFlight, milliseconds);
globalThis.measuring = true;

/** An actor in a shared worker of its own. */
async function spawnAdder(name, module) {
  const pool = await runtime.createPool({ name, kind: 'shared', workers: 1 });
  return runtime.spawn({ module, type: 'adder', pool });
}
