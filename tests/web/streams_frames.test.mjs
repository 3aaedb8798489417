// The frames about calls and streams that a C++ module reads and writes, one by one, in Node.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';
import { decoded, sequence } from './support/actor_links.mjs';

const timeout = 60_000;
const url = new URL('../../build/wasm/tests/web/modules/streams_module.mjs', import.meta.url);
assert.ok(existsSync(url), `build the wasm preset first: ${url}`);
const { default: factory } = await import(url);

const [call, result, error, cancel] = [0, 1, 2, 3];
const [iterator, observable, item, done, pull, resume, subscribe, release, waiting] = [
  18, 19, 20, 21, 22, 23, 24, 25, 26,
];
const [next, give, raise] = [0, 1, 2];

let module;
let posts; // by peer, since the last delivery
let arrived;
beforeEach(async () => {
  posts = new Map();
  ({ weft: module } = await factory({
    weftUrl: String(url),
    weftLife: null,
    weftPost(peer, frames) {
      posts.set(peer, [...(posts.get(peer) ?? []), ...decoded(frames.slice())]);
      arrived?.();
    },
    weftFatal: (report) => assert.fail(report),
    weftIntroduce() {},
    weftWatch() {},
  }));
});

/** Delivers a post of a peer; the frames that answer it in the same turn. */
function sendAs(peer, ...frames) {
  posts.clear();
  module.deliver(peer, sequence(frames));
  return posts.get(peer) ?? [];
}

const send = (...frames) => sendAs(1, ...frames);

/** What comes in a later turn. */
async function later() {
  posts.clear();
  await new Promise((resolve) => (arrived = resolve));
  return posts.get(1);
}

describe('a C++ module', { timeout }, () => {
  test('answers a generator with an iterator, and sends as many items as there is credit', () => {
    assert.deepEqual(send([call, 5, 'countTo', [4]]), [[iterator, 5]]);
    assert.deepEqual(send([pull, 5, 2]), [
      [item, 5, 1],
      [item, 5, 2],
    ]);
    assert.deepEqual(send([pull, 5, 1], [pull, 5, 9]), [
      [item, 5, 3],
      [item, 5, 4],
      [done, 5, undefined],
    ]);
    assert.deepEqual(send([pull, 5, 1], [resume, 5, next, 0], [release, 5], [cancel, 5]), []);
  });

  test('makes the steps of an iterator in order', () => {
    send([call, 1, 'countTo', [9]], [call, 2, 'countTo', [9]], [call, 3, 'countTo', [9]]);
    assert.deepEqual(send([resume, 1, next, 'x'], [resume, 1, next, 0], [resume, 1, give, 'v']), [
      [item, 1, 1],
      [item, 1, 2],
      [done, 1, 'v'],
    ]);
    assert.deepEqual(send([resume, 2, next, 0], [resume, 2, raise, 'e'], [resume, 2, next, 0]), [
      [item, 2, 1],
      [error, 2, 'e'],
    ]);
    assert.deepEqual(send([pull, 3, 1]), [[item, 3, 1]]);
    assert.deepEqual(send([resume, 3, give, 3]), [[done, 3, 3]]);
    assert.deepEqual(send([call, 4, 'alive', []]), [[result, 4, 0]]);
  });

  test('ends an iterator that waits when it was pulled, and keeps the order when it was not', () => {
    send([call, 1, 'oneAndWait', []], [call, 2, 'oneAndWait', []]);
    assert.deepEqual(send([pull, 1, 2]), [[item, 1, 'one']]);
    assert.deepEqual(send([resume, 1, give, 1]), [[done, 1, 1]]);
    assert.deepEqual(send([resume, 2, next, 0], [resume, 2, next, 0]), [[item, 2, 'one']]);
    assert.deepEqual(send([resume, 2, give, 1]), []);
    assert.deepEqual(send([release, 2]), []);
    assert.deepEqual(send([call, 3, 'alive', []]), [[result, 3, 0]]);
  });

  test('lets huge credit overflow nothing, and goes on taking frames meanwhile', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    send([call, 1, 'countTo', [2 ** 31 - 1]]);
    const first = send(...Array(3000).fill([pull, 1, most]));
    assert.deepEqual(first[0], [item, 1, 1]);
    const last = send([release, 1], [call, 2, 'alive', []]);
    assert.deepEqual(last.at(-1), [result, 2, 0]);
  });

  test('runs a subscription in the number that it is given', () => {
    assert.deepEqual(send([call, 1, 'ticks', [2, 0]]), [[observable, 1]]);
    const told = send([subscribe, 1, 2], [subscribe, 1, 3]);
    for (const subscription of [2, 3])
      assert.deepEqual(
        told.filter(([, id]) => id === subscription),
        [
          [item, subscription, 1],
          [item, subscription, 2],
          [done, subscription, undefined],
        ],
      );
    assert.deepEqual(send([release, 1], [subscribe, 1, 4]), []);
  });

  test('says once that a call waits, in the turn in which it began', async () => {
    assert.deepEqual(send([call, 1, 'waits', []], [call, 2, 'made', []]), [
      [result, 2, 0],
      [waiting, 1],
    ]);
    assert.deepEqual(send([call, 3, 'yields', []]), [[result, 3, 3]]);
    const late = send([call, 4, 'lateCountTo', [1]]);
    assert.deepEqual(late, [[waiting, 4]]);
    assert.deepEqual(await later(), [[iterator, 4]]);
    send([release, 4], [cancel, 1]);
  });

  test('ignores what is about numbers that nobody knows, or not for what has them', () => {
    send([call, 1, 'countTo', [3]], [call, 2, 'ticks', [1, 0]], [call, 3, 'waits', []]);
    const frames = [1, 2, 3, 77].flatMap((id) => [
      ...(id === 2 ? [] : [[subscribe, id, 90]]),
      ...(id === 1
        ? []
        : [
            [pull, id, 5],
            [resume, id, give, 0],
          ]),
    ]);
    assert.deepEqual(send(...frames, [cancel, 1], [cancel, 2]), []);
    assert.deepEqual(send([pull, 1, 1]), [[item, 1, 1]]);
    send([release, 1], [release, 2], [release, 3]);
  });

  test('releases what had a number that begins again', () => {
    send([call, 1, 'oneAndWait', []]);
    send([pull, 1, 2]);
    assert.deepEqual(send([call, 1, 'made', []]), [[result, 1, 0]]);
    assert.deepEqual(send([call, 2, 'alive', []]), [[result, 2, 0]]);
  });

  for (const [what, frame] of [
    ['an unknown way to resume', [resume, 1, 3, 0]],
    ['credit that is no number', [pull, 1, 'all']],
    ['negative credit', [pull, 1, -1]],
    ['a frame too long', [release, 1, 1]],
    ['an answer', [item, 1, 1]],
    ['an unknown kind', [27, 1]],
  ])
    test(`gives a client up that sends ${what}, and nobody else`, () => {
      sendAs(2, [call, 1, 'oneAndWait', []]);
      sendAs(2, [pull, 1, 2]);
      send([call, 1, 'countTo', [9]]);
      send([pull, 1, 1]);
      const [[kind, id, refusal]] = send(frame);
      assert.deepEqual([kind, id, refusal.name], [error, 0, 'DataError']);
      assert.deepEqual(send([call, 2, 'alive', []]), []);
      assert.deepEqual(sendAs(2, [call, 2, 'alive', []]), [[result, 2, 1]]);
      module.closePeer(2);
      assert.deepEqual(sendAs(3, [call, 1, 'alive', []]), [[result, 1, 0]]);
    });
});
