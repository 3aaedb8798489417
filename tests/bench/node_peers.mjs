// Who else calls functions in threads of Node. Each `start` makes a pool of one thread and gives { call, end }, where
// `call(a, b)` gives the sum, sooner or later.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

import { missing, require } from './packages.mjs';
import { askThrough } from './web/posts.mjs';

const script = (name) => new URL(`node/${name}`, import.meta.url);
const oneThread = { filename: script('add.mjs').href, minThreads: 1, maxThreads: 1 };
const manyTasks = { concurrentTasksPerWorker: 64, maxQueue: Infinity };

const peers = {
  bare: { name: 'bare postMessage', start: startBare },
  comlink: { name: 'Comlink', start: startComlink },
  workerpool: { name: 'workerpool', start: startWorkerpool },
  piscina: { name: 'Piscina', start: startPiscina },
  tinypool: { name: 'Tinypool', start: startTinypool },
};

/** Those that are installed, by key: { name, call, end }. */
export async function startPeers(skip) {
  const started = {};
  for (const [key, { name, start }] of Object.entries(peers)) {
    try {
      started[key] = { name, ...(await start()) };
    } catch (error) {
      skip(missing(name, error.message));
    }
  }
  return started;
}

/** A thread, and a function that asks it by bare postMessage. */
export function askThread(name) {
  const thread = new Worker(script(name));
  return { thread, ask: askThrough(thread, (receive) => thread.on('message', receive)) };
}

function startBare() {
  const { thread, ask } = askThread('adding_thread.mjs');
  return { call: (a, b) => ask([a, b]), end: () => thread.terminate() };
}

function startComlink() {
  const { wrap } = require('comlink');
  const endpoint = require('comlink/dist/umd/node-adapter.js');
  const thread = new Worker(script('comlink_thread.mjs'));
  const remote = wrap(endpoint(thread));
  return { call: (a, b) => remote.add(a, b), end: () => thread.terminate() };
}

function startWorkerpool() {
  const { pool } = require('workerpool');
  const file = fileURLToPath(script('workerpool_thread.mjs'));
  const one = pool(file, { minWorkers: 1, maxWorkers: 1, workerType: 'thread' });
  return { call: (a, b) => one.exec('add', [a, b]), end: () => one.terminate() };
}

function startPiscina() {
  const { Piscina } = require('piscina');
  return runner(new Piscina({ ...oneThread, ...manyTasks }));
}

async function startTinypool() {
  const { Tinypool } = await import(pathToFileURL(require.resolve('tinypool')));
  return runner(new Tinypool({ ...oneThread, ...manyTasks }));
}

function runner(pool) {
  return { call: (a, b) => pool.run({ a, b }), end: () => pool.destroy() };
}
