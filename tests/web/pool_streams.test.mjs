// A call lasts as long as the stream that it gives: its lease, its locks, its place in the schedule.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.page();
  await page.evaluate(() => {
    /** Whether a task is still queued when others have come and gone. */
    globalThis.waits = async (task) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return task.state === 'queued';
    };
    /** What may be held as long as a stream: options of the call that gives it, and a call that waits for it. */
    globalThis.holds = {
      exclusive: { hold: { exclusive: true, worker: 0 }, wait: { worker: 0 } },
      locks: { hold: { locks: 'a', worker: 0 }, wait: { locks: 'a', worker: 1 } },
    };
  });
});
after(() => browser.close());

let round = 0;

for (const kind of ['dedicated', 'shared']) {
  describe(`a ${kind} pool`, { timeout }, () => {
    beforeEach(() =>
      page.evaluate(
        async ([kind, name]) => {
          globalThis.pool = await runtime.createPool({ kind, workers: 2, name });
          globalThis.work = pool.module('/work.mjs');
        },
        [kind, `streams ${round++}`],
      ),
    );
    afterEach(() => page.evaluate(() => pool.close({ force: true })));

    for (const held of ['exclusive', 'locks']) {
      for (const [what, end] of [
        ['is broken off', (iterator) => iterator.return()],
        ['throws', (iterator) => outcome(iterator.throw(new Error('enough')))],
        ['loses its worker', () => outcome(work.with({ worker: 0, priority: 9 }).die('with it'))],
        ['is aborted by its signal', (_, controller) => controller.abort()],
      ]) {
        // An exclusive stream's worker takes no call that could end it.
        if (held === 'exclusive' && what === 'loses its worker') continue;
        test(`keeps \`${held}\` for a call whose iterator is open, until it ${what}`, async () => {
          const [waited, answer] = await page.evaluate(
            async ([held, end]) => {
              const { hold, wait } = holds[held];
              const controller = new AbortController();
              const { signal } = controller;
              const iterator = await work.with({ ...hold, signal }).ticks('held');
              await iterator.next();
              const other = work.with({ ...wait, retry: 1 }).echo('after');
              const waited = await waits(other);
              await eval(end)(iterator, controller);
              return [waited, await other];
            },
            [held, String(end)],
          );
          assert.deepEqual([waited, answer], [true, ['after']]);
        });
      }

      test(`keeps \`${held}\` for a call whose iterator ends by itself, or was never read`, async () => {
        const answers = await page.evaluate(async (held) => {
          const { hold, wait } = holds[held];
          const iterator = await work.with(hold).fewTicks(3);
          const other = work.with(wait).echo('after');
          const waited = await waits(other);
          const items = [];
          for await (const item of iterator) items.push(item);
          return [waited, items, await other];
        }, held);
        assert.deepEqual(answers, [true, [0, 1, 2], ['after']]);
      });

      test(`lets go of \`${held}\` of an iterator that nobody has any more`, async () => {
        const session = await page.context().newCDPSession(page);
        await page.evaluate(async (held) => {
          const { hold, wait } = holds[held];
          await work.with(hold).ticks('dropped');
          globalThis.other = work.with(wait).echo('after');
        }, held);
        const isDone = () => page.evaluate(async () => !(await waits(other)));
        assert.equal(await isDone(), false);
        for (let i = 0; i < 20 && !(await isDone()); i++)
          await session.send('HeapProfiler.collectGarbage');
        assert.deepEqual(await page.evaluate(() => other), ['after']);
        await session.detach();
      });

      test(`keeps \`${held}\` for a call that gave an observable, until its last subscription ends`, async () => {
        const answers = await page.evaluate(async (held) => {
          const { hold, wait } = holds[held];
          const observable = await work.with(hold).tickObservable();
          const other = work.with(wait).echo('after');
          const waited = [await waits(other)];
          const subscriptions = [observable.subscribe(), observable.subscribe()];
          waited.push(await waits(other));
          subscriptions[0].unsubscribe();
          waited.push(await waits(other));
          subscriptions[1].unsubscribe();
          return [waited, await other];
        }, held);
        assert.deepEqual(answers, [[true, true, true], ['after']]);
      });

      test(`lets go of \`${held}\` when an observable completes`, async () => {
        const answer = await page.evaluate(async (held) => {
          const { hold, wait } = holds[held];
          const observable = await work.with(hold).tickObservable(1);
          const other = work.with(wait).echo('after');
          const items = [];
          for await (const item of observable) items.push(item);
          return [items, await other];
        }, held);
        assert.deepEqual(answer, [[0], ['after']]);
      });
    }

    test('frees the lease of a stream whose worker ends itself', async () => {
      const found = await page.evaluate(async () => {
        const iterator = await work.with({ exclusive: true, worker: 0 }).ticksAndDie();
        const other = work.with({ worker: 0, retry: 1 }).echo('after');
        await iterator.next();
        const { error } = await outcome(iterator.next());
        return [error.name, await other];
      });
      assert.deepEqual(found, ['WorkerDeath', ['after']]);
    });

    test('counts a stream as running, and gives its worker to others meanwhile', async () => {
      const found = await page.evaluate(async () => {
        const streams = [];
        for (let i = 0; i < 4; i++) streams.push(await work.ticks('a'));
        for (const stream of streams) await stream.next();
        await work.echo('beside it'); // after which a shared pool's page has heard
        const { running } = pool.stats();
        const spread = await Promise.all([0, 1].map((worker) => work.with({ worker }).report()));
        await Promise.all(streams.map((stream) => stream.return()));
        await until(async () => {
          await work.echo('again');
          return pool.stats().running <= 1;
        });
        return [running >= 4, spread.map(({ underwayMost }) => underwayMost)];
      });
      assert.deepEqual(found, [true, [2, 2]]);
    });

    test('tells the end of a call that gave a stream as event when the stream has ended', async () => {
      const types = await page.evaluate(async () => {
        const events = pool.events();
        const iterator = await work.ticks('a');
        await iterator.next();
        const first = [(await events.next()).value.type, (await events.next()).value.type];
        const third = events.next();
        const early = await Promise.race([third, new Promise((r) => setTimeout(r, 50, 'none'))]);
        await iterator.return();
        const { type, state } = (await third).value;
        return [...first, early, type, state];
      });
      assert.deepEqual(types, ['created', 'started', 'none', 'ended', 'done']);
    });
  });
}

describe('two tabs', { timeout }, () => {
  test('share leases and locks of streams, which are free when their tab is gone', async () => {
    const name = `streams ${round++}`;
    const tabs = [await browser.page(), await browser.page()];
    for (const tab of tabs)
      await tab.evaluate(async (name) => {
        globalThis.pool = await runtime.createPool({ kind: 'shared', workers: 2, name });
        globalThis.work = pool.module('/work.mjs');
      }, name);
    await tabs[0].evaluate(async () => {
      globalThis.streams = [
        await work.with({ exclusive: true, worker: 0 }).ticks('a'),
        await work.with({ locks: 'a', worker: 1 }).ticks('b'),
      ];
      for (const stream of streams) await stream.next();
    });
    await tabs[1].evaluate(() => {
      globalThis.others = [
        work.with({ worker: 0 }).echo('lease'),
        work.with({ locks: 'a', worker: 1 }).echo('lock'),
      ];
    });
    const states = () =>
      tabs[1].evaluate(async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return others.map(({ state }) => state);
      });
    assert.deepEqual(await states(), ['queued', 'queued']);
    await tabs[0].close();
    assert.deepEqual(await tabs[1].evaluate(() => Promise.all(others)), [['lease'], ['lock']]);
    await tabs[1].close();
  });
});
