// Runs web/js_calls.mjs in a page of Chromium and makes rows of what it measures.
import { sampleOf } from './samples.mjs';
import { inPage } from './web_page.mjs';

const rateMilliseconds = 500;
const itemCount = 100_000;
const echo = 'bare postMessage echo';
const port = 'a post for each, with credit';
const goals = {
  1: [],
  32: [{ speed: 1, than: echo }],
  1000: [{ speed: 4, than: echo }],
};

export function measureWebJsCalls({ folders, roundCount, progress }) {
  return inPage('/js_calls.html', folders, {}, async (evaluate) => {
    const samples = {}; // by what is measured, by contender
    const add = (what, contender, value) => ((samples[what] ??= {})[contender] ??= []).push(value);
    for (let round = 0; round <= roundCount; ++round) {
      progress.step('a page in Chromium', round + 1, roundCount + 1);
      const keep = round > 0 ? add : () => {};
      for (const inFlight of Object.keys(goals))
        for (const contender of ['weft', 'echo']) {
          const words = [contender, Number(inFlight), rateMilliseconds];
          keep(inFlight, contender, await evaluate((words) => measureRate(...words), words));
        }
      for (const contender of ['weft', 'weft_async', 'port']) {
        const words = [contender, itemCount];
        keep('iterator', contender, await evaluate((words) => measureIterator(...words), words));
      }
    }
    return [
      ...Object.keys(goals).map((inFlight) => callRow(inFlight, samples)),
      ...iteratorRows(samples),
    ];
  });
}

function callRow(inFlight, samples) {
  return {
    what: `calls per second, ${Number(inFlight).toLocaleString('en-US')} in flight`,
    unit: '/s',
    better: 'more',
    weft: sampleOf(samples[inFlight].weft),
    peers: [{ name: echo, sample: sampleOf(samples[inFlight].echo) }],
    goals: goals[inFlight],
  };
}

function iteratorRows({ iterator }) {
  return Object.entries({ weft: 'a generator', weft_async: 'an async generator' }).map(
    ([contender, source]) => ({
      what: `numbers per second from ${source}`,
      unit: '/s',
      better: 'more',
      weft: sampleOf(iterator[contender]),
      peers: [{ name: port, sample: sampleOf(iterator.port) }],
      goals: [{ speed: 2, than: port }],
    }),
  );
}
