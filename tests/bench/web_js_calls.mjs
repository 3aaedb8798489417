// Runs web/js_calls.mjs in a page of Chromium and makes rows of what it measures.
import { keepRates, rateRows } from './call_rates.mjs';
import { inRounds, rowBeside } from './turns.mjs';
import { inPage, pagePeers } from './web_page.mjs';

const itemCount = 100_000;
const echo = 'bare postMessage echo';
const port = 'a post for each, with credit';
const goals = {
  1: [{ speed: 1 }],
  32: [{ speed: 1, than: echo }],
  1000: [{ least: 500_000 }, { speed: 4, than: echo }],
};
const generators = { weft: 'a generator', weft_async: 'an async generator' };

export function measureWebJsCalls({ folders, skip, ...rounds }) {
  const peers = pagePeers(skip);
  const contenders = ['weft', ...Object.keys(peers)];
  return inPage('/js_calls.html', folders, async (ask) => {
    const measureRate = (...words) => ask('measureRate', ...words);
    const values = await inRounds('a page in Chromium', rounds, async (keep) => {
      await keepRates(contenders, measureRate, keep);
      for (const contender of [...Object.keys(generators), 'port'])
        keep('iterator', contender, await ask('measureIterator', contender, itemCount));
    });
    return [
      ...rateRows('calls per second', goals, peers, values, 'weft'),
      ...iteratorRows(values.iterator),
    ];
  });
}

function iteratorRows(values) {
  return Object.entries(generators).map(([contender, source]) => {
    const row = {
      what: `numbers per second from ${source}`,
      unit: '/s',
      better: 'more',
      goals: [{ speed: 2, than: port }],
    };
    return rowBeside({ port: { name: port } }, row, values, contender);
  });
}
