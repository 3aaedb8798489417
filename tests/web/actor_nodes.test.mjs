// Several nodes of actors: introductions, and losses.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as weft from '../../web/dist/weft.js';
import { byHand, kinds, open, openModule } from './support/actor_links.mjs';

const { ActorDown, ExitReason, otherwise } = weft;
const timeout = 20_000;

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
