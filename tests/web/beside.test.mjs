// What a page sends beside its frames, to a module that takes only bytes, as C++ does: in Node, over a port.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { decoded } from './support/actor_links.mjs';
import { importSources } from './support/sources.mjs';

const { ActorRef, Modules, ModuleLink, PageNode, Task, transfer } = await importSources(
  ...['actors/actor_ref.ts', 'actors/page_node.ts', 'module_link.ts', 'task.ts', 'transfer.ts'],
  'worker/modules.ts',
);

const closing = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A page's link to a module that has the face of a C++ one; `post()` is the next that it is given. */
async function connect() {
  const posts = [];
  let wake;
  const deliver = (_, frames) => {
    posts.push(decoded(frames));
    wake?.();
  };
  const factory = async () => ({ weft: { deliver, closePeer() {} } });
  const marked = Object.assign(factory, { [Symbol.for('weft.module')]: true });
  const surroundings = { life: null, isDying: () => false, fatal() {}, peerLeft() {} };
  const modules = new Modules(surroundings, { pool: 'hand' }, async () => ({ default: marked }));
  const module = await modules.load({ url: 'cpp.mjs' });
  const { port1, port2 } = new MessageChannel();
  module.addPeer(port2);
  const node = new PageNode(null);
  const events = { posted() {}, callEnded() {}, actorsMeet() {}, unreadable() {} };
  const link = new ModuleLink(port1, node, events);
  const held = setInterval(() => {}, 1000); // a port by itself lets the process end
  closing.push(
    () => link.close(undefined),
    () => clearInterval(held),
  );
  return {
    node,
    call(method, args, options = {}) {
      const call = { job: { method }, args, settings: options, fail: (error) => task.fail(error) };
      const task = new Task(
        Object.assign(call, { taskEnded() {}, takesBack: () => false }),
        options,
      );
      link.calls.call(call);
      return task;
    },
    async post() {
      while (posts.length === 0) await new Promise((resolve) => (wake = resolve));
      return posts.shift();
    },
  };
}

describe('a module that takes only bytes', () => {
  test('gets buffers as part of the frames, and they are detached if they were moved', async () => {
    const { call, post } = await connect();
    const moved = new Uint8Array(10).fill(1);
    const marked = new Uint8Array(3).fill(2);
    const large = new Uint8Array(100_000).fill(3);
    const running = [
      call('before', [1]),
      call('sum', [moved, { marked: transfer(marked, [marked.buffer]) }], {
        transfer: [moved.buffer],
      }),
      call('copied', [large]),
      call('after', [new Map([[1, 'x']])]),
    ];
    large.fill(0);
    assert.deepEqual([moved.length, marked.length, large.length], [0, 3, 100_000]);
    assert.deepEqual(await post(), [
      [0, running[0].id, 'before', [1]],
      [
        0,
        running[1].id,
        'sum',
        [new Uint8Array(10).fill(1), { marked: new Uint8Array(3).fill(2) }],
      ],
      [0, running[2].id, 'copied', [new Uint8Array(100_000).fill(3)]],
      [0, running[3].id, 'after', [new Map([[1, 'x']])]],
    ]);
    for (const task of running) task.catch(() => {});
  });

  test('refuses ports, with the path, and gets the calls around them', async () => {
    const { call, post } = await connect();
    const { port1, port2 } = new MessageChannel();
    closing.push(() => port1.close());
    const tasks = [
      call('one', [1]),
      call('bad', [1, { port: port2 }], { transfer: [port2] }),
      call('two', [2]),
    ];
    await assert.rejects(tasks[1], { name: 'TypeError', path: 'args[1].port' });
    assert.deepEqual(await post(), [
      [0, tasks[0].id, 'one', [1]],
      [0, tasks[2].id, 'two', [2]],
    ]);
    for (const task of tasks) task.catch(() => {});
  });

  test('gets actors as actors, beside buffers and without', async () => {
    const { call, node, post } = await connect();
    const ref = node.spawn(() => {}, []);
    assert.ok(ref instanceof ActorRef);
    const large = new Uint8Array(100_000).fill(3);
    const tasks = [call('one', [ref]), call('two', [large, ref, ref])];
    const [hello, , one, , two] = await post();
    const actor = { Actor: [node.name, 1] };
    assert.equal(hello[1], node.name);
    assert.deepEqual(one, [0, tasks[0].id, 'one', [actor]]);
    assert.deepEqual(two, [0, tasks[1].id, 'two', [large, actor, actor]]);
    for (const task of tasks) task.catch(() => {});
  });
});
