// Inline pools: their modules run in the page itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
before(async () => {
  const modules = fileURLToPath(new URL('../../build/wasm/tests/web/modules/', import.meta.url));
  browser = await startBrowser({ '/modules/': modules });
});
after(() => browser.close());

describe('an inline pool', { timeout }, () => {
  before(async () => (page = await browser.page()));

  test('loads its script when it is asked for, and not before', async () => {
    const counts = await page.evaluate(async () => {
      const fetched = () =>
        performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('inline.js'));
      const before = fetched().length;
      await (await runtime.createPool({ kind: 'inline', workers: 1 })).close();
      return [before, fetched().length];
    });
    assert.deepEqual(counts, [0, 1]);
  });

  test('is the default where there are no workers', async () => {
    const kinds = await page.evaluate(async () => {
      const { SharedWorker, Worker } = globalThis;
      const kinds = [];
      delete globalThis.SharedWorker;
      for (const hide of [() => {}, () => delete globalThis.Worker]) {
        hide();
        await using(await weft.load(), (runtime) => kinds.push(runtime.defaultPool.kind));
      }
      Object.assign(globalThis, { SharedWorker, Worker });
      return kinds;

      async function using(runtime, use) {
        use(runtime);
        await runtime.close();
      }
    });
    assert.deepEqual(kinds, ['dedicated', 'inline']);
  });

  test('calls modules in C++ and in JavaScript, in the page', async () => {
    const results = await page.evaluate(async () => {
      const pool = await runtime.createPool({ kind: 'inline', workers: 2 });
      const cpp = pool.module('/modules/calls_module.mjs');
      const js = pool.module(fake);
      globalThis.name = 'this page';
      return Promise.all([cpp.add(1, 2), cpp.after(5), cpp.count(3), js.name(), js.add(1, 1)]);
    });
    assert.deepEqual(results, [3, 5, 3, 'this page', 2]);
  });

  for (const [what, url, method, reason] of [
    ['says its last words', '/fake_module.mjs', 'die', /out of luck/],
    ['throws', '/fake_module.mjs', 'trap', /unreachable/],
    ['traps in C++', '/modules/calls_module.mjs', 'trap', /"trap" trapped/],
    ['aborts in C++', '/modules/calls_module.mjs', 'give_up', /Aborted/],
  ]) {
    test(`loses the worker of a module that ${what}, no other one, and not the page`, async () => {
      const [waiting, other, next] = await page.evaluate(
        async ([url, method]) => {
          const pool = await runtime.createPool({ kind: 'inline', workers: 2, name: method });
          const waiting = pool.call(fake, 'slow', [], { worker: 0 });
          const other = pool.call(fake, 'slow', [], { worker: 1 });
          void outcome(pool.call(url, method, ['out of luck'], { worker: 0 }));
          const death = await outcome(waiting);
          const next = await pool.call(fake, 'add', [1, 2], { worker: 0 });
          return [death, other.state, next];
        },
        [url, method],
      );
      assert.equal(waiting.error.name, 'WorkerDeath');
      assert.match(waiting.error.cause, reason);
      assert.deepEqual([other, next], ['running', 3]);
    });
  }

  test('that is closed lets go of its modules, and its actors end', async () => {
    const [reason, departed] = await page.evaluate(async () => {
      const module = `export default async function start() {
        return {
          weft: { deliver: () => globalThis.delivered(), closePeer: () => globalThis.departed() },
        };
      }
      start[Symbol.for('weft.module')] = true;`;
      const delivered = new Promise((resolve) => (globalThis.delivered = resolve));
      const departed = new Promise((resolve) => (globalThis.departed = () => resolve(true)));
      const url = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
      const pool = await runtime.createPool({ kind: 'inline', workers: 1 });
      const counter = runtime.spawn({ module: '/actor_module.mjs', type: 'counter', pool });
      await counter.ask('get', null);
      const ended = new Promise((resolve) =>
        runtime.spawn((me) => {
          me.monitor(counter);
          return { down: ({ reason }) => resolve(reason.kind) };
        }),
      );
      const call = outcome(pool.call(url, 'anything'));
      await delivered;
      await pool.close({ force: true });
      await call;
      return [await ended, await departed];
    });
    assert.deepEqual([reason, departed], ['noconnection', true]);
  });

  test('cannot be made without its script, and says where that should be', async () => {
    const errors = await page.evaluate(() =>
      Promise.all(
        ['/missing.js', '/silent_worker.js'].map(async (inlineUrl) => {
          const runtime = await weft.load({ inlineUrl });
          return (await outcome(runtime.createPool({ kind: 'inline' }))).error;
        }),
      ),
    );
    for (const [i, url] of ['/missing.js', '/silent_worker.js'].entries()) {
      assert.equal(errors[i].name, 'LoadError');
      assert.ok(errors[i].message.includes(url), errors[i].message);
    }
  });
});
