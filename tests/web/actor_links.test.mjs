// What passes between nodes of actors: frames as docs/wire_format.md has them, introductions, and losses.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as weft from '../../web/dist/weft.js';
import { actorTypes } from './fixtures/actor_types.mjs';
import { startModule, startRuntime } from './support/actor_nodes.mjs';

const { ActorDown, codec, ExitReason, otherwise } = weft;
const timeout = 20_000;
const types = actorTypes(weft);
const kinds = { refs: 4, hello: 5, send: 6, ask: 7, answer: 8, failure: 9, gone: 10, monitor: 11 };
Object.assign(kinds, { demonitor: 12, down: 13, link: 14, unlink: 15, exit: 16, spawn: 17 });

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A runtime; what `module` is given is at the other end of its only link. */
async function open(module, options) {
  const joined = await startRuntime(module, options);
  closing.push(() => joined.runtime.close());
  return joined;
}

async function openModule(options = { actors: types }) {
  const module = await startModule(options);
  closing.push(() => module.end());
  return module;
}

/** A node that is played by hand: `frames()` gives the next post, actors as `{ actor: [node, number] }`. */
function byHand() {
  const { port1, port2 } = new MessageChannel();
  closing.push(() => port1.close());
  const posts = [];
  const waiting = [];
  port1.onmessage = ({ data }) => {
    posts.push(data);
    waiting.shift()?.();
  };
  return {
    connect: () => port2,
    close: () => port1.close(),
    async post() {
      if (posts.length === 0) await new Promise((resolve) => waiting.push(resolve));
      return posts.shift();
    },
    async frames() {
      return decoded(await this.post());
    },
    send: (...frames) => port1.postMessage(sequence(frames)),
    raw: (data) => port1.postMessage(data),
  };
}

function decoded(post) {
  const frames = [];
  let table;
  for (let at = 0; at < post.length;) {
    // The end of an item is where the rest is a sequence by itself.
    const [frame, size] = decodeFirst(post.subarray(at), table);
    table = frame[0] === kinds.refs ? frame[1] : undefined;
    at += size;
    frames.push(frame);
  }
  return frames;
}

function decodeFirst(bytes, table) {
  const capability = (kind, entry) => ({ [kind]: entry });
  try {
    return [codec.decode(bytes, { table, capability }), bytes.length];
  } catch (error) {
    if (error.code !== 'trailing_bytes') throw error;
    return [codec.decode(bytes.subarray(0, error.offset), { table, capability }), error.offset];
  }
}

/** Frames as one post; `{ Actor: [node, number] }` inside them goes into a side table. */
function sequence(frames, { withTables = true } = {}) {
  class Actor {
    constructor(entry) {
      this.entry = entry;
    }
  }
  const parts = frames.flatMap((frame) => {
    const table = [];
    const capability = (object) =>
      object instanceof Actor ? { kind: 'Actor', entry: object.entry } : undefined;
    const marked = frame.map((word) => (word?.Actor ? new Actor(word.Actor) : word));
    const bytes = codec.encode(marked, { table, capability });
    const hasTable = withTables && table.length > 0;
    return hasTable ? [codec.encode([kinds.refs, table]), bytes] : [bytes];
  });
  return new Uint8Array(Buffer.concat(parts));
}

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

describe('two nodes', { timeout }, () => {
  test('lose each other: askers, watchers and linked actors are told noconnection', async () => {
    const module = await openModule();
    const { runtime, spawn } = await open(module);
    const seen = [];
    let all;
    const hasAll = new Promise((resolve) => (all = resolve));
    let me;
    const mine = runtime.spawn((self) => {
      me = self;
      me.trapExit(true);
      const note = ({ actor, reason }, type) =>
        seen.push([type, actor, reason.kind]) === 3 && all();
      return { down: note, exited: note, ready() {} };
    });
    await mine.ask('ready', 0);
    const [watched, linked] = [spawn('counter'), spawn('counter')];
    me.monitor(watched);
    me.monitor(watched);
    me.link(linked);
    await linked.ask('get', null);
    const asked = assert.rejects(watched.ask('never', null), { name: 'ActorDown' });
    module.end();
    await Promise.all([asked, hasAll]);
    assert.deepEqual(
      seen.sort(([a], [b]) => a.localeCompare(b)),
      [
        ['down', watched, 'noconnection'],
        ['down', watched, 'noconnection'],
        ['exited', linked, 'noconnection'],
      ],
    );
    await assert.rejects(watched.ask('get', null), (down) => down.reason.kind === 'noconnection');
    const letters = runtime.deadLetters;
    watched.send('add', { by: 1 });
    assert.equal(runtime.deadLetters, letters + 1);
  });

  test('lose each other: the actors that were linked from afar end', async () => {
    const module = await openModule();
    const { runtime, spawn } = await open(module);
    const puppet = spawn('puppet');
    const mine = runtime.spawn(() => ({ get() {} }));
    await puppet.ask('link', mine);
    module.end();
    await assert.rejects(mine.ask('nobody', 0), (down) => down.reason.kind === 'noconnection');
  });

  test('that are two links to one node have one ref for each actor', async () => {
    const module = await openModule();
    const { runtime, peer } = await open(module);
    const other = runtime.node.meet({ port: module.connect() });
    const puppet = runtime.node.spawnAt(peer, 'puppet', []);
    const echo = runtime.node.spawnAt(other, 'echo', []);
    assert.equal(await puppet.ask('me', null), puppet);
    assert.equal(await echo.ask([puppet]).then(([ref]) => ref), puppet);
    assert.equal(await puppet.ask('ask', { to: echo, type: null, content: echo }), echo);
  });

  test('forget the refs that nobody holds', async () => {
    const { runtime, peer, spawn } = await open(await openModule());
    const kept = spawn('echo');
    const held = () => [...peer.refs.entries()].length;
    for (let i = 0; i < 100; i++) await spawn('puppet').ask('spawn', null);
    assert.ok(held() > 1);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    // Looking at a ref keeps it until the end of the turn.
    for (; held() > 1; await turn()) {
      await turn();
      collect();
    }
    assert.equal(peer.refOf(numberOf(peer)), kept);
    assert.equal(runtime.deadLetters, 0);

    function numberOf({ refs }) {
      return [...refs.entries()][0][0];
    }
  });

  test('do not start what they do not offer, and say so', async () => {
    const { spawn } = await open(await openModule());
    for (const type of ['missing', 'toString', '__proto__', '']) {
      const down = await spawn(type)
        .ask('get', null)
        .catch((error) => error);
      assert.equal(down.reason.kind, 'error');
      assert.match(down.reason.error.message, /no type of actor/);
    }
  });

  test('do not take actors of another runtime of the same page', async () => {
    const { spawn } = await open(await openModule());
    const foreign = (await open()).runtime.spawn(() => ({ get() {} }));
    assert.throws(() => spawn('echo').send(foreign), /another runtime/);
  });
});

describe('three nodes', { timeout }, () => {
  test('become three links: the first two talk though the one in between is gone', async () => {
    const shelf = [];
    const module = await openModule({
      actors: { shelf: () => ({ put: (ref) => void shelf.push(ref), get: () => shelf }) },
    });
    const [a, b] = [await open(module), await open(module)];
    const mine = a.runtime.spawn((me) => ({
      get: () => me.ref,
      [otherwise]: (content) => content,
    }));
    await a.spawn('shelf').ask('put', mine);
    const [found] = await b.spawn('shelf').ask('get', null);
    const back = await found.ask('get', null);
    assert.equal(back, found);
    module.end();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await found.ask({ list: [1] }), { list: [1] });
    const watching = new Promise((resolve) => {
      b.runtime.spawn((me) => {
        me.monitor(found);
        return { down: ({ actor, reason }) => resolve([actor, reason.kind]) };
      });
    });
    assert.equal(await found.ask(1), 1);
    mine.exit(ExitReason.shutdown());
    assert.deepEqual(await watching, [found, 'shutdown']);
  });

  test('are introduced once, before the frame that names the third', async () => {
    const [first, second] = [byHand(), byHand()];
    const { runtime, peer, spawn } = await open(first);
    const other = runtime.node.meet({ port: second.connect() });
    first.send([kinds.hello, 'first', 'first life']);
    second.send([kinds.hello, 'second', 'second life']);
    const [there, number] = await answering(runtime, other, second);
    const ref = spawn('any');
    await first.frames();
    await first.frames();
    ref.send(there);
    ref.send([there]);
    const introduction = await first.post();
    const { introduce, port, life } = introduction;
    assert.deepEqual([introduce, life], ['second', 'second life']);
    const [refs] = await first.frames();
    assert.deepEqual(refs, [kinds.refs, [['second', number]]]);
    const back = await second.post();
    assert.deepEqual([back.introduce, back.life], ['first', 'first life']);
    const arrived = new Promise((resolve) => (back.port.onmessage = resolve));
    port.postMessage('through');
    assert.equal((await arrived).data, 'through');
    port.close();
    assert.equal(peer.name, 'first');
  });

  test('of which one is lost leave its actors dead at the others', async () => {
    const shelf = [];
    const module = await openModule({
      actors: { shelf: () => ({ put: (ref) => void shelf.push(ref), get: () => shelf }) },
    });
    const [a, b] = [await open(module), await open(module)];
    const mine = a.runtime.spawn(() => ({ get: () => 1 }));
    await a.spawn('shelf').ask('put', mine);
    const [found] = await b.spawn('shelf').ask('get', null);
    assert.equal(await found.ask('get', null), 1);
    const downs = new Promise((resolve) => {
      b.runtime.spawn((me) => {
        me.monitor(found);
        return { down: ({ reason }) => resolve(reason.kind) };
      });
    });
    await found.ask('get', null);
    await a.runtime.close();
    assert.match(await downs, /^(shutdown|noconnection)$/);
    await assert.rejects(found.ask('get', null), ActorDown);
    const late = await open(module);
    const [dead] = await late.spawn('shelf').ask('get', null);
    await assert.rejects(dead.ask('get', null), (down) => down.reason.kind === 'noconnection');
  });

  test('cannot be made of a module that has not said its name', async () => {
    const [one, two] = [await openModule(), await openModule()];
    const { runtime, spawn } = await open(one);
    const other = runtime.node.spawnAt(runtime.node.meet({ port: two.connect() }), 'echo', []);
    assert.throws(() => spawn('puppet').send(other), {
      name: 'TypeError',
      message: /what it is called is not known yet/,
    });
    assert.equal(await other.ask(1), 1);
    const puppet = spawn('puppet');
    assert.equal(await puppet.ask('ask', { to: other, type: null, content: 'through' }), 'through');
  });

  /** An actor of a node played by hand, and its number; the node's name is known then. */
  async function answering(runtime, peer, hand) {
    const ref = runtime.node.spawnAt(peer, 'any', []);
    const asked = ref.ask('ready', 0);
    for (;;) {
      const frames = await hand.frames();
      const spawn = frames.find(([kind]) => kind === kinds.spawn);
      if (!spawn) continue;
      hand.send([kinds.answer, 1, 'yes']);
      await asked;
      return [ref, spawn[1]];
    }
  }
});
