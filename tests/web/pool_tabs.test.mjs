// One shared pool of several workers, and its coordinator, between tabs.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let tabs;
let round = 0;

const openTab = async (name, options = {}) => {
  const tab = await browser.page();
  await tab.evaluate(
    async (options) => {
      globalThis.pool = await runtime.createPool(options);
      globalThis.work = pool.module('/work.mjs');
    },
    { kind: 'shared', workers: 2, name, ...options },
  );
  return tab;
};

describe('two tabs with one pool of several workers', { timeout }, () => {
  let name;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  beforeEach(async () => {
    name = `one pool ${round++}`;
    tabs = [await openTab(name), await openTab(name)];
  });
  afterEach(() => Promise.all(tabs.map((tab) => tab.close())));

  test('never hold one worker both', async () => {
    await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(() =>
          Promise.all(
            Array.from({ length: 5 }, () => work.with({ exclusive: true }).rest(10, 'x')),
          ),
        ),
      ),
    );
    const reports = await tabs[0].evaluate(() =>
      Promise.all([0, 1].map((worker) => work.with({ worker }).report())),
    );
    assert.deepEqual(
      reports.map(({ underwayMost }) => underwayMost),
      [1, 1],
    );
    assert.equal(reports[0].begun.length + reports[1].begun.length, 10);
  });

  test('take turns by priority, whoever they are', async () => {
    const blocked = tabs[0].evaluate(async () => {
      await Promise.all(
        [0, 1].map((worker) => work.with({ worker, exclusive: true }).rest(400, '')),
      );
    });
    await tabs[0].evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const low = tabs[0].evaluate(() => work.with({ priority: -50, worker: 0 }).spin(30, 'low'));
    await tabs[1].evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    const high = tabs[1].evaluate(() => work.with({ priority: 50, worker: 0 }).spin(30, 'high'));
    await Promise.all([blocked, low, high]);
    const { begun } = await tabs[1].evaluate(() => work.with({ worker: 0 }).report());
    assert.deepEqual(begun, ['', 'high', 'low']);
  });

  for (const [what, leave] of [
    ['is closed', (tab) => tab.close()],
    ['goes elsewhere', (tab) => tab.goto('about:blank')],
    ['closes its pool', (tab) => tab.evaluate(() => pool.close({ force: true }))],
  ]) {
    test(`when one ${what}, its leases are free for the other within 500 ms`, async () => {
      await tabs[0].evaluate(async () => {
        const tasks = [0, 1].map((worker) => work.with({ worker, exclusive: true }).never());
        for (const task of tasks) void outcome(task);
        await until(async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return tasks.every(({ state }) => state === 'running');
        });
      });
      const other = tabs[1].evaluate(async () => {
        const asked = performance.timeOrigin + performance.now();
        await Promise.all([0, 1].map((worker) => work.with({ worker }).where()));
        return [asked, performance.timeOrigin + performance.now()];
      });
      await tabs[1].evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      const left = Date.now();
      await leave(tabs[0]);
      const [asked, answered] = await other;
      assert.ok(asked < left && answered >= left, 'the other waits until this one leaves');
      assert.ok(answered - left < 500, `${answered - left} ms`);
    });
  }

  test('agree on what the pool is: the first has said', async () => {
    const third = await openTab(name, { workers: 5 });
    const ids = await third.evaluate(async () => {
      const { error } = await outcome(work.with({ worker: 4 }).where());
      await Promise.all([0, 1].map((worker) => work.with({ worker }).where()));
      return [error.name, pool.stats().workers.length];
    });
    assert.deepEqual(ids, ['RangeError', 2]);
    await third.close();
  });

  test('hear of each other’s calls', async () => {
    await tabs[1].evaluate(() => {
      globalThis.seen = [];
      void (async () => {
        for await (const event of pool.events()) seen.push(event);
      })();
    });
    await tabs[0].evaluate(() => work.echo('seen from afar'));
    const seen = await tabs[1].evaluate(() =>
      until(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return seen.length >= 3 && seen;
      }),
    );
    assert.deepEqual(
      seen.map(({ type, elsewhere }) => [type, elsewhere]),
      [
        ['created', true],
        ['started', true],
        ['ended', true],
      ],
    );
    assert.equal(seen[0].method, 'echo');
  });

  test('go on with a new coordinator when it dies, and no promise is left', async () => {
    await tabs[0].evaluate(() => work.where());
    const killed = await browser.killSharedWorker(`weft/6/${name}/coordinator`);
    assert.ok(killed, 'there was one');
    for (const tab of tabs) {
      const counts = await tab.evaluate(() =>
        tally(Array.from({ length: 20 }, () => work.echo('still here'))),
      );
      assert.deepEqual(counts, { ok: 20 });
    }
  });
});
