// The frames between nodes of actors, as docs/wire_format.md has them; one side is played by hand.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import * as weft from '../../web/dist/weft.js';
import { byHand, kinds, open, openModule, sequence } from './support/actor_links.mjs';

const { ActorDown, codec, ExitReason } = weft;
const timeout = 20_000;

describe('the frames of a page', { timeout }, () => {
  let hand;
  let joined;
  let node;
  beforeEach(async () => {
    hand = byHand();
    joined = await open(hand);
    [[, node]] = await hand.frames();
  });

  test('begin with hello, who it is and its lock', async () => {
    const other = byHand();
    await open(other);
    const [hello, ...more] = await other.frames();
    assert.deepEqual([hello.length, hello[0], hello[2], more], [3, kinds.hello, null, []]);
    assert.match(hello[1], /^[0-9a-f]{32}$/);
    assert.notEqual(hello[1], node);
  });

  test('are one post for each turn', async () => {
    const ref = joined.spawn('any', 1, 'two');
    for (let i = 0; i < 100; i++) ref.send('type', i);
    const answer = ref.ask(null, { list: [1] });
    const frames = await hand.frames();
    const [[spawn, number, type, words], ...sends] = frames;
    assert.deepEqual([spawn, type, words], [kinds.spawn, 'any', [1, 'two']]);
    assert.ok(number >= 2 ** 52 && number < 2 ** 53);
    assert.deepEqual(
      sends.slice(0, 100),
      Array.from({ length: 100 }, (_, i) => [kinds.send, number, 'type', i]),
    );
    assert.deepEqual(sends.slice(100), [[kinds.ask, 1, number, null, { list: [1] }]]);
    hand.send([kinds.answer, 1, 'yes']);
    assert.equal(await answer, 'yes');
  });

  test('carry every signal as the format says', async () => {
    let me;
    const mine = joined.runtime.spawn((self) => ((me = self), { ready() {} }));
    await mine.ask('ready', 0);
    const ref = joined.spawn('any');
    const [[, to]] = await hand.frames();
    const monitor = me.monitor(ref);
    me.demonitor(monitor);
    me.link(ref);
    me.unlink(ref);
    me.exit(ref, ExitReason.user(7));
    ref.exit(ExitReason.kill());
    me.link(ref);
    const frames = await hand.frames();
    const from = frames[2][2];
    assert.deepEqual(frames, [
      [kinds.monitor, 1, to],
      [kinds.demonitor, 1],
      [kinds.link, to, from],
      [kinds.unlink, to, from],
      [kinds.exit, to, from, ['user', 7], false],
      [kinds.exit, to, null, ['kill'], false],
      [kinds.link, to, from],
    ]);
    mine.exit(ExitReason.error(new RangeError('no')));
    const [[kind, , , [reason, error], isLinked]] = await hand.frames();
    assert.deepEqual([kind, reason, error.message, isLinked], [kinds.exit, 'error', 'no', true]);
  });

  test('answer every signal to an actor, and to one that never was', async () => {
    const mine = joined.runtime.spawn((me) => ({
      get: () => 1,
      fail: () => {
        throw new RangeError('no');
      },
      function: () => () => {},
    }));
    const ref = joined.spawn('any', mine);
    const [table, [, far, , [{ Actor: entry }]]] = await hand.frames();
    assert.deepEqual([table, entry[0]], [[kinds.refs, [entry]], node]);
    const [, to] = entry;
    hand.send(
      [kinds.hello, 'hand', null],
      [kinds.ask, 1, to, 'get', null],
      [kinds.ask, 2, to, 'function', null],
      [kinds.monitor, 3, to],
      [kinds.monitor, 4, 999],
      [kinds.ask, 5, 999, 'get', null],
      [kinds.link, 999, far],
      [kinds.ask, 6, to, 'fail', null],
    );
    const frames = await hand.frames();
    const byId = Object.fromEntries(frames.map((frame) => [`${frame[0]}/${frame[1]}`, frame]));
    assert.deepEqual(byId[`${kinds.answer}/1`], [kinds.answer, 1, 1]);
    const uncloneable = byId[`${kinds.failure}/2`][2];
    assert.ok(uncloneable instanceof TypeError);
    assert.match(uncloneable.message, /^answer is a function/);
    assert.deepEqual(byId[`${kinds.down}/4`], [kinds.down, 4, ['noproc']]);
    assert.deepEqual(byId[`${kinds.gone}/5`], [kinds.gone, 5, ['noproc']]);
    assert.deepEqual(byId[`${kinds.exit}/${far}`], [kinds.exit, far, 999, ['noproc'], true]);
    assert.equal(byId[`${kinds.failure}/6`][2].message, 'no');
    assert.equal(byId[`${kinds.down}/3`][2][0], 'error');
    assert.equal(ref, joined.peer.refOf(far));
  });

  test('name an actor of the receiver by an empty node, before it has said who it is', async () => {
    const first = joined.spawn('any');
    first.send({ self: first, list: [first] });
    const [[, number], refs, [kind]] = await hand.frames();
    assert.deepEqual([refs, kind], [[kinds.refs, [['', number]]], kinds.send]);
  });

  test('describe what was thrown and cannot be sent', async () => {
    const mine = joined.runtime.spawn(() => ({
      fail: () => {
        throw Symbol('odd');
      },
    }));
    joined.spawn('any', mine);
    const [[, [[, to]]]] = await hand.frames();
    hand.send([kinds.ask, 1, to, 'fail', 0], [kinds.monitor, 2, to]);
    const [[kind, , error], [down, , [reason, cause]]] = await hand.frames();
    assert.deepEqual([kind, error.message, down], [kinds.failure, 'Symbol(odd)', kinds.down]);
    assert.deepEqual([reason, cause.message], ['error', 'Symbol(odd)']);
  });

  test('ignore ids that are not known, or not any more', async () => {
    hand.send([kinds.answer, 7, 1], [kinds.failure, 7, 'x'], [kinds.gone, 7, ['normal']]);
    hand.send([kinds.down, 7, ['normal']], [kinds.demonitor, 7], [kinds.unlink, 7, 7]);
    const ref = joined.spawn('any');
    const asked = ref.ask('x', 1);
    await hand.frames();
    hand.send([kinds.answer, 1, 'yes'], [kinds.answer, 1, 'no']);
    assert.equal(await asked, 'yes');
  });

  test('keep their order when a getter sends while a message is read', async () => {
    const ref = joined.spawn('any');
    const inner = {
      get value() {
        ref.send('inner', ref);
        return 1;
      },
    };
    ref.send('before', 0);
    ref.send('outer', inner);
    ref.send('after', 0);
    const frames = await hand.frames();
    assert.deepEqual(
      frames.filter(([kind]) => kind === kinds.send).map(([, , type]) => type),
      ['before', 'outer', 'inner', 'after'],
    );
  });

  test('leave out what cannot be sent, and say where it is', async () => {
    const ref = joined.spawn('any');
    assert.throws(() => ref.send('bad', { callback() {} }), {
      name: 'TypeError',
      path: 'content.callback',
    });
    const { port1 } = new MessageChannel();
    assert.throws(() => ref.send({ port: port1 }), { name: 'TypeError', path: 'content.port' });
    port1.close();
    await assert.rejects(ref.ask('bad', [ref, Symbol('s')]), { path: 'content[1]' });
    assert.throws(() => ref.send({}, 1), { name: 'TypeError' });
    const big = new Uint8Array(100_000).fill(7);
    ref.send('good', big);
    await hand.frames();
    const [[kind, , type, content], ...more] = await hand.frames();
    assert.deepEqual([kind, type, content, more], [kinds.send, 'good', big, []]);
  });

  const stray = [kinds.send, 1, null, { Actor: ['', 1] }];
  for (const [what, ...frames] of [
    ['what is no array', codec.encode({ hello: 1 })],
    ['bytes that are no CBOR', Uint8Array.of(0xff)],
    ['half a frame', codec.encode([kinds.send, 1, null, 'text']).slice(0, 5)],
    ['an unknown kind', [18, 1]],
    ['a kind that is no number', ['send', 1, null, 1]],
    ['a frame that is too short', [kinds.send, 1, 'type']],
    ['a frame that is too long', [kinds.demonitor, 1, 2]],
    ['a number that is none', [kinds.send, 'one', null, 1]],
    ['a number below zero', [kinds.send, -1, null, 1]],
    ['a number with a fraction', [kinds.ask, 1, 1.5, null, 1]],
    ['a type that is no string', [kinds.send, 1, 5, 1]],
    ['a reason that is none', [kinds.exit, 1, null, ['bored'], false]],
    ['an exit of a link without its actor', [kinds.exit, 1, null, ['normal'], true]],
    ['a hello without a name', [kinds.hello, null, null]],
    ['a hello of another name', [kinds.hello, 'a', null], [kinds.hello, 'b', null]],
    ['a side table that is none', [kinds.refs, [[1, 2]]]],
    ['an actor without a table', sequence([stray], { withTables: false })],
    ['an actor beyond its table', sequence([[kinds.refs, []], stray], { withTables: false })],
    ['a spawn with a low number', [kinds.spawn, 5, 'counter', []]],
    ['a call', [0, 1, 'add', [1, 2]]],
    ['an error for the whole post', [2, 0, { name: 'Error', message: 'what?' }]],
    ['no bytes', 'text'],
    ['an introduction without a port', { introduce: 'x' }],
  ]) {
    test(`that get ${what} in return give up that node, and no other`, async () => {
      const module = await openModule();
      const good = joined.runtime.node.spawnAt(
        joined.runtime.node.meet({ port: module.connect() }),
        'counter',
        [1],
      );
      const ref = joined.spawn('any');
      const asked = assert.rejects(ref.ask('x', 1), (error) => {
        return error instanceof ActorDown && error.reason.kind === 'noconnection';
      });
      hand.raw(frames.every(Array.isArray) ? sequence(frames) : frames[0]);
      await asked;
      assert.equal(await good.ask('get', null), 1);
      await assert.rejects(ref.ask('x', 1), ActorDown);
    });
  }
});
