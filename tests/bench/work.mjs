// What else is measured of one worker: big messages, how soon a call is stopped, and how soon there is another worker
// after a crash. Runs web/work_measures.mjs in a page of Chromium or in this process, and makes rows of it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { askThread } from './node_peers.mjs';
import { inRounds, rowBeside } from './turns.mjs';
import { inPage } from './web_page.mjs';
import { measuresOf } from './web/work_measures.mjs';

const bare = { bare: { name: 'bare postMessage' } };
const start = { start: { name: 'a bare worker, started and asked', yardstick: true } };
const figures = {
  buffer: { what: '16 MB in a buffer, moved there and back', unit: 'ms', peers: bare },
  object: { what: '15,000 records (1 MB), copied there and back', unit: 'ms', peers: bare },
  abort: { what: 'from abort() of a running call until it is settled', unit: 'us', peers: {} },
  crash: { what: 'from the crash of the worker to the next answer', unit: 'ms', peers: start },
};

export function measureWebWork({ folders, ...rounds }) {
  return inPage('/work.html', folders, (ask) =>
    measureWork('a page in Chromium', rounds, (...words) => ask('measureWork', ...words)),
  );
}

export async function measureNodeWork({ folders, ...rounds }) {
  const weftUrl = pathToFileURL(join(folders.web, 'weft.js')).href;
  const weft = await import(weftUrl);
  const runtime = await weft.load();
  const pool = await runtime.createPool({ name: 'work', workers: 1 });
  const module = pool.module(new URL(`web/work_module.mjs?weft=${weftUrl}`, import.meta.url));
  const threads = [];
  const measures = measuresOf(weft, module, () => {
    const { thread, ask } = askThread('work_thread.mjs');
    threads.push(thread);
    return { ask, end: () => void thread.terminate() };
  });
  try {
    return await measureWork('a thread of Node', rounds, (what, contender) =>
      measures[what][contender](),
    );
  } finally {
    await runtime.close({ force: true });
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

async function measureWork(step, rounds, measure) {
  const values = await inRounds(step, rounds, async (keep) => {
    for (const [what, { peers }] of Object.entries(figures))
      for (const contender of ['weft', ...Object.keys(peers)])
        keep(what, contender, await measure(what, contender));
  });
  return Object.entries(figures).map(([what, { peers, ...row }]) =>
    rowBeside(peers, { ...row, better: 'less' }, values[what]),
  );
}
