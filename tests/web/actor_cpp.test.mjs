// Actors in C++, compiled to WebAssembly, and those of pages, in Chromium.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const built = fileURLToPath(new URL('../../build/wasm/tests/web/modules/', import.meta.url));
const url = '/module/actors_module.mjs';
assert.ok(existsSync(`${built}actors_module.mjs`), `build the wasm preset first: none in ${built}`);

let browser;
before(async () => (browser = await startBrowser({ '/module/': built })));
after(() => browser.close());

/**
 * A page with a pool of C++ modules, `spawn(type, …init)`, and `reasonOf(ref)`, the reason that it
 * ends with.
 */
async function openPage(kind, name) {
  const page = await browser.page();
  await page.evaluate(
    async ([kind, name, url]) => {
      const pool = await runtime.createPool({ kind, workers: 2, name });
      const told = new Map(); // who is to be told, by monitor
      const me = await new Promise((resolve) => {
        runtime.spawn((self) => {
          resolve(self);
          return { down: ({ monitor, reason }) => told.get(monitor)(reason) };
        });
      });
      Object.assign(globalThis, {
        pool,
        remote: pool.module(url).with({ worker: 0 }),
        spawn: (type, ...init) => runtime.spawn({ module: url, type, pool, worker: 0 }, ...init),
        spawnAt: (worker, type, ...init) =>
          runtime.spawn({ module: url, type, pool, worker }, ...init),
        reasonOf: (ref) => new Promise((resolve) => told.set(me.monitor(ref), resolve)),
        failure: (promise) =>
          promise.then(
            () => 'no failure',
            (error) => error,
          ),
      });
    },
    [kind, name, url],
  );
  return page;
}

for (const kind of ['dedicated', 'shared']) {
  describe(`a C++ actor in a ${kind} worker`, { timeout }, () => {
    let page;
    before(async () => (page = await openPage(kind, `C++ actors ${kind}`)));
    after(() => page.close());

    test('takes messages of a page in order, and answers asks', async () => {
      const found = await page.evaluate(async () => {
        const [counter, adder] = [spawn('counter', 40), spawn('adder')];
        counter.send('add', { by: 1 });
        counter.send('add', { by: 1 });
        const sums = await Promise.all(
          Array.from({ length: 1000 }, (_, i) => adder.ask('sum', { a: i, b: 0.5 })),
        );
        return [await counter.ask('get', null), sums.every((sum, i) => sum === i + 0.5)];
      });
      assert.deepEqual(found, [42, true]);
    });

    test('sends to and asks actors of the page', async () => {
      const found = await page.evaluate(async () => {
        const puppet = spawn('puppet');
        let fromWhom;
        const numbers = await new Promise((resolve) => {
          const numbers = [];
          const mine = runtime.spawn(() => ({
            item({ number, from }) {
              fromWhom = from;
              if (numbers.push(number) === 100) resolve(numbers);
            },
          }));
          puppet.send('count_up', { whom: mine, to: 100 });
        });
        const mine = runtime.spawn(() => ({ get: () => new Map([['answer', 42]]) }));
        const answer = await puppet.ask('question', { whom: mine });
        return [
          numbers.every((number, i) => number === i + 1),
          fromWhom === puppet,
          answer.get('answer'),
        ];
      });
      assert.deepEqual(found, [true, true, 42]);
    });

    test('goes through calls, as argument and result, and is the same ref', async () => {
      const found = await page.evaluate(async () => {
        const mine = runtime.spawn(() => ({ get: () => 'of the page' }));
        const counter = spawn('counter', 3);
        await remote.keep(mine);
        const first = (await remote.kept()) === mine;
        await remote.keep(counter);
        const kept = await remote.kept();
        return [
          first,
          kept === counter,
          await remote.same(counter, kept),
          await remote.same(counter, mine),
          await remote.ask(mine),
          await kept.ask('get', null),
        ];
      });
      assert.deepEqual(found, [true, true, true, false, 'of the page', 3]);
    });

    test('gives whole errors to who asks, and ends with them', async () => {
      const found = await page.evaluate(async () => {
        const error = Object.assign(new RangeError('too far', { cause: { page: 7 } }), { code: 5 });
        const counter = spawn('counter', 0);
        const reason = reasonOf(counter);
        const thrown = await failure(counter.ask('fail', { error }));
        const { error: last } = await reason;
        const again = await failure(counter.ask('get', null));
        return [
          [thrown, last].map(
            (e) =>
              e instanceof RangeError && e.message === 'too far' && e.cause.page === 7 && e.code,
          ),
          [again.name, again.reason.kind],
        ];
      });
      assert.deepEqual(found, [
        [5, 5],
        ['ActorDown', 'noproc'],
      ]);
    });

    test('throws in a call, and the page gets the whole error', async () => {
      const found = await page.evaluate(async () => {
        const thrown = new RangeError('too far', { cause: new TypeError('why') });
        thrown.code = 7;
        const got = await failure(remote.fail(thrown));
        return [got instanceof RangeError, got.message, got.code, got.cause?.message];
      });
      assert.deepEqual(found, [true, 'too far', 7, 'why']);
    });

    test('gets the whole error of an actor of the page that it asks', async () => {
      const found = await page.evaluate(async () => {
        const mine = runtime.spawn(() => ({
          get() {
            throw new RangeError('not today');
          },
        }));
        const error = await failure(spawn('puppet').ask('question', { whom: mine }));
        return [error.name, error.message];
      });
      assert.deepEqual(found, ['RangeError', 'not today']);
    });

    test('refuses content that does not fit its type', async () => {
      const { name, message } = await page.evaluate(async () => {
        const { name, message } = await failure(spawn('adder').ask('sum', { a: 1 }));
        return { name, message };
      });
      assert.equal(name, 'TypeError');
      assert.match(message, /sum.*b/);
    });

    test('tells why it ended: its own reason, a kill, an end before an answer', async () => {
      const found = await page.evaluate(async () => {
        const { ExitReason } = weft;
        const [one, two, three] = [1, 2, 3].map((n) => spawn('counter', n));
        const reasons = [one, two, three].map(reasonOf);
        one.send('end_with', { value: { code: 9 } });
        two.exit(ExitReason.kill());
        const asked = failure(three.ask('never', null));
        three.exit(ExitReason.user('enough'));
        const [a, b, c] = await Promise.all(reasons);
        return [a.value.code, b.kind, c.value, (await asked).reason.value];
      });
      assert.deepEqual(found, [9, 'killed', 'enough', 'enough']);
    });

    test('links and monitors actors of the page, both ways', async () => {
      const found = await page.evaluate(async () => {
        const { ExitReason } = weft;
        const puppet = spawn('puppet');
        const [watched, tied, untied] = [1, 2, 3].map(() =>
          runtime.spawn(() => ({ get: () => 0 })),
        );
        await puppet.ask('trap', null);
        await puppet.ask('watch', { whom: watched });
        await puppet.ask('tie', { whom: tied });
        await puppet.ask('tie', { whom: untied });
        await puppet.ask('untie', { whom: untied });
        untied.exit(ExitReason.shutdown());
        watched.exit(ExitReason.shutdown());
        const first = await puppet.ask('report', { after: 1 });
        tied.exit(ExitReason.kill());
        const both = await puppet.ask('report', { after: 2 });
        const other = runtime.spawn((me) => {
          me.link(puppet);
          return { get: () => 0 };
        });
        const ended = reasonOf(other);
        puppet.exit(ExitReason.kill());
        await ended;
        return [
          first.map(({ what, reason }) => [what, reason]),
          both.map(({ what, reason }) => [what, reason]),
          both[0].actor === watched && both[1].actor === tied,
          (await ended).kind,
        ];
      });
      const seen = [
        ['down', 'shutdown'],
        ['exited', 'killed'],
      ];
      assert.deepEqual(found, [seen.slice(0, 1), seen, true, 'killed']);
    });

    test('that could not be started has ended with the error', async () => {
      const messages = await page.evaluate(async () => {
        const refs = [spawn('counter', 'one'), spawn('clock')];
        return Promise.all(
          refs.map(async (ref) => (await failure(ref.ask('get', null))).reason.error.message),
        );
      });
      assert.match(messages[0], /args\[0\]/);
      assert.match(messages[1], /clock/);
    });

    test('of one worker talks to that of another: they are introduced', async () => {
      const found = await page.evaluate(async () => {
        const [puppet, far] = [spawn('puppet'), spawnAt(1, 'counter', 8)];
        await far.ask('get', null);
        const answer = await puppet.ask('question', { whom: far });
        await puppet.ask('watch', { whom: far });
        const start = performance.now();
        void pool
          .module('/module/actors_module.mjs')
          .with({ worker: 1 })
          .trap()
          .catch(() => {});
        const [note] = await puppet.ask('report', { after: 1 });
        return [answer, note.what, note.reason, performance.now() - start < 1000];
      });
      assert.deepEqual(found, [8, 'down', 'no connection', true]);
    });

    test('is lost within a second when its worker dies, and so are asks of it', async () => {
      const found = await page.evaluate(async () => {
        const counter = spawn('counter', 1);
        await counter.ask('get', null);
        const reason = reasonOf(counter);
        const asked = failure(counter.ask('never', null));
        const start = performance.now();
        void failure(remote.trap());
        const lost = [(await reason).kind, (await asked).name, performance.now() - start < 1000];
        return [...lost, await spawn('counter', 2).ask('get', null)];
      });
      assert.deepEqual(found, ['noconnection', 'ActorDown', true, 2]);
    });
  });
}

describe('two tabs and a C++ actor', { timeout }, () => {
  let tabs;
  before(async () => {
    tabs = [await openPage('shared', 'C++ tabs'), await openPage('shared', 'C++ tabs')];
    await tabs[0].evaluate(() => {
      globalThis.mine = runtime.spawn(() => ({ get: () => 'of the first tab' }));
      return remote.keep(mine);
    });
  });
  after(() => tabs[1].close());

  test('introduce the tabs to each other, and learn of the end of one within a second', async () => {
    const answer = await tabs[1].evaluate(async () => {
      globalThis.theirs = await remote.kept();
      globalThis.puppet = spawn('puppet');
      await puppet.ask('watch', { whom: theirs });
      globalThis.lost = reasonOf(theirs).then(({ kind }) => [kind, Date.now()]);
      return theirs.ask('get', null);
    });
    assert.equal(answer, 'of the first tab');
    const start = Date.now();
    await tabs[0].close();
    const [[kind, at], [note], after] = await tabs[1].evaluate(async () => [
      await lost,
      (await puppet.ask('report', { after: 1 })).map(({ what, reason }) => `${what}: ${reason}`),
      Date.now(),
    ]);
    assert.deepEqual([kind, note], ['noconnection', 'down: no connection']);
    assert.ok(Math.max(at, after) - start < 1000, `${Math.max(at, after) - start} ms`);
  });
});
