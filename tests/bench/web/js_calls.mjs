// Measures, inside a page, a function in JavaScript in a shared worker beside its peers, through shared workers
// of their own, and an iterator of it beside values that are posted one by one as credit allows.
// ../web_js_calls.mjs opens the page and calls `measure…`.
import { load } from '/weft/weft.js';
import { takePart } from './contenders.mjs';

const runtime = await load();
const pool = await runtime.createPool({ name: 'bench js', kind: 'shared', workers: 1 });
const module = pool.module('/js_module.mjs');
takePart({ weft: (a, b) => module.add(a, b) });

const credit = 32;
const iterators = {
  weft: (to) => module.with({ prefetch: credit }).count(to),
  weft_async: (to) => module.with({ prefetch: credit }).countLater(to),
  port: (to) => counted(to),
};

/** Values of the counting worker; new credit is given when half of it is used. */
async function* counted(to) {
  const { port } = new SharedWorker('/counting_worker.js');
  const values = [];
  let wake;
  port.onmessage = ({ data }) => {
    values.push(data);
    wake?.();
  };
  port.postMessage({ to, credit });
  for (let taken = 0, at = 0; ; at++) {
    if (at === values.length) {
      values.length = at = 0;
      await new Promise((resolve) => (wake = resolve));
    }
    const { value, done } = values[at];
    if (++taken === credit / 2) {
      port.postMessage({ credit: taken });
      taken = 0;
    }
    yield value;
    if (done) return port.close();
  }
}

/** Values per second of an iterator of `count` numbers. */
async function measureIterator(name, count) {
  const start = performance.now();
  let sum = 0;
  for await (const value of iterators[name](count)) sum += value;
  if (sum !== (count * (count - 1)) / 2) throw new Error(`wrong sum: ${sum}`);
  return (count / (performance.now() - start)) * 1000;
}

Object.assign(globalThis, { measureIterator, measuring: true });
