// Iterators that functions of a JavaScript module return, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

describe('an iterator that a call gives', { timeout }, () => {
  let page;
  before(async () => {
    page = await browser.page();
    await page.evaluate(async () => {
      globalThis.pool = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'it' });
      globalThis.remote = pool.module('/js_module.mjs');
      globalThis.lockStep = remote.with({ prefetch: 0 });
      globalThis.collect = async (iterable) => {
        const items = [];
        for await (const item of iterable) items.push(item);
        return items;
      };
      /** Waits until the worker has seen `mark`. */
      globalThis.seen = (mark) =>
        until(async () => (await remote.seenSoFar()).some(([first]) => first === mark));
    });
  });
  after(async () => {
    assert.equal(await page.evaluate(() => pool.stats().inFlight), 0, 'nothing is left');
    await page.close();
  });

  for (const prefetch of [0, 1, 2, 32, 1000])
    test(`gives all its items in order, and its return value, with prefetch ${prefetch}`, async () => {
      const found = await page.evaluate(async (prefetch) => {
        const to = remote.with({ prefetch });
        const results = [];
        for (const method of ['count', 'countLater', 'promisedCount']) {
          const iterator = await to[method](100);
          const items = [];
          let step;
          while (!(step = await iterator.next()).done) items.push(step.value);
          const after = await iterator.next();
          results.push([
            items.every((item, i) => item === i),
            items.length,
            step.value,
            after.done,
          ]);
        }
        return results;
      }, prefetch);
      assert.deepEqual(found, Array(3).fill([true, 100, 'end', true]));
    });

  test('can be iterated over with the task itself', async () => {
    assert.deepEqual(await page.evaluate(() => collect(remote.count(3))), [0, 1, 2]);
    assert.deepEqual(await page.evaluate(() => collect(remote.echo(7, 8))), [7, 8]);
    const { error } = await page.evaluate(() => outcome(collect(remote.add(1, 2))));
    assert.equal(error.name, 'TypeError');
  });

  test('is an async generator, of anything that has `next`; an iterable is none', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await remote.bare();
      return [
        iterator instanceof weft.RemoteIterator,
        iterator[Symbol.asyncIterator]() === iterator,
        await collect(iterator),
        (await remote.iterable().catch((error) => error)).path ?? 'none',
      ];
    });
    assert.deepEqual(found, [true, true, [0, 1, 2], 'none']);
  });

  test('runs nothing before the first next, and no further ahead than it may', async () => {
    const found = await page.evaluate(async () => {
      const steps = async (mark) =>
        (await remote.seenSoFar()).filter(([first, n]) => first === mark && n !== undefined).length;
      const iterator = await remote.with({ prefetch: 10 }).countLater(100, 'ahead');
      const before = await steps('ahead');
      await iterator.next();
      const after = [];
      for (let i = 0; i < 5; i++) after.push(await steps('ahead'));
      await iterator.return();
      return [before, Math.max(...after)];
    });
    assert.deepEqual(found, [0, 10]);
  });

  test('rejects with its error after the items before it, and has ended then', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await remote.count(2, { then: 'that was all' });
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => iterator.next().catch((error) => error)),
      );
      const [a, b, error, d] = answers;
      return [a.value, b.value, error instanceof RangeError, error.message, d];
    });
    assert.deepEqual(found, [0, 1, true, 'that was all', { done: true, value: undefined }]);
  });

  test('waits for values that are promises, and rejects with what they reject with', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await remote.promises();
      const { value: one } = await iterator.next();
      const { value: two } = await iterator.next();
      return [one, two, (await outcome(iterator.next())).error.message];
    });
    assert.deepEqual(found, [1, 2, 'a promise failed']);
  });

  test('runs its finally blocks when a loop is left, before the loop is over', async () => {
    const over = await page.evaluate(async () => {
      for await (const item of remote.countLater(1e9, 'left')) if (item === 5) break;
      return (await remote.seenSoFar()).some(([mark]) => mark === 'left is over');
    });
    assert.ok(over);
  });

  test('answers requests in the order in which they were made', async () => {
    const found = await page.evaluate(async () => {
      const all = [];
      for (const prefetch of [0, 2, 32]) {
        const iterator = await remote.with({ prefetch }).countLater(100, 'queued');
        const next = () => iterator.next();
        const answers = await Promise.all([
          next(),
          next(),
          next(),
          iterator.return('back'),
          next(),
        ]);
        all.push(answers.map(({ value, done }) => [value, done]));
      }
      return all;
    });
    const expected = [
      [0, false],
      [1, false],
      [2, false],
      ['back', true],
      [undefined, true],
    ];
    assert.deepEqual(found, [expected, expected, expected]);
  });

  test('in lock-step hears what next and throw are given', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await lockStep.conversation();
      const steps = await Promise.all([
        iterator.next('lost'),
        iterator.next('a'),
        iterator.throw('b'),
        iterator.next({ toString: 1 }).then(({ value }) => value.slice(0, 5), String),
      ]);
      return [steps.slice(0, 3).map(({ value }) => value), await iterator.return(1)];
    });
    assert.deepEqual(found, [
      ['heard nothing', 'heard a', 'heard the error b'],
      { value: 1, done: true },
    ]);
  });

  test('that is prefetched says so if next is given something, or if it goes on after return', async () => {
    const [given, goesOn] = await page.evaluate(async () => {
      const first = await remote.count(3);
      const given = await outcome(first.next(1));
      await first.return();
      const second = await remote.stubborn();
      await second.next();
      return [given, await outcome(second.return())];
    });
    for (const { error } of [given, goesOn]) {
      assert.equal(error.name, 'TypeError');
      assert.match(error.message, /prefetch: 0/);
    }
    const exact = await page.evaluate(async () => {
      const iterator = await lockStep.stubborn();
      return [await iterator.next(), await iterator.return(1), await iterator.next()];
    });
    assert.deepEqual(exact, [
      { value: 1, done: false },
      { value: 'not yet', done: false },
      { value: 1, done: true },
    ]);
  });

  test('without return or throw ends all the same', async () => {
    const found = await page.evaluate(async () => {
      const all = [];
      for (const prefetch of [0, 32]) {
        const remote = pool.module('/js_module.mjs').with({ prefetch });
        all.push(
          await (await remote.bare()).return(5),
          await outcome((await remote.bare()).throw('t')),
        );
      }
      return all.map((each) => each.value ?? String(each));
    });
    assert.equal(found[0], 5);
    assert.equal(found[2], 5);
  });

  test('ends with an error and its finally blocks for an item that cannot be sent', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await remote.badItem();
      const first = await iterator.next();
      const { error } = await outcome(iterator.next());
      await seen('badItem is over');
      return [first.value, error.name, error.path];
    });
    assert.deepEqual(found, [1, 'TypeError', 'item.f']);
  });

  test('is ended by the signal of its call, however it is used', async () => {
    const found = await page.evaluate(async () => {
      const controller = new AbortController();
      const iterator = await remote.with({ signal: controller.signal }).stuck('aborted');
      await iterator.next();
      const waiting = [iterator.next(), iterator.next()].map((each) =>
        each.catch((error) => error),
      );
      const reason = { why: 'no more' };
      controller.abort(reason);
      const reasons = await Promise.all(waiting);
      await seen('aborted');
      return [reasons.every((each) => each === reason), (await iterator.next()).done];
    });
    assert.deepEqual(found, [true, true]);
  });

  test('settles every next when its worker dies or its pool is closed', async () => {
    const found = await page.evaluate(async () => {
      const mine = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'mortal' });
      const hers = mine.module('/js_module.mjs');
      const use = async () => {
        const used = await hers.stuck('unseen');
        await used.next();
        const idle = await hers.count(3);
        return [used.next(), used.next(), idle.next.bind(idle)];
      };
      const [one, two, idle] = await use();
      const fatal = outcome(hers.fatal('the end'));
      const counts = await tally([one, two, fatal.then(({ error }) => Promise.reject(error))]);
      const late = await outcome(idle());
      const again = await use();
      const closed = mine.close({ force: true });
      const closing = await tally(again.slice(0, 2));
      await closed;
      return [counts, late.error.name, closing, mine.stats().inFlight];
    });
    assert.deepEqual(found, [{ WorkerDeath: 3 }, 'WorkerDeath', { PoolDeath: 2 }, 0]);
  });

  test('holds its pool open until it has ended', async () => {
    const found = await page.evaluate(async () => {
      const mine = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'graceful' });
      const iterator = await mine.module('/js_module.mjs').countLater(1000);
      await iterator.next();
      const closed = mine.close();
      const items = await collect(iterator);
      await closed;
      return [items.length, mine.state];
    });
    assert.deepEqual(found, [999, 'dead']);
  });

  test('of a call that was cancelled in the meantime is returned', async () => {
    await page.evaluate(async () => {
      const task = remote.with({ prefetch: 0 }).countLater(1, 'never asked for');
      await remote.add(1, 1);
      task.cancel();
      await outcome(task);
    });
    assert.equal(await page.evaluate(() => remote.add(1, 1)), 2);
  });

  test('is disposed of by `await using`', async () => {
    const found = await page.evaluate(async () => {
      const iterator = await remote.countLater(10, 'disposed');
      await iterator.next();
      await iterator[Symbol.asyncDispose]();
      await seen('disposed is over');
      return (await iterator.next()).done;
    });
    assert.equal(found, true);
  });
});

test('an iterator that is dropped is returned in its worker', { timeout }, async () => {
  const page = await browser.page();
  const session = await page.context().newCDPSession(page);
  await page.evaluate(async () => {
    globalThis.pool = await runtime.createPool({ kind: 'dedicated', workers: 1, name: 'drop' });
    globalThis.remote = pool.module('/js_module.mjs');
    const iterator = await remote.countLater(100, 'dropped');
    await iterator.next();
  });
  const isOver = () =>
    page.evaluate(async () =>
      (await remote.seenSoFar()).some(([mark]) => mark === 'dropped is over'),
    );
  assert.equal(await isOver(), false);
  for (let i = 0; i < 50 && !(await isOver()); i++)
    await session.send('HeapProfiler.collectGarbage');
  assert.equal(await isOver(), true);
  assert.equal(await page.evaluate(() => pool.stats().inFlight), 0);
  await page.close();
});
