// The codec against the platform's own structuredClone, in Node and in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { codec } from '../../web/dist/weft.js';
import { startBrowser } from './support/browser.mjs';
import { checkGraph, difference } from './support/codec_properties.mjs';

const { encode, decode, structuredClone: clone } = codec;
const again = (value, options) => decode(encode(value, options));
const same = (a, b) => assert.equal(difference(a, b), undefined);

describe('random graphs', () => {
  test('come back as from the platform, in Node', () => {
    for (let seed = 0; seed < 3000; seed++) assert.equal(checkGraph(codec, seed), undefined);
  });

  describe('in Chromium', { timeout: 120_000 }, () => {
    let browser;
    before(async () => {
      browser = await startBrowser({
        '/support/': new URL('./support/', import.meta.url).pathname,
      });
    });
    after(() => browser.close());

    test('come back as from the platform', async () => {
      const page = await browser.page();
      const found = await page.evaluate(async () => {
        const { checkGraph } = await import('/support/codec_properties.mjs');
        for (let seed = 0; seed < 3000; seed++) {
          const wrong = checkGraph(weft.codec, seed);
          if (wrong) return wrong;
        }
        return 'all are right';
      });
      assert.equal(found, 'all are right');
    });

    test('pass through streams, and a page that patched its prototypes', async () => {
      const page = await browser.page();
      const found = await page.evaluate(async () => {
        const { difference, randomGraph } = await import('/support/codec_properties.mjs');
        const { codec } = weft;
        const graphs = Array.from({ length: 30 }, (_, seed) =>
          codec.structuredClone(randomGraph(seed)),
        );
        const values = new ReadableStream({
          start(controller) {
            for (const graph of graphs) controller.enqueue(graph);
            controller.close();
          },
        });
        const received = [];
        const bytes = values.pipeThrough(new codec.Encoder());
        const reader = bytes.pipeThrough(new codec.Decoder()).getReader();
        for (let next = await reader.read(); !next.done; next = await reader.read())
          received.push(next.value);
        const { push } = Array.prototype;
        const { get } = Map.prototype;
        const harm = () => {
          throw new Error('page code ran');
        };
        Array.prototype.push = Map.prototype.get = Array.prototype[Symbol.iterator] = harm;
        const patched = codec.decode(codec.encode(graphs));
        Array.prototype.push = push;
        Map.prototype.get = get;
        Array.prototype[Symbol.iterator] = Array.prototype.values;
        const expected = codec.decode(codec.encode(graphs));
        const apart = graphs.map((graph) => codec.decode(codec.encode(graph)));
        return [difference(received, apart), difference(patched, expected)];
      });
      assert.deepEqual(found, [undefined, undefined]);
    });

    test('hold what only a page has', async () => {
      const page = await browser.page();
      const found = await page.evaluate(async () => {
        const { codec } = weft;
        const name = (run) => {
          try {
            return run() && 'nothing';
          } catch (error) {
            return `${error.name} ${error.path ?? ''}`;
          }
        };
        const frame = document.body.appendChild(document.createElement('iframe')).contentWindow;
        const foreign = frame.eval(
          '({ map: new Map([[1, 2]]), set: new Set([1]), date: new Date(5), view: Uint8Array.of(1), error: new RangeError("r"), list: [1] })',
        );
        const cloned = codec.decode(codec.encode(foreign));
        const blob = new Blob(['text']);
        const table = [];
        const bytes = codec.encode([blob, blob], { table });
        const [first, second] = codec.decode(bytes, { table: structuredClone(table) });
        return {
          node: name(() => codec.encode({ node: document.body })),
          htmlNode: name(() => codec.structuredClone({ node: document.body })),
          platformNode: name(() => structuredClone({ node: document.body })),
          url: name(() => codec.encode(new URL('http://a/'))),
          blob: name(() => codec.encode([blob])),
          text: await first.text(),
          oneBlob: first === second,
          cloned: Object.values(cloned).map((value) => Object.prototype.toString.call(value)),
          here: cloned.map instanceof Map && cloned.error instanceof RangeError,
          exception: codec.structuredClone(new DOMException('m', 'AbortError')).code,
        };
      });
      assert.deepEqual(found, {
        node: 'TypeError $.node',
        htmlNode: 'DataCloneError ',
        platformNode: 'DataCloneError ',
        url: 'TypeError $',
        blob: 'TypeError $[0]',
        text: 'text',
        oneBlob: true,
        cloned: ['Map', 'Set', 'Date', 'Uint8Array', 'Error', 'Array'].map(
          (name) => `[object ${name}]`,
        ),
        here: true,
        exception: 20,
      });
    });
  });
});

describe('under the html profile', () => {
  for (const [what, value] of [
    ['lastIndex is 0', Object.assign(/a/g, { lastIndex: 5 })],
    ['own properties of an error are lost', Object.assign(new TypeError('t'), { code: 1 })],
    [
      'the name of an error decides on its type',
      Object.assign(new Error('e'), { name: 'URIError' }),
    ],
    ['an AggregateError is an Error', new AggregateError([1], 'a')],
    ['a subclass of an error is one of the platform', new (class Mine extends RangeError {})('m')],
    ['an error keeps its cause where the platform does', new Error('e', { cause: { a: 1 } })],
    ['a view brings its buffer', new Uint8Array(100).subarray(10, 20)],
    [
      'an instance is a plain object',
      new (class {
        x = 1;
        #y = 2;
        get z() {
          return this.#y;
        }
      })(),
    ],
    ['a message that is no string becomes one', Object.assign(new Error(), { message: 5 })],
    ['an object of the prototype of Map is none', Object.create(Map.prototype)],
    ['RegExp.prototype is no RegExp', RegExp.prototype],
    ['Error.prototype is no Error', Object.create(Error.prototype)],
    ['a subclass is what it extends', new (class Mine extends Map {})([[1, 2]])],
    [
      'an instance with a false tag',
      new (class {
        get [Symbol.toStringTag]() {
          return 'Map';
        }
      })(),
    ],
  ]) {
    test(what, () => same(structuredClone(value), clone(value)));
  }

  for (const [what, make] of [
    ['a function', () => ({ f() {} })],
    ['a symbol', () => [Symbol('s')]],
    ['a promise', () => Promise.resolve()],
    ['a WeakSet', () => new WeakSet()],
    ['a generator', () => (function* () {})()],
    [
      'an arguments object',
      () =>
        (function () {
          return arguments;
        })(1),
    ],
    ['a detached buffer', () => detached()],
    ...(ArrayBuffer.prototype.resize ? [['a view beyond its buffer', () => beyond()]] : []),
    ['an error whose cause is a function', () => new Error('x', { cause: () => {} })],
  ]) {
    test(`${what} is a DataCloneError`, () => {
      assert.equal(thrownBy(() => structuredClone(make())).name, 'DataCloneError');
      assert.equal(thrownBy(() => clone(make())).name, 'DataCloneError');
    });
  }

  test('a port that is not transferred is a DataCloneError', () => {
    assert.equal(thrownBy(() => clone(new MessageChannel().port1)).name, 'DataCloneError');
  });

  test('getters run once, in order, and what they throw passes', () => {
    const log = [];
    const inner = {
      get b() {
        return log.push('b');
      },
    };
    const value = {
      get a() {
        log.push('a');
        return inner;
      },
      get c() {
        return log.push('c');
      },
    };
    same(clone(value), { a: { b: 2 }, c: 3 });
    assert.deepEqual(log, ['a', 'b', 'c']);
    const mine = new Error('mine');
    assert.equal(
      thrownBy(() =>
        clone({
          get a() {
            throw mine;
          },
        }),
      ),
      mine,
    );
  });

  test('elements that are getters run once, too', () => {
    const log = [];
    const list = [1, 2];
    Object.defineProperty(list, 1, { enumerable: true, get: () => log.push('run') });
    assert.deepEqual(clone(list), [1, 1]);
    assert.equal(log.length, 1);
  });

  test('a property that a getter deletes is not there, one that it adds neither', () => {
    const make = () => ({
      get a() {
        delete this.b;
        this.d = 1;
        return 1;
      },
      b: 2,
      c: 3,
    });
    same(structuredClone(make()), clone(make()));
  });
});

describe('a transfer', () => {
  test('moves buffers and ports, and detaches them', async () => {
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    const view = new Uint8Array(buffer, 1);
    const { port1, port2 } = new MessageChannel();
    const moved = clone({ view, buffer, port1, again: port1 }, { transfer: [buffer, port1] });
    assert.equal(buffer.byteLength, 0);
    assert.equal(view.length, 0);
    assert.deepEqual([...moved.view], [2, 3]);
    assert.equal(moved.view.buffer, moved.buffer);
    assert.equal(moved.port1, moved.again);
    const received = new Promise((resolve) => (moved.port1.onmessage = resolve));
    port2.postMessage('through');
    assert.equal((await received).data, 'through');
    moved.port1.close();
  });

  test('of what nothing refers to is one, too', () => {
    const buffer = new ArrayBuffer(8);
    clone(1, { transfer: [buffer] });
    assert.equal(buffer.byteLength, 0);
  });

  for (const [what, make] of [
    [
      'the same twice',
      () => {
        const buffer = new ArrayBuffer(1);
        return [buffer, buffer];
      },
    ],
    ['what is detached', () => [detached()]],
    ['a plain object', () => [{}]],
    ['a view', () => [new Uint8Array(1)]],
    ['a SharedArrayBuffer', () => [new SharedArrayBuffer(1)]],
  ]) {
    test(`of ${what} is a DataCloneError, a TypeError under extended, and moves nothing`, () => {
      const buffer = new ArrayBuffer(8);
      assert.equal(
        thrownBy(() => clone(1, { transfer: [buffer, ...make()] })).name,
        'DataCloneError',
      );
      const table = [];
      const error = thrownBy(() => encode(1, { table, transfer: [buffer, ...make()] }));
      assert.ok(error instanceof TypeError && /^transfer\[\d\]$/.test(error.path), error.stack);
      assert.equal(buffer.byteLength, 8);
      assert.equal(table.length, 0);
    });
  }

  test('is not half done when the value cannot be cloned', () => {
    const buffer = new ArrayBuffer(8);
    const table = ['before'];
    assert.throws(() => encode([buffer, () => {}], { table, transfer: [buffer] }));
    assert.throws(() => clone([buffer, () => {}], { transfer: [buffer] }));
    assert.equal(buffer.byteLength, 8);
    assert.deepEqual(table, ['before']);
  });

  test('puts into the table what has the contents now', () => {
    const buffer = Uint8Array.of(1, 2).buffer;
    const table = [];
    const bytes = encode([buffer], { table, transfer: [buffer] });
    assert.equal(buffer.byteLength, 0);
    assert.deepEqual([...new Uint8Array(table[0])], [1, 2]);
    assert.equal(decode(bytes, { table })[0], table[0]);
  });
});

describe('the extended profile', () => {
  test('keeps what the platform loses', () => {
    assert.equal(again(Object.assign(/a/g, { lastIndex: 5 })).lastIndex, 5);
    const cause = { a: 1 };
    const error = Object.assign(new RangeError('r', { cause }), { code: 7, cause2: cause });
    const received = again(error);
    assert.ok(received instanceof RangeError);
    assert.equal(received.stack, error.stack);
    assert.equal(received.code, 7);
    assert.equal(received.cause2, received.cause);
    assert.deepEqual(Object.keys(received), ['code', 'cause2']);
    const aggregate = again(new AggregateError([new TypeError('t'), 2], 'a'));
    assert.ok(aggregate instanceof AggregateError && aggregate.errors[0] instanceof TypeError);
    const exception = again(new DOMException('m', 'AbortError'));
    assert.ok(exception instanceof DOMException && exception.code === 20);
    class Mine extends TypeError {
      name = 'Mine';
    }
    const mine = again(new Mine('m'));
    assert.ok(
      mine instanceof TypeError && mine.name === 'Mine' && !Object.hasOwn({ ...mine }, 'name'),
    );
  });

  test('leaves stacks out if asked to', () => {
    const value = new Error('e', { cause: new Error('c') });
    const received = again(value, { stacks: false });
    assert.equal(received.stack, undefined);
    assert.equal(received.cause.stack, undefined);
    assert.equal(received.cause.message, 'c');
  });

  test('leaves out a property of an error that cannot be cloned, and all that was part of it', () => {
    const shared = { shared: true };
    const buffer = new Uint8Array(5);
    const error = new Error('e', { cause: [shared, { deep: [buffer, () => {}] }] });
    Object.assign(error, { f() {}, kept: shared, buffer, deep: [[[Symbol('s')]]], last: [shared] });
    const table = [];
    const { received, after } = decode(
      encode({ received: error, after: [shared, buffer] }, { table }),
      { table },
    );
    assert.deepEqual(Object.keys(received), ['kept', 'buffer', 'last']);
    assert.ok(!('cause' in received));
    assert.equal(received.kept, received.last[0]);
    assert.equal(received.kept, after[0]);
    assert.equal(received.buffer, after[1]);
    assert.deepEqual(
      decode(encode(Object.assign(new Error('e'), { f() {} }), { stacks: false })).message,
      'e',
    );
    const many = new Error('m');
    for (let i = 0; i < 300; i++) many[`p${i}`] = i % 2 ? i : () => {};
    assert.equal(Object.keys(again(many)).length, 150);
  });

  test('holds errors within errors, as deep as they go', () => {
    let error = new Error('innermost');
    for (let i = 0; i < 10_000; i++) error = new Error('outer', { cause: error });
    let received = again(error, { stacks: false });
    let depth = 0;
    for (; received.cause; received = received.cause) depth++;
    assert.equal(depth, 10_000);
    assert.equal(received.message, 'innermost');
    const own = new Error('own');
    own.cause = own;
    const cyclic = again(own);
    assert.equal(cyclic.cause, cyclic);
  });

  test('knows objects of another realm, and subclasses', () => {
    const foreign = runInNewContext(
      '({ map: new Map([[1, {}]]), date: new Date(5), error: new RangeError("r"), regexp: /x/g, view: Uint8Array.of(3), boxed: Object(1n), list: [1, , 3] })',
    );
    const received = again(foreign);
    assert.deepEqual([...received.map], [[1, {}]]);
    assert.equal(received.date.getTime(), 5);
    assert.ok(received.error instanceof RangeError && received.regexp instanceof RegExp);
    assert.deepEqual(received.view, Uint8Array.of(3));
    assert.equal(received.boxed.valueOf(), 1n);
    assert.ok(!(1 in received.list));
    assert.throws(() => encode(runInNewContext('Promise.resolve()')), /Promise/);
  });

  test('reads a proxy like what it stands for', () => {
    assert.deepEqual(again(new Proxy({ a: 1 }, {})), { a: 1 });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.throws(() => encode(proxy), TypeError);
  });
});

describe('capabilities', () => {
  class Actor {
    constructor(id) {
      this.id = id;
    }
  }
  const capability = (object) =>
    object instanceof Actor ? { kind: 'Actor', entry: { id: object.id } } : undefined;

  test('travel in the table, each once, and are made by the receiver', () => {
    const actor = new Actor(5);
    const table = [];
    const bytes = encode({ to: actor, copy: [actor] }, { table, capability });
    assert.deepEqual(table, [{ id: 5 }]);
    const made = (kind, entry) => new Actor(`${kind} ${entry.id}`);
    const received = decode(bytes, { table, capability: made });
    assert.equal(received.to.id, 'Actor 5');
    assert.equal(received.to, received.copy[0]);
    assert.deepEqual(decode(bytes, { table }).to, { id: 5 });
  });

  test('need a table', () => {
    assert.throws(() => encode([new Actor(1)], { capability }), { path: '$[0]' });
  });
});

describe('large buffers', () => {
  test('go into the table, if there is one, and are not copied', () => {
    const large = new Uint8Array(1 << 16);
    const table = [];
    const bytes = encode({ large, small: new Uint8Array(100), whole: large.buffer }, { table });
    assert.equal(table[0], large.buffer);
    assert.ok(bytes.length < 200);
    const received = decode(bytes, { table });
    assert.equal(received.large.buffer, received.whole);
    assert.equal(received.small.length, 100);
    assert.deepEqual(encode([large], { table: [], besideMin: 1e9 }).length, large.length + 8);
  });
});

function detached() {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function beyond() {
  const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(2);
  return view;
}

function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}
