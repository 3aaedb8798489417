// Runs web/calls.mjs in a page of Chromium and makes rows of what it measures.
import { keepRates, rateRows } from './call_rates.mjs';
import { quantile } from './samples.mjs';
import { inRounds, rowBeside } from './turns.mjs';
import { inPage, pagePeers } from './web_page.mjs';

const callsPerRound = 500;
const latencies = {
  median: { share: 0.5, goals: [{ cost: 1.5 }] },
  '10th percentile': { share: 0.1, goals: [] },
};
const goals = {
  1: [{ speed: 1 }],
  32: [{ speed: 1, than: 'bare postMessage echo' }],
  1000: [{ least: 500_000 }],
};

export function measureWebCalls({ folders, skip, ...rounds }) {
  const peers = pagePeers(skip);
  const contenders = ['weft', ...Object.keys(peers)];
  return inPage('/calls.html', folders, async (ask) => {
    const measureRate = (...words) => ask('measureRate', ...words);
    const values = await inRounds('a page in Chromium', rounds, async (keep) => {
      keepLatencies(await ask('measureLatencies', callsPerRound), keep);
      await keepRates(contenders, measureRate, keep);
    });
    return [
      ...latencyRows(peers, values),
      ...rateRows('calls per second', goals, peers, values, 'weft'),
    ];
  });
}

function keepLatencies(measured, keep) {
  for (const [contender, times] of Object.entries(measured)) {
    times.sort((a, b) => a - b);
    for (const [what, { share }] of Object.entries(latencies))
      keep(what, contender, quantile(times, share));
  }
}

function latencyRows(peers, values) {
  return Object.entries(latencies).map(([what, { goals }]) =>
    rowBeside(
      peers,
      { what: `one call, ${what}`, unit: 'us', better: 'less', goals },
      values[what],
    ),
  );
}
