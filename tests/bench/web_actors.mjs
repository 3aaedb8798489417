// Runs web/actors.mjs in a page of Chromium and makes rows of what it measures.
import { keepRates, rateRows } from './call_rates.mjs';
import { inRounds } from './turns.mjs';
import { inPage, pagePeers } from './web_page.mjs';

const actors = { weft: 'in JavaScript', cpp: 'in C++' };
const goals = {
  1: [{ speed: 1, than: 'Comlink' }],
  32: [{ speed: 1, than: 'bare postMessage echo' }],
  1000: [{ speed: 4, than: 'bare postMessage echo' }],
};

export function measureWebActors({ folders, skip, ...rounds }) {
  const peers = pagePeers(skip);
  const contenders = [...Object.keys(actors), ...Object.keys(peers)];
  return inPage('/actors.html', folders, async (ask) => {
    const measureRate = (...words) => ask('measureRate', ...words);
    const values = await inRounds('a page in Chromium', rounds, (keep) =>
      keepRates(contenders, measureRate, keep),
    );
    return Object.entries(actors).flatMap(([actor, where]) =>
      rateRows(`answers per second ${where}`, goals, peers, values, actor),
    );
  });
}
