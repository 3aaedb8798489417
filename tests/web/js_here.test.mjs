// Modules in JavaScript in threads of Node, and in workers inside the process: the same as in a browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as weft from '../../web/dist/weft.js';

const timeout = 30_000;
const url = new URL('fixtures/js_here.mjs', import.meta.url);

for (const kind of ['node', 'inline']) {
  describe(`a JavaScript module in a worker of the kind ${kind}`, { timeout }, () => {
    let runtime;
    let pool;
    let remote;
    before(async () => {
      runtime = await weft.load();
      pool = await runtime.createPool({ kind, workers: 1, name: 'here' });
      remote = pool.module(url);
    });
    after(() => runtime.close());

    test('answers calls, and iterates', async () => {
      assert.equal(await remote.add(1, 2), 3);
      const items = [];
      for await (const item of remote.countLater(100)) if (items.push(item) === 50) break;
      assert.deepEqual(items.slice(-2), [48, 49]);
      assert.ok((await remote.logged()).includes('over'));
    });

    test('knows where it is, and what it has exposed; this process is no worker', async () => {
      assert.deepEqual(await remote.home(), [true, 0, kind, 'here']);
      assert.equal(await remote.exposed(), 'exposed');
      assert.deepEqual([weft.worker.isWorker, weft.worker.id], [false, undefined]);
      assert.throws(() => weft.worker.expose({}), ReferenceError);
    });

    test('can end its worker, and the next call has a new one', async () => {
      const ended = await Promise.allSettled([remote.hang(), remote.fatal()]);
      for (const { reason } of ended) {
        assert.equal(reason.name, 'WorkerDeath');
        assert.ok(reason.cause instanceof RangeError);
      }
      assert.equal(await remote.add(2, 2), 4);
    });

    test('gives observables and ports', async () => {
      const items = [];
      for await (const item of remote.numbers(3)) items.push(item);
      assert.deepEqual(items, [0, 1, 2]);
      const { port } = await remote.doubler();
      const doubled = new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
      port.postMessage(4);
      assert.equal(await doubled, 8);
      port.close();
    });

    test('takes buffers that are moved', async () => {
      const bytes = new Uint8Array(1 << 17);
      const task = remote.with({ transfer: [bytes.buffer] }).add(bytes, '');
      assert.equal(bytes.length, 0);
      assert.equal((await task).length, 2 * (1 << 17) - 1);
    });

    test('sees its calls cancelled', async () => {
      const task = remote.cancelled();
      await remote.add(1, 1);
      task.cancel();
      await assert.rejects(task, { name: 'AbortError' });
      assert.ok((await remote.logged()).includes('cancelled: AbortError'));
    });
  });
}

describe('a JavaScript module in a thread of Node', { timeout }, () => {
  test('survives errors that nobody caught, which reject the calls that they come from', async () => {
    const runtime = await weft.load();
    const pool = await runtime.createPool({ kind: 'node', workers: 1, name: 'thread' });
    const remote = pool.module(url);
    const hung = remote.hang();
    await assert.rejects(remote.failLater(), { name: 'RangeError', message: 'later' });
    assert.equal(hung.state, 'running');
    hung.cancel();
    await hung.catch(() => {});
    await runtime.close();
  });
});
