// Random calls with random options in pools whose workers die and that are closed at any time: every promise settles within a bound, and
// what is left works as before. A failure names its seed; WEFT_SEED=… runs that one alone, WEFT_SEEDS=… so many.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { load } from '../../web/dist/weft.js';
import * as storms from './fixtures/pool_storm.mjs';
import { startBrowser } from './support/browser.mjs';

const timeout = 300_000;
const operations = 250;
const seeds = process.env.WEFT_SEED
  ? [Number(process.env.WEFT_SEED)]
  : Array.from({ length: Number(process.env.WEFT_SEEDS ?? 3) }, (_, i) => i + 1);
let browser;
let runtime;
before(async () => {
  browser = await startBrowser();
  runtime = await load();
});
after(() => Promise.all([browser.close(), runtime.close({ force: true })]));

async function inPage(kind, which, seed, options = {}) {
  const page = await browser.page();
  try {
    return await page.evaluate(
      async ([kind, which, seed, operations, options]) => {
        const storms = await import('/pool_storm.mjs');
        const create = (options) => runtime.createPool({ kind, ...options });
        return storms[which](create, seed, operations, options);
      },
      [kind, which, seed, operations, { name: `${which} ${seed} ${kind}`, ...options }],
    );
  } finally {
    await page.close();
  }
}
const inNode = (_, which, seed, options) =>
  storms[which]((options) => runtime.createPool(options), seed, operations, options);

for (const [kind, run] of [
  ['dedicated', inPage],
  ['shared', inPage],
  ['node', inNode],
]) {
  describe(`a storm in a ${kind} pool`, { timeout }, () => {
    for (const seed of seeds)
      test(`of seed ${seed}`, { timeout: 60_000 }, async () => {
        const { trouble, made, ends } = await run(kind, 'storm', seed);
        assert.deepEqual(trouble, [], `WEFT_SEED=${seed}`);
        assert.ok(made > operations / 2 && ends.ok > 0, JSON.stringify({ made, ends }));
      });

    for (const mayKill of [false, true])
      for (const seed of seeds.slice(0, Math.ceil(seeds.length / 3)))
        test(
          `and in its workers, of seed ${seed}${mayKill ? ', which die' : ''}`,
          { timeout: 60_000 },
          async () => {
            const { trouble, made } = await run(kind, 'stormInside', seed, { mayKill });
            assert.deepEqual(trouble, [], `WEFT_SEED=${seed}`);
            assert.ok(made > operations / 2);
          },
        );
  });
}

describe('a storm over two tabs', { timeout }, () => {
  for (const seed of seeds)
    test(`of seed ${seed}, one of which is closed in the middle`, { timeout: 60_000 }, async () => {
      const workers = 1 + (seed % 3);
      const tabs = [await browser.page(), await browser.page()];
      const begin = (tab, of) =>
        tab.evaluate(
          async ([name, workers, seed, operations]) => {
            const { Storm, remains } = await import('/pool_storm.mjs');
            const pool = await runtime.createPool({ kind: 'shared', name, workers });
            const storm = new Storm(pool, workers, seed);
            globalThis.over = storm.blow(operations).then(async () => {
              storm.calm();
              const open = await storm.ledger.rest();
              const trouble = open.map((what) => `not settled: ${what}`);
              return [...storm.ledger.trouble, ...trouble, ...(await remains(pool, workers))];
            });
          },
          [`two storms ${seed}`, workers, of, operations],
        );
      await Promise.all(tabs.map((tab, i) => begin(tab, seed + 100 * i)));
      await new Promise((resolve) => setTimeout(resolve, 100 + 20 * seed));
      await tabs[0].close();
      assert.deepEqual(await tabs[1].evaluate(() => over), [], `WEFT_SEED=${seed}`);
      await tabs[1].close();
    });
});
