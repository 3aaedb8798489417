// Runs web/actors.mjs in a page of Chromium and makes rows of what it measures.
import { fileURLToPath } from 'node:url';

import { sampleOf } from './samples.mjs';
import { inPage } from './web_page.mjs';

const rateMilliseconds = 500;
const actors = { weft: 'in JavaScript', cpp: 'in C++' };
const peers = { comlink: 'Comlink', echo: 'bare postMessage echo' };
const goals = {
  1: [{ speed: 1, than: peers.comlink }],
  32: [{ speed: 1, than: peers.echo }],
  1000: [{ speed: 4, than: peers.echo }],
};
const comlink = fileURLToPath(new URL('../../web/node_modules/comlink/dist/esm/', import.meta.url));

export function measureWebActors({ folders, roundCount, progress }) {
  return inPage('/actors.html', folders, { '/comlink/': comlink }, async (evaluate) => {
    const rates = {}; // by number in flight, by contender
    for (let round = 0; round <= roundCount; ++round) {
      progress.step('a page in Chromium', round + 1, roundCount + 1);
      for (const inFlight of Object.keys(goals)) {
        for (const contender of [...Object.keys(actors), ...Object.keys(peers)]) {
          const words = [contender, Number(inFlight), rateMilliseconds];
          const rate = await evaluate((words) => measureRate(...words), words);
          if (round > 0) ((rates[inFlight] ??= {})[contender] ??= []).push(rate);
        }
      }
    }
    return Object.keys(actors).flatMap((actor) =>
      Object.entries(rates).map(([inFlight, values]) => rowOf(actor, Number(inFlight), values)),
    );
  });
}

function rowOf(actor, inFlight, values) {
  return {
    what: `answers per second ${actors[actor]}, ${inFlight.toLocaleString('en-US')} in flight`,
    unit: '/s',
    better: 'more',
    weft: sampleOf(values[actor]),
    peers: Object.entries(peers).map(([peer, name]) => ({ name, sample: sampleOf(values[peer]) })),
    goals: goals[inFlight],
  };
}
