// One shared pool and several tabs.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let tabs;
let round = 0;

async function openTab(name) {
  const tab = await browser.page();
  await tab.evaluate(async (name) => {
    globalThis.pool = await runtime.createPool({
      kind: 'shared',
      workers: 2,
      name,
    });
    globalThis.remote = pool.module(fake).with({ worker: 0 });
  }, name);
  return tab;
}

describe('two tabs with a shared pool of one name', { timeout }, () => {
  let name;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  beforeEach(async () => {
    name = `tabs ${round++}`;
    tabs = [await openTab(name), await openTab(name)];
  });
  afterEach(() => Promise.all(tabs.map((tab) => tab.close())));

  test('see the same instances', async () => {
    const counts = [];
    for (const tab of [...tabs, ...tabs]) counts.push(await tab.evaluate(() => remote.count()));
    assert.deepEqual(counts, [1, 2, 3, 4]);
  });

  test('see other instances than a pool of another name', async () => {
    const other = await openTab(`${name}, another`);
    await tabs[0].evaluate(() => remote.count());
    assert.equal(await other.evaluate(() => remote.count()), 1);
    await other.close();
  });

  test('do not get each other’s answers', async () => {
    const ask = (tab, text) =>
      tab.evaluate(
        async (text) =>
          (await Promise.all(Array.from({ length: 200 }, () => remote.echo(text)))).flat(),
        text,
      );
    const [first, second] = await Promise.all([ask(tabs[0], 'first'), ask(tabs[1], 'second')]);
    assert.deepEqual([...new Set(first)], ['first']);
    assert.deepEqual([...new Set(second)], ['second']);
  });

  for (const [what, leave] of [
    ['is closed', (tab) => tab.close()],
    ['goes elsewhere', (tab) => tab.goto('about:blank')],
    ['closes its pool', (tab) => tab.evaluate(() => pool.close({ force: true }))],
  ]) {
    test(`when one ${what}, its running calls are cancelled, and the other goes on`, async () => {
      await tabs[0].evaluate(async () => {
        for (let i = 0; i < 3; i++) void outcome(remote.slow());
        await remote.count();
      });
      await leave(tabs[0]);
      const log = await tabs[1].evaluate(() =>
        until(async () => {
          const log = await remote.log();
          return log.closedPeers === 1 && log;
        }),
      );
      assert.equal(log.cancelled, 3);
      assert.equal(await tabs[1].evaluate(() => remote.count()), 2);
    });
  }

  test('both learn of a worker’s death, and both meet again in the new one', async () => {
    const [outcomes] = await Promise.all([
      tabs[0].evaluate(() => outcome(remote.slow())),
      tabs[1].evaluate(async () => {
        await until(async () => (await remote.log()).waiting === 1);
        await outcome(remote.die('for both'));
      }),
    ]);
    assert.equal(outcomes.error.name, 'WorkerDeath');
    assert.match(outcomes.error.cause, /for both/);
    const counts = [];
    for (const tab of tabs) counts.push(await tab.evaluate(() => remote.count()));
    assert.deepEqual(counts, [1, 2]);
  });

  test('hold the pool alive when the tab that started it is closed', async () => {
    await tabs[0].evaluate(() => remote.count());
    await tabs[0].close();
    assert.equal(await tabs[1].evaluate(() => remote.count()), 2);
  });
});
