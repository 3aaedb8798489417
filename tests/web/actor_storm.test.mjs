// Random signals between random actors of several nodes, some of which are lost on the way: every ask settles, every monitor gives one
// `down`, and what one actor sends another arrives in order.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as weft from '../../web/dist/weft.js';
import { randomFrom } from './support/codec_properties.mjs';
import { startModule, startRuntime } from './support/actor_nodes.mjs';

const { ExitReason, otherwise } = weft;
const timeout = 60_000;
const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
const operations = 400;

/** An actor that takes part: knows others, and notes the numbers that each sends it. */
function member(me, trouble) {
  const others = [];
  const heard = new Map();
  let next = 0;
  me.trapExit(true);
  return {
    meet: (ref) => void others.push(ref),
    tell: (to) => to.send('number', { n: next++, from: me.ref }),
    number: ({ n, from }) => {
      const last = heard.get(from) ?? -1;
      if (n <= last) trouble?.send('out of order', { n, last });
      heard.set(from, n);
    },
    ask: async (path) => {
      const [first, ...rest] = path;
      return first ? 1 + (await first.ask('ask', rest)) : 0;
    },
    link: (ref) => me.link(ref),
    unlink: (ref) => me.unlink(ref),
    leave: (value) => me.exit(ExitReason.user(value)),
    fail: (text) => {
      throw new Error(text);
    },
    gossip: (ref) => (others.length > 0 ? others.at(-1).send('meet', ref) : undefined),
    [otherwise]: () => {},
  };
}

describe('a storm', { timeout }, () => {
  for (const seed of seeds) {
    test(`of seed ${seed}`, async () => {
      const { error } = console;
      console.error = () => {}; // many end with errors that nobody hears of
      try {
        await storm(randomFrom(seed));
      } finally {
        console.error = error;
      }
    });
  }
});

async function storm(random) {
  const pick = (list) => list[random(list.length)];
  const modules = [];
  for (let i = 0; i < 3; i++) modules.push(await startModule({ actors: { member } }));
  const joined = [];
  for (const module of modules) joined.push(await startRuntime(module));
  const [{ runtime }] = joined;
  const peers = [joined[0].peer];
  for (const module of modules.slice(1)) peers.push(runtime.node.meet({ port: module.connect() }));

  const trouble = [];
  const complaints = runtime.spawn(() => ({
    [otherwise]: (content, type) => void trouble.push([type, content]),
  }));
  const here = () => runtime.spawn(member, complaints);
  const there = (peer) => runtime.node.spawnAt(peer, 'member', []);
  const members = [here(), here()];
  for (const peer of peers) {
    const first = there(peer);
    await first.ask('ask', []); // from here on its node can be told of to others
    members.push(first, there(peer));
  }

  const downs = new Map();
  let watcher;
  const watching = runtime.spawn((me) => {
    watcher = me;
    return {
      ready() {},
      down: ({ monitor }) => void downs.set(monitor, (downs.get(monitor) ?? 0) + 1),
    };
  });
  await watching.ask('ready', 0);
  const monitors = [];
  const asks = [];
  const ask = (path) => {
    const asked = pick(members).ask('ask', path);
    asks.push(
      asked.then(
        () => 'answered',
        (error) => error,
      ),
    );
  };

  const acts = [
    () => pick(members).send('meet', pick(members)),
    () => pick(members).send('gossip', pick(members)),
    () => pick(members).send('tell', pick(members)),
    () => ask([pick(members), pick(members)]),
    () => ask([]),
    () => monitors.push(watcher.monitor(pick(members))),
    () => pick(members).send('link', pick(members)),
    () => pick(members).send('unlink', pick(members)),
    () => random(4) || pick(members).send('leave', random(9)),
    () => random(6) || pick(members).send('fail', 'on purpose'),
    () => random(6) || pick(members).exit(ExitReason.kill()),
    () => members.push(random(2) ? here() : there(pick(peers))),
    () => random(40) || pick(modules).end(),
  ];
  for (let i = 0; i < operations; i++) {
    pick(acts)();
    if (random(10) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const module of modules) module.end();
  for (const ref of members) ref.exit(ExitReason.kill());

  const outcomes = await Promise.all(asks);
  for (const outcome of outcomes)
    assert.ok(outcome === 'answered' || outcome.name === 'ActorDown', String(outcome));
  assert.ok(outcomes.includes('answered'));
  while (downs.size < monitors.length) await new Promise((resolve) => setImmediate(resolve));
  await watching.ask('ready', 0);
  for (const monitor of monitors) assert.equal(downs.get(monitor), 1);
  assert.equal(downs.size, monitors.length);
  assert.deepEqual(trouble, []);
  for (const { runtime } of joined) await runtime.close();
}
