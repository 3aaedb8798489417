// Whose turn it is in a pool, and what a call may ask for: priorities, deadlines, locks, exclusive
// workers, repetition.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
before(async () => {
  browser = await startBrowser();
  page = await browser.page();
});
after(() => browser.close());

let round = 0;
const openPool = (options) =>
  page.evaluate(
    async (options) => {
      globalThis.pool = await runtime.createPool(options);
      globalThis.work = pool.module('/work.mjs');
      await work.with({ worker: 0 }).report();
    },
    { name: `schedule ${round++}`, ...options },
  );
const closePool = () => page.evaluate(() => pool.close({ force: true }));

for (const kind of ['dedicated', 'shared']) {
  describe(`a ${kind} pool with one worker`, { timeout }, () => {
    afterEach(closePool);

    const orderOf = (calls) =>
      page.evaluate(async (calls) => {
        const first = work.spin(50, 'first');
        const others = calls.map(([tag, options, method = 'short']) =>
          method === 'short' ? work.with(options).short(tag) : work.with(options).spin(30, tag),
        );
        await Promise.all([first, ...others]);
        return (await work.report()).begun;
      }, calls);

    test('under `priority` starts the highest first, and equal ones as they came', async () => {
      await openPool({ kind, workers: 1, scheduler: 'priority' });
      const order = await orderOf([
        ['a', { priority: -1 }, 'spin'],
        ['b', { priority: 1 }, 'spin'],
        ['c', { priority: 'user-blocking' }, 'spin'],
        ['d', { priority: 1 }, 'spin'],
        ['e', {}, 'spin'],
      ]);
      assert.deepEqual(order, ['first', 'c', 'b', 'd', 'e', 'a']);
    });

    test('under `fifo` starts calls as they came', async () => {
      await openPool({ kind, workers: 1, scheduler: 'fifo' });
      const order = await orderOf([
        ['a', {}, 'spin'],
        ['b', { priority: 9 }, 'spin'],
        ['c', {}],
      ]);
      assert.deepEqual(order, ['first', 'a', 'b', 'c']);
    });

    test('under `hrrn` starts short calls before long ones, once it knows them', async () => {
      await openPool({ kind, workers: 1, scheduler: 'hrrn' });
      await page.evaluate(async () => {
        for (let i = 0; i < 3; i++) await Promise.all([work.spin(30, 'long'), work.short('short')]);
        await work.report();
      });
      const order = await orderOf([
        ['long', {}, 'spin'],
        ['short', {}],
      ]);
      assert.deepEqual(order, ['first', 'short', 'long']);
    });

    test('never runs a call whose deadline has passed, and says so at the deadline', async () => {
      await openPool({ kind, workers: 1 });
      const [late, early, begun, waited] = await page.evaluate(async () => {
        const past = await outcome(work.with({ deadline: Date.now() - 1 }).short('past'));
        const first = work.with({ priority: 1 }).spin(300, 'first');
        const start = performance.now();
        const late = work.with({ deadline: new Date(Date.now() + 50) }).short('late');
        const { error } = await outcome(late);
        const waited = performance.now() - start;
        await first;
        return [[past.error.name, error.name], late.state, (await work.report()).begun, waited];
      });
      assert.deepEqual(late, ['DeadlineError', 'DeadlineError']);
      assert.equal(early, 'failed');
      assert.deepEqual(begun, ['first']);
      assert.ok(waited < 290, `${waited} ms`);
    });

    test('runs an exclusive call with nothing beside it', async () => {
      await openPool({ kind, workers: 1 });
      const wasAlone = await page.evaluate(async () => {
        const before = [work.rest(60, 'a'), work.rest(60, 'b')];
        const alone = [1, 2].map(() => work.with({ exclusive: true }).alone(30));
        const behind = [work.rest(10, 'c'), work.rest(10, 'd')];
        await Promise.all([...before, ...behind]);
        return Promise.all(alone);
      });
      assert.deepEqual(wasAlone, [true, true]);
    });

    test('takes no more calls than may wait: others reject with Retry', async () => {
      await openPool({ kind, workers: 1, scheduler: 'fifo', maxQueue: 3 });
      const counts = await page.evaluate(async () => {
        await work.spin(10, 'so that spin is known to take long');
        return tally(Array.from({ length: 10 }, () => work.spin(20, '')));
      });
      assert.equal(counts.ok + counts.Retry, 10);
      assert.ok(counts.Retry >= 5, JSON.stringify(counts));
    });

    test('cancels a call that waits, which then never runs', async () => {
      await openPool({ kind, workers: 1, scheduler: 'fifo' });
      const [states, error, begun] = await page.evaluate(async () => {
        const first = work.spin(50, 'first');
        const second = work.spin(50, 'second');
        const states = [second.state];
        second.cancel();
        states.push(second.state);
        const { error } = await outcome(second);
        await first;
        return [states, error.name, (await work.report()).begun];
      });
      assert.deepEqual(states, ['queued', 'cancelled']);
      assert.equal(error, 'AbortError');
      assert.deepEqual(begun, ['first']);
    });

    test('copies the arguments of a call that waits when it is made', async () => {
      await openPool({ kind, workers: 1, scheduler: 'fifo' });
      const result = await page.evaluate(async () => {
        const first = work.spin(30, 'first');
        const list = [1];
        const second = work.echo(list);
        const bad = work.echo(() => {});
        list.push(2);
        await first;
        return [await second, (await outcome(bad)).error.path];
      });
      assert.deepEqual(result, [[[1]], 'args[0]']);
    });

    for (const [what, options, name] of [
      ['a priority that is no number', { priority: 'urgent' }, 'TypeError'],
      ['a priority out of range', { priority: 1000 }, 'RangeError'],
      ['a deadline that is no time', { deadline: NaN }, 'TypeError'],
      ['a negative number of repetitions', { retry: -1 }, 'RangeError'],
    ]) {
      test(`throws a ${name} for ${what}`, async () => {
        await openPool({ kind, workers: 1 });
        const thrown = await page.evaluate(
          (options) => {
            try {
              work.with(options).short('');
            } catch (error) {
              return error.name;
            }
          },
          options.deadline === undefined ? options : { deadline: NaN },
        );
        assert.equal(thrown, name);
      });
    }
  });

  describe(`a ${kind} pool with two workers`, { timeout }, () => {
    beforeEach(() => openPool({ kind, workers: 2 }));
    afterEach(closePool);

    test('runs long calls side by side, and the next where there is room', async () => {
      const ids = await page.evaluate(async () => {
        await work.with({ worker: 1 }).report(); // both have the module
        const all = Array.from({ length: 8 }, () => work.spin(20, 'x').then(() => 1));
        await Promise.all(all);
        const counts = [];
        for (const worker of [0, 1])
          counts.push((await work.with({ worker }).report()).begun.length);
        return counts;
      });
      assert.equal(ids[0] + ids[1], 8);
      assert.ok(Math.min(...ids) >= 2, `${ids}`);
    });

    test('gives a call that waits no worker: any number of them run at a time', async () => {
      const elapsed = await page.evaluate(async () => {
        const start = performance.now();
        await Promise.all(Array.from({ length: 200 }, () => work.rest(100, 'x')));
        return performance.now() - start;
      });
      assert.ok(elapsed < 5_000, `${elapsed} ms`);
    });

    test('settles thousands of short calls of one turn', async () => {
      const counts = await page.evaluate(() =>
        tally(Array.from({ length: 5_000 }, (_, i) => work.short(i))),
      );
      assert.deepEqual(counts, { ok: 5_000 });
    });

    test('never runs two calls with one lock at a time, in whatever worker', async () => {
      const most = await page.evaluate(async () => {
        let holders = 0;
        let most = 0;
        const calls = Array.from({ length: 6 }, (_, i) =>
          work.with({ locks: ['b', { name: 'a' }], worker: i % 2 }).rest(10, i),
        );
        const held = pool.lock('a', async () => {
          most = Math.max(most, ++holders);
          await new Promise((resolve) => setTimeout(resolve, 20));
          holders--;
          return 'held';
        });
        await Promise.all([...calls, held]);
        const reports = await Promise.all([0, 1].map((worker) => work.with({ worker }).report()));
        return [most, ...reports.map((report) => report.underwayMost), await held];
      });
      assert.deepEqual(most, [1, 1, 1, 'held']);
    });

    test('runs calls that share a lock beside each other', async () => {
      const most = await page.evaluate(async () => {
        const shared = { locks: { name: 'a', mode: 'shared' }, worker: 0 };
        await Promise.all([1, 2, 3].map((i) => work.with(shared).rest(50, i)));
        return (await work.with({ worker: 0 }).report()).underwayMost;
      });
      assert.equal(most, 3);
    });

    test('lets go of the locks of a call that is cancelled, while it waits for them too', async () => {
      const result = await page.evaluate(async () => {
        const holder = work.with({ locks: 'a' }).never();
        const controller = new AbortController();
        const waiting = work.with({ locks: 'a', signal: controller.signal }).short('never');
        const next = work.with({ locks: 'a' }).echo('next');
        controller.abort('enough');
        const first = await waiting.catch((reason) => reason);
        holder.cancel();
        return [first, await next];
      });
      assert.deepEqual(result, ['enough', ['next']]);
    });

    test('makes a call again whose worker died, as often as `retry` says', async () => {
      const result = await page.evaluate(async () => {
        const key = crypto.randomUUID();
        const once = await outcome(work.with({ retry: 1 }).dieOnce(key));
        const never = await outcome(work.with({ retry: 2 }).die('each time'));
        const alone = await outcome(work.die('at once'));
        return [once.value, never.error.name, alone.error.name, pool.stats().inFlight];
      });
      assert.deepEqual(result, ['alive', 'WorkerDeath', 'WorkerDeath', 0]);
    });

    test('rejects with Retry what waits for the worker that has died, and runs the rest elsewhere', async () => {
      const [naming, others] = await page.evaluate(async () => {
        const dying = work.with({ worker: 0, exclusive: true }).die('with others behind it');
        const naming = Array.from({ length: 3 }, () => work.with({ worker: 0 }).spin(1, 'naming'));
        const others = Array.from({ length: 3 }, () => work.spin(1, 'others'));
        await outcome(dying);
        return [await tally(naming), await tally(others)];
      });
      assert.deepEqual(naming, { Retry: 3 });
      assert.deepEqual(others, { ok: 3 });
    });

    test('rejects a call that names a worker it does not have', async () => {
      const names = await page.evaluate(() =>
        Promise.all(
          [2, -1, 0.5].map(
            async (worker) => (await outcome(work.with({ worker }).where())).error.name,
          ),
        ),
      );
      assert.deepEqual(names, ['RangeError', 'RangeError', 'RangeError']);
    });

    test('tells of calls and workers as events, which end with the pool', async () => {
      const events = await page.evaluate(async () => {
        const seen = [];
        const listening = (async () => {
          for await (const event of pool.events()) seen.push(event);
        })();
        const task = work.with({ worker: 1 }).spin(1, 'seen');
        await task;
        await outcome(work.with({ worker: 1 }).die('in public'));
        await work.with({ worker: 1 }).where();
        await pool.close();
        await listening;
        return seen.map(({ type, state, method, elsewhere }) => [type, method ?? state, elsewhere]);
      });
      assert.deepEqual(events.filter(([type]) => type !== 'worker').slice(0, 3), [
        ['created', 'spin', false],
        ['started', undefined, false],
        ['ended', 'done', false],
      ]);
      assert.deepEqual(
        events.filter(([type]) => type === 'worker').map(([, state]) => state),
        ['dead', 'up'],
      );
      assert.deepEqual(events.slice(-2), [
        ['pool', 'closing', undefined],
        ['pool', 'dead', undefined],
      ]);
    });
  });
}
