// Iterators and observables of a C++ module, frame by frame: an instance in this process, and clients played by hand.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { codec } from '../../web/dist/weft.js';

const url = new URL('../../build/wasm/tests/web/modules/streams_module.mjs', import.meta.url);
assert.ok(existsSync(url), 'build the wasm preset first');

const timeout = 20_000;
const kinds = {
  ...{ call: 0, result: 1, error: 2, cancel: 3, iterator: 18, observable: 19, item: 20, done: 21 },
  ...{ pull: 22, resume: 23, subscribe: 24, release: 25, waiting: 26 },
};
const { call, result, error, cancel, iterator, observable, item, done } = kinds;
const { pull, resume, subscribe, release, waiting } = kinds;
const how = { next: 0, return: 1, throw: 2 };

const clients = new Map();
let face;
before(async () => {
  const { default: start } = await import(url.href);
  assert.equal(start[Symbol.for('weft.module')], true);
  const module = await start({
    weftUrl: url.href,
    weftLife: null,
    weftPost(peer, frames) {
      for (const frame of codec.decodeSequence(frames.slice())) clients.get(peer).push(frame);
    },
    weftFatal(report) {
      throw new Error(report);
    },
    weftIntroduce() {},
    weftWatch() {},
  });
  face = module.weft;
});

let lastClient = 0;

/** A client: `send(...frames)` is one post, and gives what was answered in the turn that took it. */
function client() {
  const peer = ++lastClient;
  const frames = [];
  clients.set(peer, frames);
  return {
    send(...post) {
      face.deliver(peer, new Uint8Array(Buffer.concat(post.map((frame) => codec.encode(frame)))));
      return frames.splice(0);
    },
    /** Calls a function that gives a stream, which is then known by `id`. */
    open(id, method, ...args) {
      const kind = ['ticks', 'broken', 'silence'].includes(method) ? observable : iterator;
      assert.deepEqual(this.send([call, id, method, args]), [[kind, id]]);
    },
    /** What comes later. */
    async next() {
      while (frames.length === 0) await sleep(1);
      return frames.splice(0);
    },
    close: () => face.closePeer(peer),
  };
}

/** What a function without arguments gives now. */
function ask(method) {
  const one = client();
  const [[kind, , value]] = one.send([call, 1, method, []]);
  assert.equal(kind, result);
  one.close();
  return value;
}

/** The items of a stream. */
const items = (id, ...values) => values.map((value) => [item, id, value]);

after(() => assert.equal(ask('alive'), 0, 'no body is left'));

describe('a generator of a C++ module', { timeout }, () => {
  test('runs as far as it is pulled, and not before', () => {
    const one = client();
    const made = ask('made');
    one.open(7, 'countTo', 5);
    assert.equal(ask('alive'), 0);
    assert.deepEqual(one.send([pull, 7, 2]), items(7, 1, 2));
    assert.equal(ask('made') - made, 2);
    assert.deepEqual(one.send([pull, 7, 1], [pull, 7, 1]), items(7, 3, 4));
    assert.deepEqual(one.send([pull, 7, 9]), [...items(7, 5), [done, 7, undefined]]);
    assert.equal(ask('alive'), 0);
    assert.deepEqual(one.send([pull, 7, 1], [resume, 7, how.next, 0], [release, 7]), []);
  });

  test('goes one step for each next() of a client that does not pull', () => {
    const one = client();
    one.open(1, 'countTo', 2);
    const next = [resume, 1, how.next, 'ignored'];
    assert.deepEqual(one.send(next), items(1, 1));
    assert.deepEqual(one.send(next, next, next), [...items(1, 2), [done, 1, undefined]]);
  });

  test('is destroyed by return(), which is answered with the value afterwards', () => {
    const one = client();
    one.open(1, 'countTo', 9);
    one.send([pull, 1, 2]);
    assert.equal(ask('alive'), 1);
    assert.deepEqual(one.send([resume, 1, how.return, 'end']), [[done, 1, 'end']]);
    assert.equal(ask('alive'), 0);
  });

  test('never begins if it is returned or thrown into first', () => {
    const one = client();
    one.open(1, 'countTo', 9);
    assert.deepEqual(one.send([resume, 1, how.return, 4]), [[done, 1, 4]]);
    one.open(2, 'countTo', 9);
    assert.deepEqual(one.send([resume, 2, how.throw, 'why']), [[error, 2, 'why']]);
  });

  test('ends with what is thrown into it', () => {
    const one = client();
    one.open(1, 'countTo', 9);
    one.send([pull, 1, 1]);
    const [[kind, id, thrown]] = one.send([resume, 1, how.throw, new RangeError('mine')]);
    assert.deepEqual([kind, id, thrown.name, thrown.message], [error, 1, 'RangeError', 'mine']);
    assert.equal(ask('alive'), 0);
  });

  test('that waits while it was asked ahead is cancelled by return()', () => {
    const one = client();
    one.open(1, 'oneAndWait');
    const first = one.send([pull, 1, 32]);
    assert.deepEqual(first, items(1, 'one'));
    assert.equal(ask('alive'), 1);
    assert.deepEqual(one.send([resume, 1, how.return, undefined]), [[done, 1, undefined]]);
    assert.equal(ask('alive'), 0);
  });

  test('is cancelled and destroyed without a word when it is released, or its client is gone', () => {
    for (const leave of [(one) => one.send([release, 1]), (one) => one.close()])
      for (const [method, credit] of [
        ['oneAndWait', 32],
        ['oneAndWait', 1],
        ['countTo', 0],
      ]) {
        const one = client();
        one.send([call, 1, method, [3]]);
        one.send([pull, 1, credit]);
        assert.deepEqual(leave(one) ?? [], []);
        assert.equal(ask('alive'), 0);
      }
  });

  test('fails with what its body throws, and with an item that cannot be sent', () => {
    const one = client();
    one.open(1, 'failsAfter', 1);
    const [, failed] = one.send([pull, 1, 9]);
    assert.deepEqual(failed.slice(0, 2), [error, 1]);
    assert.deepEqual([failed[2].name, failed[2].message], ['RangeError', 'no more than 1']);
    one.open(2, 'cannotBeSent');
    const [refused] = one.send([pull, 2, 9]);
    assert.deepEqual(refused.slice(0, 2), [error, 2]);
    assert.equal(refused[2].name, 'TypeError');
    assert.match(refused[2].message, /^the item cannot be sent/);
    assert.equal(ask('alive'), 0);
  });

  test('of a call that was cancelled before it gave one is dropped', async () => {
    const one = client();
    assert.deepEqual(one.send([call, 1, 'lateCountTo', [3]]), [[waiting, 1]]);
    one.send([release, 1]);
    assert.deepEqual(one.send([pull, 1, 3]), []);
    assert.deepEqual(one.send([call, 2, 'lateCountTo', [1]]), [[waiting, 2]]);
    assert.deepEqual(await one.next(), [[iterator, 2]]);
    one.close();
  });

  test('takes its turn among others, however far it is pulled', async () => {
    const one = client();
    one.open(1, 'countTo', 10_000_000);
    one.send([pull, 1, Number.MAX_SAFE_INTEGER]);
    assert.equal(client().send([call, 1, 'made', []])[0][0], result);
    one.send([release, 1]);
    assert.equal(ask('alive'), 0);
  });

  test('has no more credit than numbers can say', () => {
    const one = client();
    one.open(1, 'countTo', 3);
    const most = [pull, 1, Number.MAX_SAFE_INTEGER];
    assert.deepEqual(one.send([pull, 1, 1], most, most, most).at(-1), [done, 1, undefined]);
  });
});

describe('an observable of a C++ module', { timeout }, () => {
  test('runs its body once for each subscription, from then on', () => {
    const one = client();
    one.open(1, 'ticks', 2, 0);
    for (const id of [2, 3]) {
      const whole = [...items(id, 1, 2), [done, id, undefined]];
      assert.deepEqual(one.send([subscribe, 1, id]), whole);
    }
    assert.deepEqual(one.send([release, 1], [subscribe, 1, 4]), []);
  });

  test('tells its error', () => {
    const one = client();
    one.open(1, 'broken');
    const [first, failed] = one.send([subscribe, 1, 2]);
    assert.deepEqual(first, [item, 2, 1]);
    assert.deepEqual([...failed.slice(0, 2), failed[2].name], [error, 2, 'TypeError']);
  });

  test('has a body that is cancelled by unsubscribing, whatever the observable became of', () => {
    const one = client();
    one.open(1, 'silence');
    one.send([subscribe, 1, 2], [subscribe, 1, 3], [release, 1]);
    assert.equal(ask('alive'), 2);
    assert.deepEqual(one.send([release, 2]), []);
    assert.equal(ask('alive'), 1);
    one.close();
    assert.equal(ask('alive'), 0);
  });

  test('that never waits is stopped by unsubscribing', async () => {
    const one = client();
    one.open(1, 'ticks', 1_000_000_000, 0);
    one.send([subscribe, 1, 2]);
    one.send([release, 2]);
    assert.equal(ask('alive'), 0);
  });
});

describe('a call of a C++ module', { timeout }, () => {
  test('says that it waits if it does at the end of its first turn, once', async () => {
    const one = client();
    assert.deepEqual(one.send([call, 1, 'yields', []]), [[result, 1, 3]]);
    assert.deepEqual(
      one.send([call, 2, 'waits', []], [call, 3, 'made', []]).map(([kind]) => kind),
      [result, waiting],
    );
    assert.deepEqual(one.send([call, 4, 'made', []]).length, 1);
    const [[kind, id, thrown]] = one.send([cancel, 2]);
    assert.deepEqual([kind, id, thrown.name], [error, 2, 'AbortError']);
  });
});

describe('frames that make no sense', { timeout }, () => {
  test('are ignored if they are about a number that is not known', () => {
    const one = client();
    const frames = [
      [cancel, 9],
      [pull, 9, 1],
      [resume, 9, how.return, 1],
      [subscribe, 9, 10],
      [release, 9],
    ];
    assert.deepEqual(one.send(...frames), []);
    one.open(1, 'countTo', 1);
    one.open(2, 'ticks', 1, 0);
    one.send([call, 3, 'waits', []]);
    const others = [
      [subscribe, 1, 10],
      [pull, 2, 1],
      [resume, 2, how.next, 1],
      [pull, 3, 1],
      [subscribe, 3, 10],
    ];
    assert.deepEqual(one.send(...others), []);
    assert.deepEqual(one.send([pull, 1, 1]), items(1, 1));
    one.close();
  });

  test('make the module give up their sender, and nobody else', () => {
    const bystander = client();
    bystander.open(1, 'countTo', 2);
    bystander.send([pull, 1, 1]);
    for (const frame of [
      [pull, 1],
      [pull, 1, -1],
      [pull, 1, 1.5],
      [pull, 1, 1, 1],
      [pull, 1, 2 ** 60],
      [resume, 1, 3, 0],
      [resume, 1, 'next', 0],
      [resume, 1, 0],
      [subscribe, 1],
      [release],
      [release, 1, 0],
      [item, 1, 0],
      [done, 1, 0],
      [iterator, 1],
      [waiting, 1],
      [27, 1],
    ]) {
      const hostile = client();
      hostile.open(1, 'oneAndWait');
      hostile.send([pull, 1, 2]);
      const [[kind, id, thrown]] = hostile.send(frame);
      assert.deepEqual([kind, id, thrown.name], [error, 0, 'DataError'], String(frame));
      assert.deepEqual(hostile.send([call, 2, 'made', []]), [], String(frame));
    }
    assert.equal(ask('alive'), 1);
    assert.deepEqual(bystander.send([pull, 1, 1]), items(1, 2));
    bystander.close();
  });

  test('that use a number again release what it was', () => {
    const one = client();
    one.open(1, 'oneAndWait');
    one.send([pull, 1, 2]);
    one.open(1, 'countTo', 1);
    assert.deepEqual(one.send([pull, 1, 1]), items(1, 1));
    one.open(2, 'silence');
    one.send([subscribe, 2, 1], [subscribe, 2, 2]);
    assert.equal(ask('alive'), 2); // the second has the number that the observable had
    one.close();
    assert.equal(ask('alive'), 0);
  });
});
