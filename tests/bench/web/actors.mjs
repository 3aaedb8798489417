// Asks, inside a page, of actors in shared workers, one in JavaScript and one in C++, beside their peers
// through shared workers of their own. ../web_actors.mjs opens the page and calls `measureRate`.
import { load } from '/weft/weft.js';
import { takePart } from './contenders.mjs';

const runtime = await load();
const adder = await spawnAdder('actors', '/actors_module.mjs');
const cppAdder = await spawnAdder('C++ actors', '/modules/actors_module.mjs');
takePart({
  weft: (a, b) => adder.ask('add', [a, b]),
  cpp: (a, b) => cppAdder.ask('sum', { a, b }),
});
globalThis.measuring = true;

/** An actor in a shared worker of its own. */
async function spawnAdder(name, module) {
  const pool = await runtime.createPool({ name, kind: 'shared', workers: 1 });
  return runtime.spawn({ module, type: 'adder', pool });
}
