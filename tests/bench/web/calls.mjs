// Measures, inside a page, a call of a C++ function in a shared worker beside a bare echo through
// another shared worker. ../web_calls.mjs opens the page and calls `measure…`.
import { load } from '/weft/weft.js';
import { checkedCall, rateOf, startEcho } from './rate.mjs';

const runtime = await load();
const pool = await runtime.createPool({ name: 'bench', kind: 'shared', workers: 1 });
const module = pool.module('/modules/calls_module.mjs');
const echo = startEcho('/echo_worker.js');

/** Both give the sum of `a` and `b`, sooner or later. */
const contenders = {
  weft: (a, b) => module.add(a, b),
  echo: async (a, b) => {
    const [x, y] = await echo([a, b]);
    return x + y;
  },
};

/**
 * Microseconds since the page began. The clock of a page that is not cross-origin isolated moves in
 * steps of 100 us, too coarse for one call; isolated, the page and its shared workers would live in
 * different processes, which is not how pages use them. Chromium has this one besides.
 */
function fineClock() {
  return chrome.csi().pageT * 1000;
}

/** What reading the clock twice takes, in microseconds. */
function fineClockCost() {
  const costs = Array.from({ length: 1001 }, () => -fineClock() + fineClock());
  return costs.sort((a, b) => a - b)[500];
}

/** Microseconds of each of `count` calls, one at a time, the contenders taking turns call by call. */
async function measureLatencies(count) {
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

/** Calls per second of one contender with `inFlight` calls under way all the time. */
const measureRate = (name, inFlight, milliseconds) =>
  rateOf(contenders[name], inFlight, milliseconds);

Object.assign(globalThis, { measureLatencies, measureRate, measuring: true });
