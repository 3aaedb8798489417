// A supervisor in C++ whose children live in other workers than it, in Chromium.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const built = fileURLToPath(new URL('../../build/wasm/tests/web/modules/', import.meta.url));
const url = '/module/supervisor_module.mjs';
assert.ok(existsSync(`${built}supervisor_module.mjs`), `build the wasm preset first: ${built}`);

let browser;
before(async () => (browser = await startBrowser({ '/module/': built })));
after(() => browser.close());

/**
 * Makes a pool, a starter of children in worker 1 of it, and a supervisor of `near` and `far` in worker 0.
 * `startOf(n)` is told the n-th start, from 1, and `ends` how children have ended.
 */
async function supervise([kind, name, url]) {
  const pool = await runtime.createPool({ kind, workers: 2, name });
  const starts = [];
  const waiting = new Map();
  const ends = [];
  const starter = runtime.spawn(() => ({
    async start({ name }) {
      const worker = name === 'far' ? 1 : 0;
      const number = starts.length + 1;
      const actor = runtime.spawn({ module: url, type: 'worker', pool, worker }, number);
      starts.push({ name, actor });
      await actor.ask('get', null); // its module is known then, and the actor can be sent on
      waiting.get(number)?.();
      return actor;
    },
    ended: ({ name, reason }) => void ends.push(`${name}: ${reason}`),
  }));
  const remote = pool.module(url).with({ worker: 0 });
  const supervisor = await remote.supervise(starter, ['near', 'far']);
  Object.assign(globalThis, {
    pool,
    supervisor,
    ends,
    startOf: async (number) => {
      if (starts.length < number) await new Promise((resolve) => waiting.set(number, resolve));
      return starts[number - 1];
    },
    children: () => remote.children(supervisor),
    farWorker: pool.module(url).with({ worker: 1 }),
  });
}

for (const kind of ['dedicated', 'shared']) {
  describe(`a supervisor of actors in other ${kind} workers`, { timeout }, () => {
    let page;
    let pools = 0;
    beforeEach(async () => {
      page = await browser.page();
      await page.evaluate(supervise, [kind, `supervised ${kind} ${++pools}`, url]);
    });
    afterEach(() => page.close());

    test('starts them, and has refs of them', async () => {
      const found = await page.evaluate(async () => {
        const [near, far] = await children();
        const started = [(await startOf(1)).actor, (await startOf(2)).actor];
        const answers = await Promise.all([near, far].map(({ actor }) => actor.ask('get', null)));
        return [near.actor === started[0], far.actor === started[1], answers];
      });
      assert.deepEqual(found, [true, true, [1, 2]]);
    });

    test('starts one again that fails, with the text of the error', async () => {
      const found = await page.evaluate(async () => {
        const far = await startOf(2);
        const failure = far.actor.ask('fail', { why: 'worn out' }).catch(({ message }) => message);
        const again = await startOf(3);
        const [near, child] = await children();
        return [
          await failure,
          ends,
          [near.restarts, child.restarts, again.name],
          child.actor === again.actor,
          await child.actor.ask('get', null),
        ];
      });
      assert.deepEqual(found, ['worn out', ['far: worn out'], [0, 1, 'far'], true, 3]);
    });

    test('starts one again in the successor of a worker that dies', async () => {
      const found = await page.evaluate(async () => {
        await startOf(2);
        void farWorker.trap().catch(() => {});
        const again = await startOf(3);
        const [near, child] = await children();
        return [
          ends,
          [near.restarts, child.restarts, again.name],
          child.actor === again.actor,
          await child.actor.ask('get', null),
        ];
      });
      assert.deepEqual(found, [['far: no connection'], [0, 1, 'far'], true, 3]);
    });

    test('starts one again whose predecessor it had to stop there', async () => {
      const found = await page.evaluate(async () => {
        const near = await startOf(1);
        near.actor.exit(weft.ExitReason.user('tired'));
        const again = [await startOf(3), await startOf(4)];
        const all = await children();
        return [
          ends,
          again.map(({ name }) => name),
          all.map(({ restarts }) => restarts),
          await Promise.all(all.map(({ actor }) => actor.ask('get', null))),
        ];
      });
      assert.deepEqual(found, [
        ["near: a reason of the program's own", 'far: shutdown'],
        ['near', 'far'],
        [1, 1],
        [3, 4],
      ]);
    });

    test('stops them when it is told to end', async () => {
      const found = await page.evaluate(async () => {
        const [near, far] = [(await startOf(1)).actor, (await startOf(2)).actor];
        const reasons = [supervisor, near, far].map(
          (actor) =>
            new Promise((resolve) =>
              runtime.spawn((me) => {
                me.monitor(actor);
                return { down: ({ reason }) => resolve(reason.kind) };
              }),
            ),
        );
        // Both are watched by the time they answer.
        await Promise.all([near, far].map((child) => child.ask('get', null)));
        supervisor.exit(weft.ExitReason.shutdown());
        return [await Promise.all(reasons), ends];
      });
      assert.deepEqual(found, [
        ['shutdown', 'shutdown', 'shutdown'],
        ['far: shutdown', 'near: shutdown'],
      ]);
    });
  });
}
