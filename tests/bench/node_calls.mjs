// Calls of a function in one thread of Node, in JavaScript and in C++, beside those of other pools.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { keepRates, rateRows } from './call_rates.mjs';
import { startPeers } from './node_peers.mjs';
import { inRounds } from './turns.mjs';
import { rateOf } from './web/rate.mjs';

const languages = { js: 'JavaScript', cpp: 'C++' };
const goals = {
  1: [{ speed: 1 }],
  32: [{ speed: 1, than: 'Piscina' }],
  1000: [{ speed: 1, than: 'bare postMessage' }],
};

export async function measureNodeCalls({ folders, skip, ...rounds }) {
  const { load } = await import(pathToFileURL(join(folders.web, 'weft.js')).href);
  const runtime = await load();
  const peers = await startPeers(skip);
  try {
    const calls = {
      js: await startAdder(runtime, new URL('web/js_module.mjs', import.meta.url)),
      cpp: await startAdder(runtime, moduleIn(folders)),
      ...Object.fromEntries(Object.entries(peers).map(([key, { call }]) => [key, call])),
    };
    const measureRate = (name, ...words) => rateOf(calls[name], ...words);
    const values = await inRounds('threads of Node', rounds, (keep) =>
      keepRates(Object.keys(calls), measureRate, keep),
    );
    return Object.entries(languages).flatMap(([key, language]) =>
      rateRows(`calls per second of ${language}`, goals, peers, values, key),
    );
  } finally {
    await runtime.close({ force: true });
    await Promise.all(Object.values(peers).map(({ end }) => end()));
  }
}

function moduleIn(folders) {
  return pathToFileURL(join(folders.wasm, 'tests/web/modules/calls_module.mjs'));
}

/** A function that adds up in a thread of its own. */
async function startAdder(runtime, url) {
  const pool = await runtime.createPool({ name: url.href, workers: 1 });
  const module = pool.module(url);
  return (a, b) => module.add(a, b);
}
