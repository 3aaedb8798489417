// Iterators and observables of a C++ module, as a page has them, in Chromium.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const built = fileURLToPath(new URL('../../build/wasm/tests/web/modules/', import.meta.url));
assert.ok(existsSync(`${built}streams_module.mjs`), 'build the wasm preset first');

let browser;
before(async () => (browser = await startBrowser({ '/module/': built })));
after(() => browser.close());

for (const kind of ['dedicated', 'shared'])
  describe(`streams of a C++ module in a ${kind} pool`, { timeout }, () => {
    let page;
    before(async () => {
      page = await browser.page();
      await page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({ kind, workers: 1, name: 'streams' });
        globalThis.remote = pool.module('/module/streams_module.mjs');
      }, kind);
    });
    after(async () => {
      assert.equal(await page.evaluate(() => remote.alive()), 0, 'no body is left');
      assert.equal(await page.evaluate(() => pool.stats().inFlight), 0, 'no promise is left');
      await page.close();
    });

    for (const prefetch of [0, 1, 32])
      test(`iterate to the end, with prefetch ${prefetch}`, async () => {
        const sum = await page.evaluate(async (prefetch) => {
          let sum = 0;
          for await (const n of remote.with({ prefetch }).countTo(1000)) sum += n;
          return sum;
        }, prefetch);
        assert.equal(sum, 500_500);
      });

    test('are made no further ahead than the page allows, and destroyed by a break', async () => {
      const [made, alive] = await page.evaluate(async () => {
        const before = await remote.made();
        for await (const n of remote.with({ prefetch: 4 }).countTo(1000)) if (n === 10) break;
        return [(await remote.made()) - before, await remote.alive()];
      });
      assert.ok(made >= 10 && made <= 14, `made ${made}`);
      assert.equal(alive, 0);
    });

    test('that wait for long are cancelled by a break', async () => {
      const alive = await page.evaluate(async () => {
        for await (const item of remote.oneAndWait()) if (item === 'one') break;
        return remote.alive();
      });
      assert.equal(alive, 0);
    });

    test('reject with what they throw', async () => {
      const error = await page.evaluate(async () => {
        try {
          for await (const n of remote.failsAfter(3)) if (n > 3) return n;
        } catch ({ name, message }) {
          return [name, message];
        }
      });
      assert.deepEqual(error, ['RangeError', 'no more than 3']);
    });

    test('are subscribed to, and unsubscribed from', async () => {
      const [all, some, alive] = await page.evaluate(async () => {
        const ticks = await remote.ticks(3, 1);
        const all = await new Promise((complete) => {
          const items = [];
          ticks.subscribe({ next: (n) => items.push(n), complete: () => complete(items) });
        });
        const some = [];
        for await (const n of await remote.ticks(1_000_000, 1)) if (some.push(n) === 2) break;
        await until(async () => (await remote.alive()) === 0);
        return [all, some, await remote.alive()];
      });
      assert.deepEqual([all, some, alive], [[1, 2, 3], [1, 2], 0]);
    });

    test('carry a hundred thousand numbers, broken off in the middle and to the end', async () => {
      const sums = await page.evaluate(async () => {
        const sumTo = async (last) => {
          let sum = 0;
          for await (const n of remote.countTo(100_000)) {
            sum += n;
            if (n === last) break;
          }
          return sum;
        };
        return [await sumTo(50_000), await sumTo(100_000), await remote.alive()];
      });
      assert.deepEqual(sums, [1_250_025_000, 5_000_050_000, 0]);
    });

    test('have a body for each subscription, and end by themselves', async () => {
      const [first, second, during, after] = await page.evaluate(async () => {
        const silence = await remote.silence();
        const ticks = await remote.ticks(3, 5);
        const read = () =>
          new Promise((complete) => {
            const items = [];
            ticks.subscribe({ next: (n) => items.push(n), complete: () => complete(items) });
          });
        const silent = [silence.subscribe({}), silence.subscribe({})];
        const both = await Promise.all([read(), read()]);
        const during = await remote.alive();
        silent[0].unsubscribe();
        await until(async () => (await remote.alive()) === 1);
        silent[1].unsubscribe();
        await until(async () => (await remote.alive()) === 0);
        return [...both, during, await remote.alive()];
      });
      assert.deepEqual([first, second, during, after], [[1, 2, 3], [1, 2, 3], 2, 0]);
    });

    test('tell subscribers what is thrown, behind what came before', async () => {
      const told = await page.evaluate(async () => {
        const broken = await remote.broken();
        return new Promise((resolve) => {
          const told = [];
          const error = ({ message }) => resolve([...told, message]);
          broken.subscribe({ next: (n) => told.push(n), error });
        });
      });
      assert.deepEqual(told, [1, 'broken']);
    });

    test('that wait are stopped by a signal, which says why', async () => {
      const [reason, alive] = await page.evaluate(async () => {
        const stop = new AbortController();
        const items = await remote.with({ signal: stop.signal }).oneAndWait();
        await items.next();
        const pending = items.next().catch((error) => error);
        stop.abort('enough');
        const reason = await pending;
        await until(async () => (await remote.alive()) === 0);
        return [reason, await remote.alive()];
      });
      assert.deepEqual([reason, alive], ['enough', 0]);
    });

    test('end with their worker, what is pending too', async () => {
      const names = await page.evaluate(async () => {
        const items = await remote.oneAndWait();
        await items.next();
        const silence = await remote.silence();
        const told = new Promise((error) => silence.subscribe({ error }));
        const ends = [items.next().catch((error) => error), told, remote.trap().catch((e) => e)];
        return (await Promise.all(ends)).map(({ name }) => name);
      });
      assert.deepEqual(names, ['WorkerDeath', 'WorkerDeath', 'WorkerDeath']);
    });
  });
