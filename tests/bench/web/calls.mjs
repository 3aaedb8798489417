// Measures, inside a page, a call of a C++ function in a shared worker beside its peers, through
// shared workers of their own. ../web_calls.mjs opens the page and calls `measure…`.
import { load } from '/weft/weft.js';
import { takePart } from './contenders.mjs';
import { fineClock, fineClockCost } from './fine_clock.mjs';
import { checkedCall } from './rate.mjs';

const runtime = await load();
const pool = await runtime.createPool({ name: 'bench', kind: 'shared', workers: 1 });
const module = pool.module('/modules/calls_module.mjs');
const callOf = takePart({ weft: (a, b) => module.add(a, b) });

/** Microseconds of each of `count` calls, one at a time, weft and the echo taking turns call by call. */
async function measureLatencies(count) {
  const contenders = { weft: await callOf('weft'), echo: await callOf('echo') };
  const latencies = { weft: [], echo: [] };
  const clockCost = fineClockCost();
  for (let i = 0; i < count; ++i) {
    for (const [name, call] of Object.entries(contenders)) {
      const start = fineClock();
      await checkedCall(call, i);
      latencies[name].push(fineClock() - start - clockCost);
    }
  }
  return latencies;
}

Object.assign(globalThis, { measureLatencies, measuring: true });
