// Actors of pages and of modules in workers, in Chromium.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { scenarios } from './fixtures/actor_scenarios.mjs';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const url = '/actor_module.mjs';
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** A page with a pool, `spawn(type, …init)` in its worker, and `watch(ref)`: the kind of reason that it ends with. */
async function openPage(kind, name) {
  const page = await browser.page();
  await page.evaluate(() => {
    globalThis.ears = []; // for the ends of ports
    const { addEventListener } = MessagePort.prototype;
    MessagePort.prototype.addEventListener = function (type, listener, ...more) {
      ears.push([this, listener]);
      addEventListener.call(this, type, listener, ...more);
    };
  });
  await page.evaluate(
    async ([kind, name, url]) => {
      const pool = await runtime.createPool({ kind, workers: 2, name });
      const { check, scenarios } = await import('/actor_scenarios.mjs');
      Object.assign(globalThis, {
        pool,
        remote: pool.module(url).with({ worker: 0 }),
        spawn: (type, ...init) => runtime.spawn({ module: url, type, pool, worker: 0 }, ...init),
        run: (claim) =>
          scenarios[claim]({
            weft,
            runtime,
            spawn,
            same: (actual, expected) => check(actual, expected, weft.codec),
          }),
        watch: (ref) =>
          new Promise((resolve) => {
            runtime.spawn((me) => {
              me.monitor(ref);
              return { down: ({ reason }) => resolve(reason.kind) };
            });
          }),
      });
    },
    [kind, name, url],
  );
  return page;
}

for (const kind of ['dedicated', 'shared']) {
  describe(`an actor in a ${kind} worker`, { timeout }, () => {
    let page;
    before(async () => (page = await openPage(kind, `actors ${kind}`)));
    after(() => page.close());

    for (const claim of Object.keys(scenarios))
      test(claim, () => page.evaluate((claim) => run(claim), claim));

    test('goes through calls, as argument and result, and is the same ref', async () => {
      const found = await page.evaluate(async () => {
        const mine = runtime.spawn(() => ({ get: () => 'of the page' }));
        const counter = spawn('counter', 3);
        await remote.keep({ list: [counter, mine] });
        const { list } = await remote.kept();
        return [
          list[0] === counter && list[1] === mine,
          await remote.same(counter, counter),
          await remote.ask(mine, 'get', null),
          await remote.ask(list[0], 'get', null),
        ];
      });
      assert.deepEqual(found, [true, true, 'of the page', 3]);
    });

    test('of one worker talks to that of another: they are introduced', async () => {
      const answer = await page.evaluate(async () => {
        const puppet = spawn('puppet');
        const other = runtime.spawn(
          { module: '/actor_module.mjs', type: 'counter', pool, worker: 1 },
          8,
        );
        await other.ask('get', null);
        const answer = await puppet.ask('ask', { to: other, type: 'get', content: null });
        await puppet.ask('monitor', other);
        const waiting = puppet.ask('wait_for', { count: 1 });
        await pool
          .module('/actor_module.mjs')
          .with({ worker: 1 })
          .end_silently()
          .catch(() => {});
        const [[type, actor, reason]] = await waiting;
        return [answer, type, actor === other, reason];
      });
      assert.deepEqual(answer, [8, 'down', true, 'noconnection']);
    });

    for (const [what, end] of [
      ['ends without a word', () => remote.end_silently()],
      [
        'says its last words',
        () => pool.call('/fake_module.mjs', 'die', ['out of luck'], { worker: 0 }),
      ],
      ['traps', () => pool.call('/fake_module.mjs', 'trap', [], { worker: 0 })],
    ]) {
      test(`is lost within a second when its worker ${what}; the next one has a new worker`, async () => {
        const [kind, error, milliseconds, call, next] = await page.evaluate(async (end) => {
          const counter = spawn('counter', 1);
          const down = watch(counter);
          const asked = outcome(counter.ask('never', null));
          const called = outcome(remote.later(1e6));
          await pool.call('/fake_module.mjs', 'add', [1, 1], { worker: 0 });
          const start = performance.now();
          outcome((0, eval)(end)());
          const lost = [await down, (await asked).error, performance.now() - start];
          return [...lost, (await called).error.name, await spawn('counter', 2).ask('get', null)];
        }, `(${end})`);
        assert.deepEqual(
          [kind, error.name, call, next],
          ['noconnection', 'ActorDown', 'WorkerDeath', 2],
        );
        assert.ok(milliseconds < 1000, `${milliseconds} ms`);
      });
    }

    test('does not keep a runtime from closing gracefully: running calls end first', async () => {
      const found = await page.evaluate(async (kind) => {
        const own = await weft.load();
        const pool = await own.createPool({ kind, workers: 1, name: 'closed gracefully' });
        const type = { module: '/actor_module.mjs', type: 'counter', pool };
        await own.spawn(type).ask('get', null);
        const call = pool.call('/actor_module.mjs', 'later', [20]);
        await own.close();
        return [call.state, await call];
      }, kind);
      assert.deepEqual(found, ['done', 'later']);
    });

    test('is lost when its pool is closed, and refused by a closed pool and a missing worker', async () => {
      const found = await page.evaluate(async (kind) => {
        const own = await runtime.createPool({ kind, workers: 1, name: 'to be closed' });
        const type = { module: '/actor_module.mjs', type: 'counter', pool: own };
        const thrown = (what) => {
          try {
            runtime.spawn(what);
          } catch (error) {
            return error.name;
          }
        };
        const counter = runtime.spawn(type);
        await counter.ask('get', null);
        const missing = thrown({ ...type, worker: 1 });
        const down = watch(counter);
        await own.close();
        return [await down, missing, thrown(type)];
      }, kind);
      assert.deepEqual(found, ['noconnection', 'RangeError', 'ReferenceError']);
    });

    test('of a module that cannot be loaded is lost, and says why', async () => {
      const [name, reason, cause] = await page.evaluate(async () => {
        const ref = runtime.spawn({ module: '/missing.mjs', type: 'counter', pool });
        const error = await ref.ask('get', null).catch((error) => error);
        return [error.name, error.reason.kind, error.cause.name];
      });
      assert.deepEqual([name, reason, cause], ['ActorDown', 'noconnection', 'LoadError']);
    });

    test('of a module without actors is lost, or never was', async () => {
      const name = await page.evaluate(async () => {
        const ref = runtime.spawn({ module: '/no_actors.mjs', type: 'counter', pool });
        return (await outcome(ref.ask('get', null, { timeout: 5_000 }))).error.name;
      });
      assert.equal(name, 'ActorDown');
    });
  });
}

describe('actors of two tabs', { timeout }, () => {
  let round = 0;
  let tabs;
  beforeEach(async () => {
    const name = `tabs of actors ${round++}`;
    tabs = [await openPage('shared', name), await openPage('shared', name)];
  });

  /** From now on the second tab hears of a closed port only by the lock of the other end. */
  function deafen() {
    return tabs[1].evaluate(() => {
      for (const [port, listener] of ears) port.removeEventListener('close', listener);
    });
  }

  /** An actor of the first tab becomes known to the second one, as `found`. */
  async function share() {
    await tabs[0].evaluate(async () => {
      let n = 0;
      globalThis.mine = runtime.spawn((me) => ({
        add: ({ by }) => (n += by),
        greet: ({ to }) => to.ask('greeting', { from: me.ref }),
        never: () => new Promise(() => {}),
      }));
      await remote.keep(mine);
    });
    await tabs[1].evaluate(async () => {
      globalThis.found = await remote.kept();
      await found.ask('add', { by: 1 });
    });
  }

  test('talk to each other directly, once a worker has introduced them', async () => {
    await share();
    const answers = await tabs[1].evaluate(async () => {
      const mine = runtime.spawn(() => ({ greeting: ({ from }) => from === found }));
      const asks = Array.from({ length: 100 }, () => found.ask('add', { by: 1 }));
      return [(await Promise.all(asks)).at(-1), await found.ask('greet', { to: mine })];
    });
    assert.deepEqual(answers, [101, true]);
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  for (const [what, leave] of [
    ['is closed where ports do not tell', (tab) => deafen().then(() => tab.close())],
    ['is closed', (tab) => tab.close()],
    ['goes elsewhere', (tab) => tab.goto('about:blank')],
    ['closes its runtime', (tab) => tab.evaluate(() => runtime.close())],
  ]) {
    test(`are lost within a second when their tab ${what}: to the other tab, and to the worker`, async () => {
      await share();
      await tabs[1].evaluate(async () => {
        const puppet = spawn('puppet');
        await puppet.ask('monitor', found);
        globalThis.seen = puppet.ask('wait_for', { count: 1 });
        globalThis.down = watch(found);
        await found.ask('add', { by: 1 });
        globalThis.asked = outcome(found.ask('never', null));
      });
      const start = performance.now();
      await leave(tabs[0]);
      const [kind, name, [[, , reason]]] = await tabs[1].evaluate(async () => [
        await down,
        (await asked).error.name,
        (await seen).map(([type, , reason]) => [type, null, reason]),
      ]);
      const milliseconds = performance.now() - start;
      assert.match(kind, /^(noconnection|shutdown)$/);
      assert.match(reason, /^(noconnection|shutdown)$/);
      assert.equal(name, 'ActorDown');
      assert.ok(milliseconds < 1000, `${milliseconds} ms`);
      await Promise.all(tabs.map((tab) => tab.close()));
    });
  }

  test('are dead for a tab that hears of them when theirs is gone', async () => {
    await share();
    await tabs[0].close();
    const name = await tabs[1].evaluate(async () => {
      await watch(found);
      const again = await remote.kept();
      return (await outcome(again.ask('add', { by: 1 }))).error.name;
    });
    assert.equal(name, 'ActorDown');
    await tabs[1].close();
  });
});

test('an actor of a frame is lost when the frame is removed', { timeout }, async () => {
  const page = await openPage('shared', 'frame');
  const [sum, kind] = await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const kept = new Promise((resolve) => (globalThis.onmessage = resolve));
    frame.src = '/actor_frame.html';
    await kept;
    const found = await remote.kept();
    const sum = await found.ask('add', { by: 5 });
    const down = watch(found);
    await found.ask('add', { by: 1 });
    frame.remove();
    return [sum, await down];
  });
  assert.deepEqual([sum, kind], [5, 'noconnection']);
  await page.close();
});
