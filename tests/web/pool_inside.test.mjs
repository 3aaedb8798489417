// A worker's default pool is the pool that it is in. In Chromium and in Node.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { load } from '../../web/dist/weft.js';
import { run as runHere } from './fixtures/inside_scenarios.mjs';
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
const inPage = (kind) => (scenario, more) =>
  page.evaluate(
    async ([scenario, options, more]) => {
      const { run } = await import('/inside_scenarios.mjs');
      const create = (others) => runtime.createPool({ ...options, ...others });
      return run(scenario, create, more);
    },
    [scenario, { kind, name: `inside ${round++}` }, more],
  );
const inNode = (scenario, more) =>
  runHere(scenario, (options) => runtime.createPool(options), more);

for (const [kind, run] of [
  ['dedicated', inPage('dedicated')],
  ['shared', inPage('shared')],
  ['node', inNode],
]) {
  describe(`in a ${kind} worker the default pool`, { timeout }, () => {
    test('is the pool that it is in', async () => {
      assert.deepEqual(await run('facts'), {
        ...{ name: true, kind, isDefault: true, isMarked: true, state: 'open', isSame: true },
      });
    });

    test('runs calls on this and on other workers, with all options; it cannot be closed', async () => {
      assert.deepEqual(await run('calls'), {
        ...{ itself: 0, other: 1, missing: 'RangeError', sums: [4950, 4950] },
        ...{ uncloneable: 'TypeError', exclusive: 1, late: 'DeadlineError' },
        ...{ timeout: 'TimeoutError', priority: [1], close: 'TypeError' },
      });
    });

    for (const options of [
      { workers: 1 },
      { workers: 1, scheduler: 'fifo' },
      { workers: 2 },
      { workers: 2, scheduler: 'priority' },
    ])
      test(`lets functions call themselves: ${JSON.stringify(options)}`, async () => {
        assert.deepEqual(await run('recursion', options), [4, Array(12).fill(4), true]);
      });

    test('spreads what a worker calls over the workers', async () => {
      assert.deepEqual(await run('spread'), [0, 1]);
    });

    test('settles all calls when a worker dies, and frees what it held', async () => {
      // Without Web Locks (Node before 24) the locks of a thread are its own.
      const lockState = kind === 'node' && !globalThis.navigator?.locks ? 'done' : 'queued';
      assert.deepEqual(await run('deaths'), {
        ...{ called: 'WorkerDeath', again: 1, itself: 'WorkerDeath', state: 'queued' },
        ...{ died: 'WorkerDeath', freed: 1, lockState, unlocked: 1, isQuiet: true },
      });
    });

    test('is another one, made afresh, if the pool is isolated', async () => {
      const nested = { dedicated: 'dedicated', shared: 'inline', node: 'node' }[kind];
      const isElsewhere = nested !== 'inline';
      assert.deepEqual(await run('isolated'), [true, nested, true, isElsewhere]);
    });

    test('keeps a worker that others call from being ended for want of use', async () => {
      assert.deepEqual(await run('idle'), [true, true, true]);
    });
  });
}

describe('the locks of a pool', { timeout }, () => {
  for (const kind of ['dedicated', 'shared'])
    test(`are the same in its workers: ${kind}`, async () => {
      assert.deepEqual(await inPage(kind)('locks'), [true, 0]);
    });
});

describe('in a worker inside a page the default pool', { timeout }, () => {
  test('is the pool that it is in', async () => {
    const facts = await inPage('inline')('facts');
    assert.deepEqual([facts.name, facts.kind, facts.isDefault], [true, 'inline', true]);
  });

  test('lets functions call themselves', async () => {
    for (const workers of [1, 2])
      assert.deepEqual(await inPage('inline')('recursion', { workers }), [
        4,
        Array(12).fill(4),
        true,
      ]);
  });

  test('is dead with the pool: calls reject with PoolDeath, later ones throw', async () => {
    const found = await page.evaluate(async () => {
      const pool = await runtime.createPool({
        kind: 'inline',
        workers: 2,
        name: 'inside and closed',
      });
      const url = '/inside_module.mjs?of=the page';
      await pool.call(url, 'where');
      const { goOn, wentOn } = await import(url); // what the pool has loaded
      goOn();
      await pool.close({ force: true });
      return wentOn();
    });
    assert.deepEqual(found, ['PoolDeath', ['ReferenceError', 'dead']]);
  });
});

describe('a pool that a worker makes', { timeout }, () => {
  for (const [kind, run, kinds, expected] of [
    [
      'dedicated',
      inPage('dedicated'),
      ['dedicated', 'inline'],
      [
        ['dedicated', 0],
        ['inline', 0],
      ],
    ],
    ['shared', inPage('shared'), ['inline'], [['inline', 0]]],
    [
      'node',
      inNode,
      ['node', 'inline'],
      [
        ['node', 0],
        ['inline', 0],
      ],
    ],
  ])
    test(`is its own: ${kind}`, async () => {
      assert.deepEqual(await run('nested', kinds), [...expected, 'ReferenceError']);
    });

  for (const [kind, missing, needs] of [
    ['dedicated', 'shared', 'SharedWorker'],
    ['shared', 'dedicated', 'Worker'],
  ])
    test(`cannot be had where there are none: ${missing} ones in ${kind} ones`, async () => {
      const [[name, message]] = await inPage(kind)('nested', [missing]);
      assert.equal(name, 'LoadError');
      assert.equal(message, `There can be no ${missing} pool here: it needs ${needs}`);
    });
});

describe('in the workers of two tabs the default pool', { timeout }, () => {
  const openTab = async (name, options) => {
    const tab = await browser.page();
    await tab.evaluate(
      async ([name, options]) => {
        globalThis.pool = await runtime.createPool({ kind: 'shared', name, ...options });
        globalThis.inside = pool.module('/inside_module.mjs');
      },
      [name, options],
    );
    return tab;
  };

  for (const workers of [1, 2]) {
    test(`goes on when one of them is gone: ${workers} workers`, async () => {
      const name = `inside tabs ${round++}`;
      const tabs = [await openTab(name, { workers }), await openTab(name, { workers })];
      await tabs[0].evaluate(() => inside.with({ worker: 0 }).goOn());
      await tabs[0].evaluate(() => inside.with({ worker: 0 }).chain(3));
      await tabs[0].close();
      const soFar = () => tabs[1].evaluate(() => inside.with({ worker: 0 }).goneOnSoFar());
      const before = await soFar();
      await tabs[1].evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
      const after = await soFar();
      assert.ok(after.ok > before.ok, JSON.stringify([before, after]));
      assert.deepEqual(Object.keys(after), ['ok']);
      const lengths = await tabs[1].evaluate(async () => (await inside.chain(3)).length);
      assert.equal(lengths, 4);
      await tabs[1].close();
    });

    test(`is dead when the last of them has closed the pool, and a new one then: ${workers} workers`, async () => {
      const name = `inside tabs ${round++}`;
      const tabs = [await openTab(name, { workers }), await openTab(name, { workers })];
      await tabs[0].evaluate(() => inside.with({ worker: 0 }).goOn());
      await tabs[0].evaluate(() => pool.close({ force: true }));
      const soFar = () => tabs[1].evaluate(() => inside.with({ worker: 0 }).goneOnSoFar());
      await tabs[1].evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
      const before = await soFar();
      await tabs[1].evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      assert.ok((await soFar()).ok > before.ok, 'it lives on');
      await tabs[1].evaluate(() => pool.close({ force: true }));
      const found = await tabs[1].evaluate(
        async ([name, workers]) => {
          const pool = await runtime.createPool({ kind: 'shared', name, workers });
          const inside = pool.module('/inside_module.mjs').with({ worker: 0 });
          const ended = await inside.wentOn();
          return [ended, (await inside.facts()).state, (await inside.chain(2)).length];
        },
        [name, workers],
      );
      assert.deepEqual(found, [['PoolDeath', ['ReferenceError', 'dead']], 'open', 3]);
      await Promise.all(tabs.map((tab) => tab.close()));
    });
  }
});
