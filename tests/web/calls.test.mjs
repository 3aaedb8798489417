// Calls through pools of both kinds, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const kind of ['dedicated', 'shared']) {
  describe(`a ${kind} pool`, { timeout }, () => {
    let page;
    before(async () => {
      page = await browser.page();
      await page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({
          kind,
          workers: 2,
          name: 'calls',
        });
        globalThis.remote = pool.module(fake);
      }, kind);
    });
    after(async () => {
      assert.equal(await page.evaluate(() => pool.stats().inFlight), 0, 'no promise is left');
      await page.close();
    });

    test('calls a function of a module', async () => {
      assert.equal(await page.evaluate(() => remote.add(1, 2)), 3);
    });

    test('carries every kind of value there and back', async () => {
      const same = await page.evaluate(async () => {
        const sent = [
          undefined,
          null,
          true,
          -0,
          1.5,
          2 ** 53,
          10n ** 30n,
          'ü\ud800',
          [1, [2]],
          { a: { __proto__: null, b: 1 } },
        ];
        const received = await remote.echo(...sent, Uint8Array.of(1, 2), new ArrayBuffer(3));
        const [bytes, buffer] = received.splice(sent.length);
        const encode = (value) => String(weft.codec.encode(value));
        return (
          encode(received) === encode(sent) &&
          bytes[1] === 2 &&
          buffer instanceof ArrayBuffer &&
          buffer.byteLength === 3
        );
      });
      assert.ok(same);
    });

    test('copies arguments at the time of the call', async () => {
      const received = await page.evaluate(async () => {
        const list = [1];
        const task = remote.echo(list);
        list.push(2);
        return await task;
      });
      assert.deepEqual(received, [[1]]);
    });

    test('rejects with the error of the function, of its own type', async () => {
      const result = await page.evaluate(async () => {
        const error = await remote.fail('too far').catch((error) => error);
        return [
          error instanceof RangeError,
          error.name,
          error.message,
          error.stack.includes('fake_module'),
        ];
      });
      assert.deepEqual(result, [true, 'RangeError', 'too far', true]);
    });

    test('rejects with a TypeError and the path for what cannot be sent, and sends the rest', async () => {
      const [bad, good] = await page.evaluate(() =>
        Promise.all([outcome(remote.echo({ callback: () => {} })), outcome(remote.add(2, 2))]),
      );
      assert.equal(bad.error.name, 'TypeError');
      assert.equal(bad.error.path, 'args[0].callback');
      assert.deepEqual(good, { value: 4 });
    });

    test('survives arguments whose getters call', async () => {
      const result = await page.evaluate(async () => {
        const { add, echo } = remote.with({ worker: 0 });
        let inner;
        const argument = {
          get reentrant() {
            inner = add(1, 1);
            return 'read';
          },
        };
        return [await echo(argument), await inner];
      });
      assert.deepEqual(result, [[{ reentrant: 'read' }], 2]);
    });

    test('of one worker sends all calls of one turn in one post', async () => {
      const [values, posts, deliveries] = await page.evaluate(async (kind) => {
        const pool = await runtime.createPool({ kind, workers: 1, name: 'one post' });
        const { log, add } = pool.module(fake);
        const posts = () => pool.stats().workers[0].posts;
        const { deliveries } = await log();
        const sentBefore = posts();
        const values = await Promise.all(Array.from({ length: 500 }, (_, i) => add(i, 1)));
        const said = [values, posts() - sentBefore, (await log()).deliveries - deliveries];
        await pool.close();
        return said;
      }, kind);
      assert.deepEqual(
        values,
        Array.from({ length: 500 }, (_, i) => i + 1),
      );
      assert.equal(posts, 1);
      assert.equal(deliveries, 2, 'the 500 calls, and the call that asks');
    });

    test('spreads calls over its workers, or runs them on the one that was asked for', async () => {
      const [spread, chosen] = await page.evaluate(async () => {
        const ask = async (remote) =>
          (await Promise.all(Array.from({ length: 6 }, () => remote.name()))).sort();
        return [await ask(remote), await ask(remote.with({ worker: 0 }))];
      });
      const name = (worker) => `weft/6/calls/${worker}`;
      assert.deepEqual([...new Set(spread)], [0, 1].map(name));
      assert.deepEqual(chosen, [0, 0, 0, 0, 0, 0].map(name));
    });

    test('chooses the worker with the fewest calls', async () => {
      const name = await page.evaluate(async () => {
        const slow = remote.with({ worker: 0 }).slow();
        const names = [await remote.name(), await remote.name(), await remote.name()];
        slow.cancel();
        await outcome(slow);
        return [...new Set(names)];
      });
      assert.deepEqual(name, ['weft/6/calls/1']);
    });

    test('rejects calls to a worker that it does not have', async () => {
      const { error } = await page.evaluate(() => outcome(remote.with({ worker: 2 }).add(1, 1)));
      assert.equal(error.name, 'RangeError');
    });

    test('gives tasks with a state, unique ids, and promises from then', async () => {
      const result = await page.evaluate(async () => {
        const good = remote.add(1, 1);
        const bad = remote.fail('no');
        const states = [good.state, bad.state];
        const plain = good.then(() => {});
        await Promise.allSettled([good, bad]);
        return [
          ...states,
          good.state,
          bad.state,
          good.id !== bad.id,
          plain.constructor === Promise,
          good instanceof Promise,
        ];
      });
      const first = kind === 'shared' ? 'queued' : 'running'; // until the coordinator has answered
      assert.deepEqual(result, [first, first, 'done', 'failed', true, true, true]);
    });

    test('cancels a running call in the worker, and rejects with an AbortError', async () => {
      const [result, state, cancelled] = await page.evaluate(async () => {
        const on0 = remote.with({ worker: 0 });
        const before = (await on0.log()).cancelled;
        const task = on0.slow();
        await on0.add(1, 1);
        task.cancel();
        return [await outcome(task), task.state, (await on0.log()).cancelled - before];
      });
      assert.equal(result.error.name, 'AbortError');
      assert.equal(state, 'cancelled');
      assert.equal(cancelled, 1);
    });

    test('rejects with the reason of the signal itself when it is aborted, before or during the call', async () => {
      const same = await page.evaluate(async () => {
        const reason = { why: 'not needed' };
        const controller = new AbortController();
        const call = () => remote.with({ signal: controller.signal }).slow();
        const during = call();
        controller.abort(reason);
        const before = call();
        const reasons = await Promise.all(
          [during, before].map((task) => task.catch((error) => error)),
        );
        return reasons.every((each) => each === reason) && pool.stats().inFlight === 0;
      });
      assert.ok(same);
    });

    test('rejects with a TimeoutError when the time is up, and takes any number for a time', async () => {
      const [late, ...inTime] = await page.evaluate(() =>
        Promise.all([
          outcome(remote.with({ timeout: 1 }).slow()),
          outcome(remote.with({ timeout: Infinity }).add(1, 1)),
          outcome(remote.with({ timeout: 2 ** 40 }).add(1, 1)),
        ]),
      );
      assert.equal(late.error.name, 'TimeoutError');
      assert.deepEqual(inTime, [{ value: 2 }, { value: 2 }]);
    });

    test('has a module that can be awaited, and functions by any name through call', async () => {
      const result = await page.evaluate(async () => {
        const awaited = await remote;
        return [
          awaited === remote,
          await pool.call(fake, 'add', [1, 2]),
          remote.add === remote.add,
        ];
      });
      assert.deepEqual(result, [true, 3, true]);
    });
  });
}

test('detect tells what the browser has', { timeout }, async () => {
  const page = await browser.page();
  const { processors, ...rest } = await page.evaluate(() => weft.detect());
  assert.ok(processors >= 1);
  assert.deepEqual(rest, {
    dedicatedWorkers: true,
    sharedWorkers: true,
    nodeThreads: false,
    locks: true,
    webAssembly: true,
  });
});
