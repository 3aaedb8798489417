// Modules in JavaScript without a browser: how they are loaded, and the frames that pass, over a port in Node.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { decoded, sequence } from './support/actor_links.mjs';
import { importSources } from './support/sources.mjs';

const { Modules, workerScope, firstNamed, blamed } = await importSources(
  'worker/modules.ts',
  'worker_scope.ts',
  'served/uncaught.ts',
);
const kinds = {
  ...{ call: 0, result: 1, error: 2, cancel: 3, iterator: 18, observable: 19, item: 20, done: 21 },
  ...{ pull: 22, resume: 23, subscribe: 24, release: 25, waiting: 26 },
};

const closing = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The modules of a worker that is played by hand; `imported` lists what was imported. */
function worker(namespaces) {
  const imported = [];
  const surroundings = { life: null, isDying: () => false, fatal() {}, peerLeft() {} };
  const modules = new Modules(surroundings, { pool: 'hand' }, async (url) => {
    imported.push(url);
    if (!(url in namespaces)) throw new Error(`${url} is missing`);
    const namespace = namespaces[url];
    return typeof namespace === 'function' ? namespace() : namespace;
  });
  return { modules, imported };
}

/** The frames that a module answers to frames, post by post. */
async function connect(namespace) {
  const { modules } = worker({ 'a.mjs': namespace });
  const module = await modules.load({ url: 'a.mjs' });
  const { port1, port2 } = new MessageChannel();
  closing.push(() => port1.close());
  module.addPeer(port2);
  const posts = [];
  let wake;
  port1.onmessage = ({ data }) => {
    posts.push(decoded(data));
    wake?.();
  };
  return {
    modules,
    module,
    send: (...frames) => port1.postMessage(sequence(frames)),
    async post() {
      while (posts.length === 0) await new Promise((resolve) => (wake = resolve));
      return posts.shift();
    },
    close: () => port1.close(),
  };
}

describe('the modules of a worker', () => {
  test('are loaded once each, and again after they could not be', async () => {
    const { modules, imported } = worker({ a: {} });
    const [one, two] = await Promise.all([modules.load({ url: 'a' }), modules.load({ url: 'a' })]);
    assert.equal(one, two);
    await assert.rejects(modules.load({ url: 'b' }), /missing/);
    await assert.rejects(modules.load({ url: 'b' }), /missing/);
    assert.deepEqual(imported, ['a', 'b', 'b']);
  });

  test('are preceded by what they need in memory, in order, each once', async () => {
    const { modules, imported } = worker({ a: {}, b: {}, p: {}, q: {} });
    await Promise.all([
      modules.load({ url: 'a', preload: [{ url: 'p' }, { url: 'q' }] }),
      modules.load({ url: 'b', preload: [{ url: 'q' }, { url: 'p' }] }),
    ]);
    assert.deepEqual(imported.filter((url) => url === 'p' || url === 'q').sort(), ['p', 'q']);
    assert.ok(imported.indexOf('q') < imported.indexOf('a'));
    assert.ok(imported.indexOf('p') < imported.indexOf('b'));
  });

  test('are not loaded if what they need is missing, until it is there', async () => {
    const namespaces = { a: {} };
    const { modules } = worker(namespaces);
    await assert.rejects(
      modules.load({ url: 'a', preload: [{ url: 'p' }] }),
      (error) => /p is missing/.test(error.cause.message) && error.url === 'p',
    );
    namespaces.p = {};
    await modules.load({ url: 'a', preload: [{ url: 'p' }] });
  });

  test('come from a loader, if one is given, which is loaded once', async () => {
    const loader = { default: async (url) => ({ default: { url } }) };
    const { modules, imported } = worker({ loader, broken: {} });
    await modules.load({
      url: 'text:a',
      loader: 'loader',
      preload: [{ url: 'text:p', loader: 'loader' }],
    });
    await modules.load({ url: 'text:b', loader: 'loader' });
    assert.deepEqual(imported, ['loader']);
    await assert.rejects(modules.load({ url: 'text:c', loader: 'broken' }), /default export/);
    await assert.rejects(modules.load({ url: 'text:c', loader: 'missing' }), /missing/);
  });

  test('fail if their default export is a promise that rejects', async () => {
    const { modules } = worker({ a: { default: Promise.reject(new RangeError('no')) } });
    await assert.rejects(modules.load({ url: 'a' }), RangeError);
  });

  test('expose functions only while one of them is being loaded, or in a call', async () => {
    const { modules } = worker({
      a() {
        modules.expose({ f: () => 1 });
        return {};
      },
    });
    assert.throws(() => modules.expose({}), TypeError);
    await modules.load({ url: 'a' });
    assert.throws(() => modules.expose({}), TypeError);
    assert.equal(workerScope.call, undefined);
  });
});

describe('the frames of a JavaScript module', () => {
  const never = new Promise(() => {});

  test('say of a call that it waits if it does not end in its turn, once, in the post of that turn', async () => {
    let resolveLater;
    const { send, post } = await connect({
      add: (a, b) => a + b,
      soon: async (a) => {
        await 0;
        await 0;
        return a;
      },
      later: () => new Promise((resolve) => (resolveLater = resolve)),
      never: () => never,
    });
    send(
      [kinds.call, 1, 'later', []],
      [kinds.call, 2, 'add', [1, 2]],
      [kinds.call, 3, 'soon', [4]],
      [kinds.call, 4, 'never', []],
    );
    assert.deepEqual(await post(), [
      [kinds.result, 2, 3],
      [kinds.result, 3, 4],
      [kinds.waiting, 1],
      [kinds.waiting, 4],
    ]);
    resolveLater('x');
    assert.deepEqual(await post(), [[kinds.result, 1, 'x']]);
  });

  test('give as many items as there is credit for, those of a turn in one post', async () => {
    const { send, post } = await connect({
      *count() {
        for (let i = 0; i < 5; i++) yield i;
        return 'end';
      },
      async *countLater() {
        yield* [0, 1, 2];
      },
    });
    send([kinds.call, 1, 'count', []]);
    assert.deepEqual(await post(), [[kinds.iterator, 1]]);
    send([kinds.pull, 1, 2]);
    assert.deepEqual(await post(), [
      [kinds.item, 1, 0],
      [kinds.item, 1, 1],
    ]);
    send([kinds.pull, 1, 10]);
    assert.deepEqual(await post(), [
      [kinds.item, 1, 2],
      [kinds.item, 1, 3],
      [kinds.item, 1, 4],
      [kinds.done, 1, 'end'],
    ]);
    send([kinds.call, 2, 'countLater', []], [kinds.pull, 2, 10]);
    assert.deepEqual(await post(), [
      [kinds.iterator, 2],
      [kinds.item, 2, 0],
      [kinds.item, 2, 1],
      [kinds.item, 2, 2],
      [kinds.done, 2, undefined],
    ]);
  });

  test('resume an iterator in order, and release it', async () => {
    const log = [];
    const { send, post } = await connect({
      *talk() {
        try {
          let heard = yield 'ready';
          for (;;) heard = yield heard;
        } finally {
          log.push('over');
        }
      },
    });
    const [next, back] = [0, 1];
    send([kinds.call, 1, 'talk', []], [kinds.resume, 1, next, 'x'], [kinds.resume, 1, next, 'y']);
    send([kinds.resume, 1, back, 'z'], [kinds.resume, 1, next, 'late']);
    const frames = [...(await post()), ...(await post())];
    assert.deepEqual(frames.slice(1), [
      [kinds.item, 1, 'ready'],
      [kinds.item, 1, 'y'],
      [kinds.done, 1, 'z'],
    ]);
    send([kinds.call, 2, 'talk', []], [kinds.pull, 2, 1]);
    await post();
    send([kinds.release, 2], [kinds.call, 3, 'nope', []]);
    const [[kind, id, error]] = await post();
    assert.deepEqual([kind, id, error.name, log], [kinds.error, 3, 'TypeError', ['over', 'over']]);
  });

  test('of a page that is gone cancel its calls and end its streams', async () => {
    const log = [];
    const { send, post, module } = await connect({
      wait() {
        workerScope.call.signal.addEventListener('abort', () => log.push('aborted'));
        return never;
      },
      *count() {
        try {
          for (;;) yield 1;
        } finally {
          log.push('returned');
        }
      },
      events: () => ({ subscribe: () => () => log.push('unsubscribed') }),
    });
    send(
      [kinds.call, 1, 'wait', []],
      [kinds.call, 2, 'count', []],
      [kinds.pull, 2, 1],
      [kinds.call, 3, 'events', []],
      [kinds.subscribe, 3, 4],
    );
    await post();
    module.removePeer(1);
    assert.deepEqual(log, ['aborted', 'returned', 'unsubscribed']);
  });

  for (const [what, ...frames] of [
    ['no call', [kinds.call, 1, 5, []]],
    ['a call that is too short', [kinds.call, 1, 'add']],
    ['a frame of the other direction', [kinds.result, 1, 2]],
    ['an id that is none', [kinds.call, 'x', 'add', []]],
    ['a kind that nobody knows', [99, 1]],
  ])
    test(`that are ${what} are answered by an error of the whole post`, async () => {
      const { send, post } = await connect({ add: (a, b) => a + b });
      send(...frames);
      const [[kind, id, error]] = await post();
      assert.deepEqual([kind, id, error instanceof TypeError], [kinds.error, 0, true]);
    });
});

describe('an error that nobody caught', () => {
  const error = (stack) => Object.assign(new Error('x'), { stack });

  test('is of the module that its stack names first', () => {
    const modules = ['http://h/a.mjs', 'http://h/a.mjs2', 'http://h/b.mjs'].map((url) => ({ url }));
    const named = (stack) => firstNamed(error(stack), modules)?.url;
    assert.equal(
      named('Error: x\n  at f (http://h/b.mjs:1:2)\n  at g (http://h/a.mjs:3:4)'),
      'http://h/b.mjs',
    );
    assert.equal(named('f@http://h/a.mjs:1:2'), 'http://h/a.mjs');
    assert.equal(named('Error: x\n  at f (http://h/c.mjs:1:2)'), undefined);
    assert.equal(firstNamed('no error', modules), undefined);
  });

  test('is of the methods that its stack names, of all if it names none', () => {
    const running = ['load', 'lo', 'a$b'].map((method) => ({ method }));
    const of = (stack) =>
      running
        .filter(({ method }) => blamed(error(stack), running)(method))
        .map(({ method }) => method);
    assert.deepEqual(of('Error: x\n    at async load (http://h/a.mjs:1:2)'), ['load']);
    assert.deepEqual(of('Error: x\n    at Api.a$b [as timer] (http://h/a.mjs:1:2)'), ['a$b']);
    assert.deepEqual(of('lo@http://h/a.mjs:1:2\n'), ['lo']);
    assert.deepEqual(of('Error: x\n    at other (http://h/a.mjs:1:2)'), ['load', 'lo', 'a$b']);
  });
});
