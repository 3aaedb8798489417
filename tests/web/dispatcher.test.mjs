// The dispatcher as JavaScript sees it. What it decides is tested in C++ (tests/unit/dispatch); here, that
// everything crosses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { importSource } from './support/source.mjs';

const { Dispatcher } = await importSource('dispatch/dispatcher.ts');
const wasm = new URL('../../web/dist/dispatch.wasm', import.meta.url);
const load = (options) =>
  Dispatcher.load(wasm, { order: 'hrrn', queuedMax: 100, ahead: 0, ...options });
const job = (method, more) => ({ module: 'm', method, priority: 0, ...more });

/** All that starts now, each job ending at once. */
function runAll(dispatcher, now) {
  const started = [];
  for (let given; (given = dispatcher.next(now));) {
    started.push(given.job);
    dispatcher.finish(given.job, now);
  }
  return started;
}

/** Tells the dispatcher how long a method takes. */
function teach(dispatcher, method, duration) {
  dispatcher.addWorker(4095);
  const id = dispatcher.submit(job(method, { worker: 4095 }), 0);
  assert.deepEqual(dispatcher.next(0), { job: id, worker: 4095 });
  dispatcher.finish(id, duration);
  dispatcher.removeWorker(4095);
}

describe('jobs', () => {
  test('start on a worker that is there, and once', async () => {
    const dispatcher = await load();
    const id = dispatcher.submit(job('f'), 0);
    assert.ok(Number.isSafeInteger(id) && id > 0);
    assert.equal(dispatcher.next(1), undefined);
    dispatcher.addWorker(3);
    assert.deepEqual(dispatcher.next(1), { job: id, worker: 3 });
    assert.equal(dispatcher.next(1), undefined);
    assert.equal(dispatcher.finish(id, 2), true);
    assert.equal(dispatcher.finish(id, 2), false);
  });

  test('are chosen by how long they take and have waited', async () => {
    const dispatcher = await load();
    teach(dispatcher, 'short', 1);
    teach(dispatcher, 'long', 100);
    const long = dispatcher.submit(job('long'), 0);
    const short = dispatcher.submit(job('short'), 500);
    dispatcher.addWorker(0);
    assert.deepEqual(runAll(dispatcher, 510), [short, long]);
  });

  test('are chosen by age under fifo, and by priority where that is asked for', async () => {
    for (const [order, expected] of [
      ['fifo', [0, 1, 2]],
      ['priority', [2, 0, 1]],
    ]) {
      const dispatcher = await load({ order });
      const ids = [0, -200, 200].map((priority) => dispatcher.submit(job('f', { priority }), 0));
      dispatcher.addWorker(0);
      assert.deepEqual(
        runAll(dispatcher, 1),
        expected.map((at) => ids[at]),
      );
    }
  });

  test('are given ahead while they are short', async () => {
    const dispatcher = await load({ ahead: 2 });
    teach(dispatcher, 'short', 0.5);
    dispatcher.addWorker(0);
    const ids = Array.from({ length: 5 }, () => dispatcher.submit(job('short'), 0));
    for (const id of ids.slice(0, 4)) assert.equal(dispatcher.next(0).job, id);
    assert.equal(dispatcher.next(0), undefined);
    assert.equal(dispatcher.waits(ids[0], 0.5), true);
    assert.equal(dispatcher.waits(ids[0], 0.5), false);
    assert.equal(dispatcher.next(0.5).job, ids[4]);
  });

  test('that are exclusive are alone', async () => {
    const dispatcher = await load({ order: 'fifo', ahead: 2 });
    dispatcher.addWorker(0);
    const first = dispatcher.submit(job('f'), 0);
    const alone = dispatcher.submit(job('f', { exclusive: true }), 0);
    const last = dispatcher.submit(job('f'), 0);
    assert.equal(dispatcher.next(0).job, first);
    assert.equal(dispatcher.next(0), undefined);
    dispatcher.finish(first, 1);
    assert.equal(dispatcher.next(1).job, alone);
    assert.equal(dispatcher.next(1), undefined);
    dispatcher.finish(alone, 2);
    assert.equal(dispatcher.next(2).job, last);
  });

  test('expire at their deadline', async () => {
    const dispatcher = await load();
    assert.equal(dispatcher.nextDeadline(), Infinity);
    const id = dispatcher.submit(job('f', { deadline: 12.5 }), 0);
    assert.equal(dispatcher.nextDeadline(), 12.5);
    assert.deepEqual(dispatcher.takeExpired(12), []);
    assert.deepEqual(dispatcher.takeExpired(13), [id]);
    assert.equal(dispatcher.nextDeadline(), Infinity);
    for (let i = 0; i < 100; ++i) {
      const one = dispatcher.submit(job('f', { deadline: 12.3456789 * i }), 0);
      assert.deepEqual(dispatcher.takeExpired(dispatcher.nextDeadline()), [one]);
    }
  });

  test('are cancelled while they are queued', async () => {
    const dispatcher = await load();
    dispatcher.addWorker(0);
    const [first, second] = [dispatcher.submit(job('f'), 0), dispatcher.submit(job('f'), 0)];
    dispatcher.next(0);
    assert.equal(dispatcher.cancel(first), false);
    assert.equal(dispatcher.cancel(second), true);
    assert.equal(dispatcher.cancel(second), false);
  });

  test('are refused beyond the bound, and for workers that are not there', async () => {
    const dispatcher = await load({ queuedMax: 1 });
    assert.equal(dispatcher.submit(job('f', { worker: 5 }), 0), 'no_such_worker');
    assert.ok(dispatcher.submit(job('f'), 0) > 0);
    assert.equal(dispatcher.submit(job('f'), 0), 'queue_full');
  });

  test('go with their worker', async () => {
    const dispatcher = await load({ ahead: 2 });
    dispatcher.addWorker(0);
    const running = [dispatcher.submit(job('f'), 0), dispatcher.submit(job('g'), 0)];
    dispatcher.next(0);
    dispatcher.waits(running[0], 0);
    dispatcher.next(0);
    const namingIt = [dispatcher.submit(job('f', { worker: 0 }), 0)];
    assert.deepEqual(dispatcher.removeWorker(0), { running, namingIt });
    assert.deepEqual(dispatcher.removeWorker(0), { running: [], namingIt: [] });
  });
});

test('names cross as they are, and more of them than are remembered', async () => {
  const dispatcher = await load({ queuedMax: 5000 });
  const methods = Array.from({ length: 3000 }, (_, i) => `méthode ${i} 𝄞`);
  for (const method of methods) dispatcher.submit(job(method), 0);
  dispatcher.submit(job(methods[0]), 0);
  const { groups, queued } = dispatcher.stats(0);
  assert.equal(queued, 3001);
  assert.deepEqual(groups.map(({ method }) => method).sort(), methods.sort());
});

test('statistics tell what is queued and under way, and how long it waited', async () => {
  const dispatcher = await load();
  dispatcher.addWorker(0);
  dispatcher.addWorker(1);
  const first = dispatcher.submit(job('f'), 0);
  dispatcher.next(4);
  dispatcher.finish(first, 7);
  const second = dispatcher.submit(job('f'), 10);
  dispatcher.next(10);
  dispatcher.waits(second, 13);
  dispatcher.submit(job('g'), 13);
  dispatcher.next(13);
  for (const worker of [0, 1]) dispatcher.submit(job('f', { worker, exclusive: true }), 14);
  dispatcher.submit(job('h', { priority: -3 }), 16);
  const { groups, ...seen } = dispatcher.stats(20);
  assert.deepEqual(seen, {
    queued: 3,
    running: 1,
    waiting: 1,
    workers: 2,
    freeWorkers: 1,
    longestWait: 6,
  });
  const f = { module: 'm', method: 'f', priority: 0, exclusive: true, queued: 1, longestWait: 6 };
  groups.sort((one, other) => (one.worker ?? 9) - (other.worker ?? 9));
  assert.deepEqual(groups, [
    { ...f, worker: 0, meanDuration: 3 },
    { ...f, worker: 1, meanDuration: 3 },
    {
      module: 'm',
      method: 'h',
      priority: -3,
      worker: undefined,
      exclusive: false,
      queued: 1,
      meanDuration: undefined,
      longestWait: 4,
    },
  ]);
});

test('a hundred thousand jobs make the memory grow', async () => {
  const dispatcher = await load({ queuedMax: 100_000 });
  for (let i = 0; i < 100_000; ++i) dispatcher.submit(job(`f${i % 100}`), i);
  assert.equal(dispatcher.submit(job('f'), 0), 'queue_full');
  dispatcher.addWorker(0);
  const started = runAll(dispatcher, 100_000);
  assert.equal(new Set(started).size, 100_000);
});

test('a broken contract is an error that says which', async () => {
  const dispatcher = await load();
  dispatcher.addWorker(0);
  assert.throws(() => dispatcher.addWorker(0), /two workers have the same number/);
  await assert.rejects(load({ ahead: -1 }), /is out of range/);
});

describe('the module', () => {
  let server;
  let origin;
  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/missing') response.statusCode = 404;
      if (request.url === '/typed') response.setHeader('content-type', 'application/wasm');
      response.end(request.url === '/text' ? 'no module' : readFileSync(wasm));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());

  for (const kind of ['typed', 'untyped']) {
    test(`is loaded over the network when it is ${kind}`, async () => {
      const dispatcher = await Dispatcher.load(`${origin}/${kind}`, {
        order: 'fifo',
        queuedMax: 1,
        ahead: 0,
      });
      assert.ok(dispatcher.submit(job('f'), 0) > 0);
    });
  }

  for (const kind of ['missing', 'text']) {
    test(`is a LoadError when it is ${kind}`, async () => {
      const loading = Dispatcher.load(`${origin}/${kind}`, {
        order: 'fifo',
        queuedMax: 1,
        ahead: 0,
      });
      await assert.rejects(loading, { name: 'LoadError', message: /could not be loaded from/ });
    });
  }
});
