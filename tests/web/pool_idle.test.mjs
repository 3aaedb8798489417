// Workers that nothing uses are ended, and started anew. In Chromium and in Node.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { load } from '../../web/dist/weft.js';
import { scenarios } from './fixtures/idle_scenarios.mjs';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
let runtime;
before(async () => {
  browser = await startBrowser();
  page = await browser.page();
  runtime = await load();
});
after(() => Promise.all([browser.close(), runtime.close({ force: true })]));

let round = 0;
const inPage = (kind) => (scenario, rounds) =>
  page.evaluate(
    async ([scenario, options, rounds]) => {
      const { scenarios } = await import('/idle_scenarios.mjs');
      return scenarios[scenario](runtime, options, rounds);
    },
    [scenario, { kind, workers: 1, name: `idle ${round++}` }, rounds],
  );
const inNode = (scenario, rounds) => scenarios[scenario](runtime, { workers: 1 }, rounds);

for (const [kind, run, rounds] of [
  ['dedicated', inPage('dedicated'), 60],
  ['shared', inPage('shared'), 30],
  ['node', inNode, 60],
]) {
  describe(`a ${kind} worker that nothing uses`, { timeout }, () => {
    test('is ended, and the next call has a new one', async () => {
      assert.deepEqual(await run('comesBack'), [true, true, ['idle', 'up']]);
    });

    test('was in use as long as there was a call, an iterator, read or not, or a subscription', async () => {
      assert.deepEqual(await run('staysInUse'), {
        call: [true, true],
        iterator: [true, true],
        unreadIterator: [true, true],
        observable: [true, true],
      });
    });

    test('is not one that has an actor', async () => {
      assert.deepEqual(await run('staysForActors'), [true, 2]);
    });

    test('loses no call that comes when it is ended', async () => {
      assert.deepEqual(await run('losesNothing', rounds), [2 * rounds, true]);
    });
  });
}

describe('a shared worker of two tabs', { timeout }, () => {
  const openTab = async (name, options) => {
    const tab = await browser.page();
    await tab.evaluate(
      async ([name, options]) => {
        globalThis.pool = await runtime.createPool({ kind: 'shared', name, ...options });
        globalThis.instance = () => pool.call('/idle_module.mjs', 'instance', [], { worker: 0 });
        globalThis.isIdle = () => pool.stats().workers[0].state === 'idle';
      },
      [name, options],
    );
    return tab;
  };
  const letsGo = (tab) => tab.waitForFunction('isIdle()');
  const isGone = async (name) => {
    while ((await browser.sharedWorkers()).includes(`weft/6/${name}/0`));
  };

  for (const workers of [1, 2]) {
    test(`of ${workers} lives as long as one of them uses it, and ends then`, async () => {
      const name = `idle of two ${round++}`;
      const hasty = await openTab(name, { workers, idleTimeout: 30 });
      const slow = await openTab(name, { workers, idleTimeout: 500 });
      const before = await hasty.evaluate(() => instance());
      await slow.evaluate(
        () =>
          void (globalThis.iterator = pool.call('/idle_module.mjs', 'count', [], { worker: 0 })),
      );
      await letsGo(hasty);
      assert.equal(await hasty.evaluate(() => instance()), before);
      await letsGo(hasty);
      await slow.evaluate(async () => (await iterator).return());
      assert.equal(await slow.evaluate(() => instance()), before);
      await letsGo(slow);
      await isGone(name);
      const after = await Promise.all([hasty, slow].map((tab) => tab.evaluate(() => instance())));
      assert.notEqual(after[0], before);
      assert.equal(after[0], after[1]);
      await Promise.all([hasty.close(), slow.close()]);
    });
  }

  test('ends too when the other tab is closed, and lives on for one that never lets go', async () => {
    const name = `idle of two ${round++}`;
    const hasty = await openTab(name, { workers: 1, idleTimeout: 30 });
    const keeper = await openTab(name, { workers: 1 });
    const before = await hasty.evaluate(() => instance());
    await letsGo(hasty);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(await keeper.evaluate(() => instance()), before);
    await keeper.close();
    await isGone(name);
    assert.notEqual(await hasty.evaluate(() => instance()), before);
    await hasty.close();
  });

  test('loses no call of either while both let it go again and again', async () => {
    const name = `idle of two ${round++}`;
    const tabs = [
      await openTab(name, { workers: 1, idleTimeout: 10 }),
      await openTab(name, { workers: 1, idleTimeout: 12 }),
    ];
    const counts = await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(async () => {
          let answered = 0;
          for (let i = 0; i < 40; i++) {
            await new Promise((resolve) => setTimeout(resolve, 7 + (i % 8)));
            await instance();
            answered++;
          }
          return answered;
        }),
      ),
    );
    assert.deepEqual(counts, [40, 40]);
    await Promise.all(tabs.map((tab) => tab.close()));
  });
});

test('a time that is none is refused', { timeout }, async () => {
  for (const idleTimeout of [0, -1, NaN])
    await assert.rejects(runtime.createPool({ idleTimeout }), { name: 'RangeError' });
});
