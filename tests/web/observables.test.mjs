// Observables that functions of a JavaScript module return, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const rxjs = fileURLToPath(new URL('../../web/node_modules/rxjs/dist/bundles/', import.meta.url));
let browser;
before(async () => (browser = await startBrowser({ '/rxjs/': rxjs })));
after(() => browser.close());

describe('an observable that a call gives', { timeout }, () => {
  let page;
  before(async () => {
    page = await browser.page();
    await page.evaluate(async () => {
      globalThis.pool = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'obs' });
      globalThis.remote = pool.module('/js_module.mjs');
      /** What an observer is told until the end; `told` has it as it comes. */
      globalThis.record = (source, options) => {
        const told = [];
        const ended = new Promise((resolve) => {
          told.subscription = source.subscribe(
            {
              next: (value) => told.push(value),
              error: (error) => resolve(told.push(`error: ${error.message}`)),
              complete: () => resolve(told.push('complete')),
            },
            options,
          );
        });
        return { told, ended };
      };
    });
  });
  after(async () => {
    const left = await page.evaluate(async () => [
      await until(async () => (await remote.liveSubscriptions()) === 0),
      pool.stats().inFlight,
    ]);
    assert.deepEqual(left, [true, 0], 'nothing is left');
    await page.close();
  });

  test('tells its observer all items and the end, once', async () => {
    const found = await page.evaluate(async () => {
      const all = [];
      for (const end of [{ completes: true }, { error: 'failed' }, { throws: 'thrown' }]) {
        const { told, ended } = record(await remote.numbers(3, end));
        await ended;
        await remote.add(1, 1);
        all.push([[...told], told.subscription.closed]);
      }
      return all;
    });
    assert.deepEqual(found, [
      [[0, 1, 2, 'complete'], true],
      [[0, 1, 2, 'error: failed'], true],
      [[0, 1, 2, 'error: thrown'], true],
    ]);
  });

  test('is cold: each subscription here is one there, and none of them before', async () => {
    const found = await page.evaluate(async () => {
      const source = await remote.numbers(2);
      const counts = [await remote.liveSubscriptions()];
      const one = record(source);
      const two = record(source);
      counts.push(await remote.liveSubscriptions());
      one.told.subscription.unsubscribe();
      one.told.subscription.unsubscribe();
      counts.push(await remote.liveSubscriptions());
      two.told.subscription.unsubscribe();
      counts.push(await remote.liveSubscriptions());
      return [counts, one.told.slice(), two.told.slice(), one.told.subscription.closed];
    });
    assert.deepEqual(found, [[0, 2, 1, 0], [0, 1], [0, 1], true]);
  });

  test('tells nothing more once it is unsubscribed from, by the call or by the signal', async () => {
    const found = await page.evaluate(async () => {
      const source = await remote.numbers(3);
      const { told } = record(source);
      told.subscription.unsubscribe();
      const controller = new AbortController();
      const other = record(source, { signal: controller.signal });
      controller.abort();
      const never = record(source, { signal: AbortSignal.abort() });
      await remote.add(1, 1);
      return [told.length, other.told.length, never.told.length, never.told.subscription.closed];
    });
    assert.deepEqual(found, [0, 0, 0, true]);
  });

  test('may come from a function that returns a promise, another library, or a wrapped one', async () => {
    const found = await page.evaluate(async () => {
      const asynchronous = record(await remote.asyncNumbers(3));
      await asynchronous.ended;
      const wrapped = record(await remote.wrapped());
      await wrapped.ended;
      const foreign = record(await remote.foreign());
      await remote.add(1, 1);
      foreign.told.subscription.unsubscribe();
      return [asynchronous.told, wrapped.told, foreign.told].map((told) => [...told]);
    });
    assert.deepEqual(found, [
      [0, 1, 2, 'complete'],
      [0, 1, 2, 'complete'],
      ['a', 'b'],
    ]);
  });

  test('is refused by observable() if there is nothing to subscribe to', async () => {
    const { error } = await page.evaluate(() => outcome(remote.notObservable()));
    assert.equal(error.name, 'TypeError');
    assert.match(error.message, /subscribe/);
  });

  test('reports what its observer throws, and errors that nobody is told', async () => {
    const found = await page.evaluate(async () => {
      const reported = [];
      const listener = (event) => {
        event.preventDefault();
        reported.push(event.error.message);
      };
      addEventListener('error', listener);
      const told = [];
      const subscription = (await remote.numbers(2)).subscribe((value) => {
        told.push(value);
        throw new Error(`observer ${value}`);
      });
      (await remote.numbers(0, { error: 'untold' })).subscribe({});
      await until(async () => (await remote.add(1, 1)) && reported.length === 3);
      subscription.unsubscribe();
      removeEventListener('error', listener);
      return [told, reported];
    });
    assert.deepEqual(found, [
      [0, 1],
      ['observer 0', 'observer 1', 'untold'],
    ]);
  });

  test('can be iterated over: the task, and the observable again and again', async () => {
    const found = await page.evaluate(async () => {
      const collect = async (iterable, max = Infinity) => {
        const items = [];
        for await (const item of iterable) if (items.push(item) === max) break;
        return items;
      };
      const source = await remote.asyncNumbers(4);
      const failing = await remote.numbers(2, { error: 'bad' });
      const error = await collect(failing).catch((error) => error.message);
      return [
        await collect(remote.asyncNumbers(3)),
        await collect(source),
        await collect(source, 2),
        await collect(await remote.numbers(3), 1),
        error,
      ];
    });
    assert.deepEqual(found, [[0, 1, 2], [0, 1, 2, 3], [0, 1], [0], 'bad']);
  });

  test('is taken by RxJS', async () => {
    const found = await page.evaluate(async () => {
      await new Promise((resolve, reject) => {
        const script = document.createElement('script');
        Object.assign(script, { src: '/rxjs/rxjs.umd.min.js', onload: resolve, onerror: reject });
        document.head.append(script);
      });
      const { from, lastValueFrom, map, take, toArray } = rxjs;
      const doubled = (source) =>
        lastValueFrom(
          from(source).pipe(
            map((n) => n * 2),
            toArray(),
          ),
        );
      const all = await doubled(await remote.asyncNumbers(3));
      const first = await lastValueFrom(from(await remote.numbers(5)).pipe(take(2), toArray()));
      return [all, first, await until(async () => (await remote.liveSubscriptions()) === 0)];
    });
    assert.deepEqual(found, [[0, 2, 4], [0, 1], true]);
  });

  test("is taken by the browser's own Observable", async () => {
    const found = await page.evaluate(async () => {
      const source = await remote.asyncNumbers(3);
      return [
        await Observable.from(source)
          .map((n) => n * 2)
          .toArray(),
      ];
    });
    assert.deepEqual(found, [[0, 2, 4]]);
  });

  test("may be the browser's own Observable", async () => {
    const found = await page.evaluate(async () => {
      const native = record(await remote.native());
      await native.ended;
      return [...native.told];
    });
    assert.deepEqual(found, [1, 2, 'complete']);
  });

  test('ends with the error that its worker ends with', async () => {
    const found = await page.evaluate(async () => {
      const mine = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'mortal obs' });
      const hers = mine.module('/js_module.mjs');
      const source = await hers.numbers(1);
      const { told, ended } = record(source);
      await hers.add(1, 1);
      await hers.fatal('the end').catch(() => {});
      await ended;
      const late = record(source);
      await late.ended;
      await mine.close();
      return [told, late.told].map((each) => each.map((item) => String(item).slice(0, 17)));
    });
    assert.deepEqual(found, [['0', 'error: The worker'], ['error: The worker']]);
  });
});
