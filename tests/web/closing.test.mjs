// Closing pools and runtimes, gracefully and by force.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.page();
});
after(() => browser.close());

for (const kind of ['dedicated', 'shared']) {
  describe(`a ${kind} pool`, { timeout }, () => {
    beforeEach(() =>
      page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({
          kind,
          workers: 2,
          name: `closing ${kind}`,
        });
        globalThis.remote = pool.module(fake);
      }, kind),
    );

    test('that is closed throws ReferenceError at each call, at once, while running calls end', async () => {
      const result = await page.evaluate(async () => {
        const running = [remote.add(1, 1), remote.fail('too')];
        const closed = pool.close();
        const states = [pool.state];
        let thrown;
        try {
          remote.add(1, 1);
        } catch (error) {
          thrown = error.name;
        }
        const counts = await tally(running);
        await closed;
        await pool.closed;
        return { thrown, counts, states: [...states, pool.state] };
      });
      assert.deepEqual(result, {
        thrown: 'ReferenceError',
        counts: { ok: 1, RangeError: 1 },
        states: ['closing', 'dead'],
      });
    });

    test('that is closed by force rejects running calls with PoolDeath, also when it was closing', async () => {
      const counts = await page.evaluate(async () => {
        const running = [remote.slow(), remote.slow(), remote.slow()];
        const closed = pool.close();
        await Promise.all([pool.close({ force: true }), pool.close({ force: true }), closed]);
        return { ...(await tally(running)), inFlight: pool.stats().inFlight };
      });
      assert.deepEqual(counts, { PoolDeath: 3, inFlight: 0 });
    });

    test('that is closed while it waits only for cancelled calls is dead', async () => {
      const state = await page.evaluate(async () => {
        const running = remote.slow();
        const closed = pool.close();
        running.cancel();
        await outcome(running);
        await closed;
        return pool.state;
      });
      assert.equal(state, 'dead');
    });

    test('is closed at the end of its `await using` block', async () => {
      const state = await page.evaluate(async () => {
        await pool[Symbol.asyncDispose]();
        return pool.state;
      });
      assert.equal(state, 'dead');
    });
  });
}

describe('a runtime', { timeout }, () => {
  test('has one default pool, which only the runtime closes', async () => {
    const result = await page.evaluate(async () => {
      const runtime = await weft.load();
      const pool = runtime.defaultPool;
      const { error } = await outcome(pool.close());
      const sum = await pool.module(fake).add(1, 1);
      return {
        same: pool === runtime.defaultPool,
        isDefault: pool.isDefault,
        kind: pool.kind,
        closing: error.name,
        sum,
      };
    });
    assert.deepEqual(result, {
      same: true,
      isDefault: true,
      kind: 'shared',
      closing: 'TypeError',
      sum: 2,
    });
  });

  test('that is closed has closed all its pools and gives no more', async () => {
    const result = await page.evaluate(async () => {
      const runtime = await weft.load();
      const pools = [
        runtime.defaultPool,
        await runtime.createPool({ kind: 'dedicated', workers: 1 }),
      ];
      const running = pools.map((pool) => pool.module(fake).slow());
      await runtime.close({ force: true });
      const { error } = await outcome(runtime.createPool());
      return [pools.map((pool) => pool.state), await tally(running), error.name];
    });
    assert.deepEqual(result, [['dead', 'dead'], { PoolDeath: 2 }, 'ReferenceError']);
  });

  test('refuses pools that are impossible', async () => {
    const errors = await page.evaluate(async () => {
      const create = async (options) => (await outcome(runtime.createPool(options))).error.name;
      return [
        await create({ workers: 0 }),
        await create({ workers: 1.5 }),
        await create({ workers: -1 }),
      ];
    });
    assert.deepEqual(errors, ['RangeError', 'RangeError', 'RangeError']);
  });

  test('makes dedicated pools where there is no SharedWorker or no lock, and says what is missing for a shared one', async () => {
    const results = await page.evaluate(async () => {
      const results = [];
      const { SharedWorker } = globalThis;
      for (const [hide, restore] of [
        [() => delete globalThis.SharedWorker, () => (globalThis.SharedWorker = SharedWorker)],
        [
          () =>
            Object.defineProperty(navigator, 'locks', {
              value: undefined,
              configurable: true,
            }),
          () => delete navigator.locks,
        ],
      ]) {
        hide();
        const runtime = await weft.load();
        const pool = await runtime.createPool({ workers: 1 });
        const { error } = await outcome(runtime.createPool({ kind: 'shared' }));
        results.push([pool.kind, await pool.module(fake).add(1, 1), error.name, error.message]);
        restore();
        await runtime.close();
      }
      return results;
    });
    assert.deepEqual(results, [
      ['dedicated', 2, 'LoadError', 'There can be no shared pool here: it needs SharedWorker'],
      [
        'dedicated',
        2,
        'LoadError',
        'There can be no shared pool here: it needs Web Locks (a secure context)',
      ],
    ]);
  });
});
