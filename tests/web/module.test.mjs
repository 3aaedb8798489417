// Calls of a C++ module, compiled to WebAssembly, through pools of both kinds, in Chromium.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const built = fileURLToPath(new URL('../../build/wasm/tests/web/modules/', import.meta.url));
const url = '/module/calls_module.mjs';
assert.ok(
  existsSync(`${built}calls_module.mjs`),
  `build the wasm preset first: no module in ${built}`,
);

let browser;
const support = fileURLToPath(new URL('./support/', import.meta.url));
before(async () => (browser = await startBrowser({ '/module/': built, '/support/': support })));
after(() => browser.close());

for (const kind of ['dedicated', 'shared']) {
  describe(`a C++ module in a ${kind} pool`, { timeout }, () => {
    let page;
    const open = async () => {
      const opened = await browser.page();
      await opened.evaluate(
        async ([kind, url]) => {
          globalThis.pool = await runtime.createPool({ kind, workers: 2, name: 'cpp' });
          globalThis.remote = pool.module(url);
          globalThis.at = (worker, method, ...args) => pool.call(url, method, args, { worker });
        },
        [kind, url],
      );
      return opened;
    };
    before(async () => (page = await open()));
    after(async () => {
      assert.equal(await page.evaluate(() => pool.stats().inFlight), 0, 'no promise is left');
      await page.close();
    });

    test('calls functions with numbers, structs, arrays and nothing', async () => {
      const answers = await page.evaluate(async () => [
        await remote.add(1, 2),
        await remote.midpoint({ x: 0, y: 0 }, { x: 2, y: 4 }),
        await remote.sum([1, 2, 3.5]),
        (await remote.nothing()) === undefined,
      ]);
      assert.deepEqual(answers, [3, { x: 1, y: 2 }, 6.5, true]);
    });

    test('gives every kind of value back as it was', async () => {
      const same = await page.evaluate(async () => {
        const sent = [
          undefined,
          null,
          true,
          -0,
          0.1,
          2 ** 53,
          10n ** 30n,
          'ü\ud800',
          { a: [{ b: '' }] },
        ];
        const encode = (value) => String(weft.codec.encode(value));
        const received = await remote.echo([...sent, Uint8Array.of(1, 2), new ArrayBuffer(3)]);
        const [bytes, buffer] = received.splice(sent.length);
        return encode(received) === encode(sent) && bytes[1] === 2 && buffer.byteLength === 3;
      });
      assert.ok(same);
    });

    test('gives objects of every class back, and what was one object is one again', async () => {
      const found = await page.evaluate(async () => {
        const { difference, randomGraph } = await import('/support/codec_properties.mjs');
        for (let seed = 0; seed < 300; seed++) {
          const sent = weft.codec.decode(weft.codec.encode(randomGraph(seed)));
          const wrong = difference(await remote.echo(sent), sent);
          if (wrong) return `seed ${seed}: ${wrong}`;
        }
        return 'all are right';
      });
      assert.equal(found, 'all are right');
    });

    test('carries a megabyte there and back', async () => {
      const length = await page.evaluate(
        async () => (await remote.echo('weft'.repeat(1 << 18))).length,
      );
      assert.equal(length, 1 << 20);
    });

    test('gets moved buffers copied into its memory, and refuses what is none', async () => {
      const found = await page.evaluate(async () => {
        const bytes = new Uint8Array(1 << 17).fill(5);
        const task = remote.with({ transfer: [bytes.buffer] }).echo([bytes, 'x']);
        const { port1, port2 } = new MessageChannel();
        const refused = remote.with({ transfer: [port2] }).echo({ port: port2 });
        const after = remote.add(1, 2);
        const [received, text] = await task;
        port1.close();
        const { error } = await outcome(refused);
        return [
          bytes.length,
          received.length,
          received[9],
          text,
          error.name,
          error.path,
          await after,
        ];
      });
      assert.deepEqual(found, [0, 1 << 17, 5, 'x', 'TypeError', 'args[0].port', 3]);
    });

    test('keeps its actors between calls, in each worker its own', async () => {
      const [first, again, other] = await page.evaluate(async () => [
        await at(0, 'count', 1),
        await at(0, 'count', 1),
        await at(1, 'count', 0),
      ]);
      assert.equal(again, first + 1);
      assert.notEqual(other, again);
    });

    test('runs calls side by side and answers each when it is done', async () => {
      const order = await page.evaluate(async () => {
        const order = [];
        await Promise.all([60, 20, 40].map(async (ms) => order.push(await at(0, 'after', ms))));
        return order;
      });
      assert.deepEqual(order, [20, 40, 60]);
    });

    test('settles a thousand calls of one turn', async () => {
      const sum = await page.evaluate(async () => {
        const answers = await Promise.all(Array.from({ length: 1000 }, (_, i) => remote.add(i, 1)));
        return answers.reduce((a, b) => a + b);
      });
      assert.equal(sum, 500_500);
    });

    for (const [what, call, name, message] of [
      ['an exception', () => remote.failure('bad weather'), 'Error', /^bad weather$/],
      ['std::out_of_range', () => remote.out_of_range('too far'), 'RangeError', /^too far$/],
      ['an argument of the wrong type', () => remote.add(1, 'two'), 'TypeError', /args\[1\]/],
      ['a missing argument', () => remote.add(1), 'TypeError', /args\[1\]/],
      [
        'a missing member',
        () => remote.midpoint({ x: 1 }, { x: 1, y: 1 }),
        'TypeError',
        /args\[0\].*y/,
      ],
      ['a function that is not there', () => remote.nope(), 'TypeError', /nope/],
    ]) {
      test(`rejects with ${name} for ${what}`, async () => {
        const { error } = await page.evaluate(`outcome((${call})())`);
        assert.equal(error.name, name);
        assert.match(error.message, message);
      });
    }

    test('cancels the fiber of a call that is given up', async () => {
      const counts = await page.evaluate(async () => {
        const before = await at(0, 'cancelled');
        const slow = at(0, 'slow');
        await at(0, 'add', 1, 1); // by now it runs
        slow.cancel();
        const { error } = await outcome(slow);
        return [error.name, (await at(0, 'cancelled')) - before];
      });
      assert.deepEqual(counts, ['AbortError', 1]);
    });

    for (const [what, method, args, report] of [
      ['a trap', 'trap', [], /fiber \d+ "trap" trapped/],
      ['abort', 'give_up', [], /fiber \d+ "give_up"/],
      [
        'a stack overflow',
        'overflow',
        [100_000],
        /stack overflow in fiber \d+ "overflow".*65536 bytes/,
      ],
      [
        'a recursion deeper than the engine',
        'overflow_waiting',
        [1_000_000],
        /fiber \d+ "deep" called deeper/,
      ],
    ]) {
      test(`tells its last words after ${what}, and starts again`, async () => {
        const [running, dying, next] = await page.evaluate(
          async ([method, args]) => {
            const running = outcome(at(0, 'slow'));
            const dying = await outcome(at(0, method, ...args));
            return [await running, dying, await outcome(at(0, 'add', 1, 1))];
          },
          [method, args],
        );
        assert.equal(dying.error.name, 'WorkerDeath');
        assert.match(dying.error.cause, report);
        assert.equal(running.error.name, 'WorkerDeath');
        assert.deepEqual(next, { value: 2 });
      });
    }

    if (kind === 'shared') {
      test('is one instance for all tabs', async () => {
        const other = await open();
        const here = await page.evaluate(() => at(0, 'count', 1));
        assert.equal(await other.evaluate(() => at(0, 'count', 1)), here + 1);
        await other.close();
        assert.equal(await page.evaluate(() => at(0, 'count', 1)), here + 2);
      });

      test('cancels the calls of a tab that is closed', async () => {
        const before = await page.evaluate(() => at(0, 'cancelled'));
        const other = await open();
        await other.evaluate(() => {
          void outcome(at(0, 'slow'));
          return at(0, 'add', 1, 1);
        });
        await other.close();
        const after = await page.evaluate(
          (before) => until(async () => (await at(0, 'cancelled')) > before && at(0, 'cancelled')),
          before,
        );
        assert.equal(after, before + 1);
      });
    }
  });
}
