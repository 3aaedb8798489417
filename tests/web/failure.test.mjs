// Whatever fails, in the worker or on the way to it: every promise settles, and says why.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
  describe(`a ${kind} worker script`, { timeout }, () => {
    const createPool = (workerUrl, options) =>
      page.evaluate(
        async ([workerUrl, options]) => {
          const runtime = await weft.load({ workerUrl });
          return outcome(runtime.createPool(options));
        },
        [workerUrl, { kind, workers: 2, ...options }],
      );

    for (const [what, url] of [
      ['is missing', '/missing.js'],
      ['fails at its start', '/throws_at_start.js'],
      ['cannot be parsed', '/syntax_error.mjs'],
      ['is of another origin', 'https://weft.invalid/worker.js'],
    ]) {
      test(`that ${what} makes createPool reject with a LoadError`, async () => {
        const { error } = await createPool(url, { startTimeout: 5_000 });
        assert.equal(error.name, 'LoadError');
        assert.ok(error.message.includes(url), error.message);
      });
    }

    for (const [what, url] of [
      ['never arrives', '/never/worker.js'],
      ['never says hello', '/silent_worker.js'],
    ]) {
      test(`that ${what} makes createPool reject after startTimeout`, async () => {
        const { error } = await createPool(url, { startTimeout: 50 });
        assert.equal(error.name, 'LoadError');
        assert.match(error.message, /50 ms/);
      });
    }

    test('that is missing rejects the calls of a pool that starts lazily', async () => {
      const counts = await page.evaluate(async () => {
        const runtime = await weft.load({ workerUrl: '/missing.js' });
        const { add } = runtime.defaultPool.module(fake);
        return tally([add(1, 1), add(1, 1), add(1, 1)]);
      });
      assert.deepEqual(counts, { LoadError: 3 });
    });
  });

  describe(`a module in a ${kind} worker`, { timeout }, () => {
    before(() =>
      page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({
          kind,
          workers: 1,
          name: 'failure',
        });
        globalThis.remote = pool.module(fake);
      }, kind),
    );
    after(() => page.evaluate(() => pool.close({ force: true })));

    for (const [what, url, reason] of [
      ['is missing', '/missing.mjs', /fetch/],
      ['cannot be parsed', '/syntax_error.mjs', /not defined/],
      ['has no face', '/no_face.mjs', /weft/],
      ['has no wasm', '/no_wasm.mjs', /HTTP status code is not ok/],
    ]) {
      test(`that ${what} rejects its calls with a LoadError that says so, also the second time`, async () => {
        for (let time = 0; time < 2; time++) {
          const outcomes = await page.evaluate(
            (url) => Promise.all([1, 2].map((n) => outcome(pool.call(url, 'add', [n, n])))),
            url,
          );
          for (const { error } of outcomes) {
            assert.equal(error.name, 'LoadError');
            assert.ok(error.message.includes(url), error.message);
            assert.match(error.message, reason);
          }
        }
        assert.equal(await page.evaluate(() => remote.add(1, 1)), 2, 'other modules go on');
      });
    }

    for (const [what, method, reason] of [
      ['says its last words', 'die', /out of luck/],
      ['traps', 'trap', /unreachable/],
      ['throws where nobody catches', 'error_later', /missingFunction/],
      ['rejects where nobody waits', 'rejection_later', /nobody waits/],
    ]) {
      test(`that ${what} rejects all running calls of its worker with WorkerDeath and the cause`, async () => {
        const [outcomes, inFlight, next] = await page.evaluate(async (method) => {
          const calls = [
            remote.slow(),
            remote.slow(),
            outcome(pool.call(fake, method, ['out of luck'])),
          ];
          const outcomes = await Promise.all(calls.slice(0, 2).map(outcome));
          return [outcomes, pool.stats().inFlight, await remote.add(20, 3)];
        }, method);
        for (const { error } of outcomes) {
          assert.equal(error.name, 'WorkerDeath');
          assert.match(error.cause, reason);
        }
        assert.equal(inFlight, 0);
        assert.equal(next, 23, 'the next call has a new worker');
      });
    }

    test('that ends its worker without a word rejects all running calls with WorkerDeath', async () => {
      const counts = await page.evaluate(() =>
        tally([remote.slow(), remote.end_silently(), remote.slow()]),
      );
      assert.equal(counts.WorkerDeath + (counts.ok ?? 0), 3);
      assert.ok(counts.WorkerDeath >= 2);
      assert.equal(await page.evaluate(() => remote.add(1, 1)), 2);
    });

    for (const method of ['garbage', 'no_frame']) {
      test(`that sends ${method} rejects its calls with WorkerDeath`, async () => {
        const counts = await page.evaluate(
          (method) => tally([remote.slow(), pool.call(fake, method)]),
          method,
        );
        assert.deepEqual(counts, { WorkerDeath: 2 });
        assert.equal(await page.evaluate(() => remote.add(1, 1)), 2);
      });
    }

    test('dies and is replaced 30 times in a row, and no promise is left', async () => {
      const counts = await page.evaluate(async () => {
        const tasks = [];
        for (let round = 0; round < 30; round++) {
          const doomed = [remote.slow(), remote.slow(), pool.call(fake, 'die', [`round ${round}`])];
          tasks.push(...doomed, remote.slow());
          await outcome(doomed[0]);
        }
        const counts = await tally(tasks);
        return {
          ...counts,
          inFlight: pool.stats().inFlight,
          next: await remote.add(1, 1),
        };
      });
      assert.deepEqual(counts, { WorkerDeath: 120, inFlight: 0, next: 2 });
    });
  });
}

test(
  'a shared worker that dies but does not end makes the next calls reject, after startTimeout',
  { timeout },
  async () => {
    const tab = await browser.page();
    const outcomes = await tab.evaluate(async () => {
      const pool = await runtime.createPool({
        kind: 'shared',
        workers: 1,
        name: 'undead',
        startTimeout: 2_000,
      });
      const remote = pool.module(fake);
      return [await outcome(remote.die_and_go_on('for ever')), await outcome(remote.add(1, 1))];
    });
    assert.deepEqual(
      outcomes.map(({ error }) => error.name),
      ['WorkerDeath', 'LoadError'],
    );
    await tab.close();
  },
);
