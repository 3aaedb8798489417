// Calls of modules in JavaScript, in workers of both kinds, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const kind of ['dedicated', 'shared']) {
  describe(`a JavaScript module in a ${kind} worker`, { timeout }, () => {
    let page;
    before(async () => {
      page = await browser.page();
      await page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({ kind, workers: 1, name: 'js' });
        globalThis.remote = pool.module('/js_module.mjs');
      }, kind);
    });
    after(async () => {
      assert.equal(await page.evaluate(() => pool.stats().inFlight), 0, 'nothing is left');
      await page.close();
    });

    test('offers its exported functions, which may return promises', async () => {
      const answers = await page.evaluate(async () => [
        await remote.add(1, 2),
        await remote.addLater(1, 2),
        await remote
          .echo({ a: [1, undefined] }, new Map([[1, 2]]))
          .then(([a, b]) => [a.a.length, b.get(1)]),
      ]);
      assert.deepEqual(answers, [3, 3, [2, 2]]);
    });

    test('offers the methods of an object that is its default export, or a promise of it', async () => {
      const answers = await page.evaluate(async () => {
        const other = pool.module('/js_default.mjs');
        return [await other.named(), await other.count(), await other.count()];
      });
      assert.deepEqual(answers, ['named', 1, 2]);
    });

    test('offers functions that it exposes when it is loaded, and later', async () => {
      const answers = await page.evaluate(async () => {
        const before = await outcome(remote.more());
        await remote.exposeMore();
        return [await remote.exposed(1), before.error.name, await remote.more()];
      });
      assert.deepEqual(answers, ['exposed 1', 'TypeError', 'more']);
    });

    for (const name of ['nope', 'constant', 'toString', '__proto__', 'constructor'])
      test(`rejects a call of ${name}, which is no function of it, with a TypeError that says so`, async () => {
        for (const url of ['/js_module.mjs', '/js_default.mjs']) {
          const { error } = await page.evaluate(
            ([url, name]) => outcome(pool.call(url, name)),
            [url, name],
          );
          assert.equal(error.name, 'TypeError');
          assert.ok(error.message.includes(name) && error.message.includes(url), error.message);
        }
      });

    test('learns from `worker` where it runs; a page learns that it is none', async () => {
      const [home, isWorker, inPage] = await page.evaluate(async () => [
        await remote.home(),
        weft.worker.isWorker,
        [weft.worker.id, weft.worker.task],
      ]);
      assert.deepEqual(home, { id: 0, kind, pool: 'js' });
      assert.deepEqual([isWorker, inPage], [false, [undefined, undefined]]);
    });

    test('rejects with what it throws, whole: type, message, stack, cause, properties', async () => {
      const found = await page.evaluate(async () => {
        const caught = async (what) => remote.failWith(what).catch((error) => error);
        const [type, own, many, dom] = await Promise.all(
          ['type', 'own', 'many', 'dom'].map(caught),
        );
        return [
          type instanceof TypeError && type.message === 'a type',
          type.stack.includes('js_module.mjs'),
          type.cause instanceof RangeError && type.cause.message === 'the cause',
          own.code === 'E_OWN' && own.detail.list[1] === 2,
          many instanceof AggregateError && many.errors[0] instanceof RangeError,
          dom instanceof DOMException && dom.name === 'TimeoutError' && dom.code === 23,
        ];
      });
      assert.deepEqual(found, [true, true, true, true, true, true]);
    });

    test('rejects with what it throws that is no error, as it is, and later as well as at once', async () => {
      const found = await page.evaluate(async () => {
        const thrown = [];
        for (const method of ['failWith', 'failLater'])
          for (const what of ['text', 'nothing', 'record'])
            await remote[method](what).catch((error) => thrown.push(error));
        return thrown.map((each) => (each === undefined ? 'undefined' : JSON.stringify(each)));
      });
      const each = ['"just a text"', 'undefined', '{"name":"x","message":"no error, an object"}'];
      assert.deepEqual(found, [...each, ...each]);
    });

    test('replaces what it throws and cannot be sent by an error that says so', async () => {
      const [one, other] = await page.evaluate(() =>
        Promise.all(['function', 'uncloneable'].map((what) => outcome(remote.failWith(what)))),
      );
      assert.equal(one.error.name, 'Error');
      assert.match(one.error.message, /cannot be sent/);
      assert.equal(other.error.name, 'Odd');
      assert.match(other.error.message, /^odd .*cannot be sent/);
    });

    test('rejects with a TypeError and the path for a result that cannot be sent', async () => {
      const { error } = await page.evaluate(() => outcome(remote.badResult()));
      assert.equal(error.name, 'TypeError');
      assert.equal(error.path, 'result.list[1]');
    });

    test('sees in `worker.task` which call it runs, and its signal aborted when that is cancelled', async () => {
      const [seen, error, gone] = await page.evaluate(async () => {
        const controller = new AbortController();
        const task = remote.with({ signal: controller.signal }).untilCancelled('x');
        const other = remote.untilCancelled('y');
        await remote.add(1, 1);
        controller.abort(new Error('my reason'));
        other.cancel();
        const { error } = await outcome(task);
        await outcome(other);
        const seen = await until(async () => {
          const seen = await remote.seenSoFar();
          return seen.filter(([mark]) => mark === 'x' || mark === 'y').length === 2 && seen;
        });
        return [seen, error.message, await remote.taskAfterAwait()];
      });
      const marks = seen.filter(([mark]) => mark === 'x' || mark === 'y');
      assert.deepEqual(
        marks,
        ['x', 'y'].map((mark) => [mark, 'untilCancelled', 'number', 'AbortError', true]),
      );
      assert.equal(error, 'my reason');
      assert.equal(gone, true);
    });

    test('rejects its running calls with an error that nobody caught, those of other modules go on', async () => {
      for (const method of ['throwLater', 'rejectLater']) {
        const found = await page.evaluate(async (method) => {
          const other = pool.module(fake).slow();
          const error = await remote[method](`from ${method}`).catch((error) => error);
          const result = [error instanceof RangeError, error.message, other.state];
          other.cancel();
          await outcome(other);
          return result;
        }, method);
        assert.deepEqual(found, [true, `from ${method}`, 'running']);
      }
    });

    test('rejects only the calls of the method that the stack of such an error names', async () => {
      const [message, state, hung] = await page.evaluate(async () => {
        const hung = remote.hang();
        const error = await remote.throwLater('mine').catch((error) => error);
        const result = [error.message, hung.state];
        const all = remote.hangOther();
        await outcome(remote.rejectLater('whose').catch((error) => error));
        return [
          ...result,
          await outcome(Promise.race([hung, all])).then(({ error }) => error.message),
        ];
      });
      assert.deepEqual([message, state, hung], ['mine', 'running', 'whose']);
    });

    test('whose worker nobody can blame for such an error dies with all calls and the cause', async () => {
      const found = await page.evaluate(async () => {
        const calls = [remote.hang(), pool.module(fake).slow(), remote.throwUnattributed()];
        const errors = await Promise.all(calls.map((call) => call.catch((error) => error)));
        return [
          errors.map(({ name, cause }) => `${name}: ${cause.message}`),
          await remote.add(1, 1),
        ];
      });
      assert.deepEqual(found, [Array(3).fill('WorkerDeath: from nowhere'), 2]);
    });

    test('that calls fatal() ends its worker: calls reject with WorkerDeath and the whole cause', async () => {
      const found = await page.evaluate(async () => {
        const calls = [remote.hang(), remote.fatal('enough'), pool.module(fake).slow()];
        const errors = await Promise.all(calls.map((call) => call.catch((error) => error)));
        return errors.map(({ name, cause }) => [name, cause instanceof RangeError, cause.code]);
      });
      assert.deepEqual(found, Array(3).fill(['WorkerDeath', true, 9]));
      assert.equal(
        await page.evaluate(() => remote.add(2, 2)),
        4,
        'the next call has a new worker',
      );
    });
  });
}
