// The codec in a page that has changed what is built in, and against input that means harm.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codec, CodecError } from '../../web/dist/weft.js';
import { difference, randomGraph } from './support/codec_properties.mjs';

const { encode, encodeInto, decode } = codec;
const bytesOf = (text) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

/** Replaces what is built in by what throws, while `run` runs. */
function whilePatched(run) {
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const types = [
    ...[Object, Array, Map, Set, WeakMap, String, Number, Boolean, BigInt, Date, RegExp, Error],
    ...[TypeError, ArrayBuffer, Uint8Array, Float64Array, DataView, Promise],
  ];
  const all = [];
  for (const prototype of [typedArray, ...types.map((type) => type.prototype)]) {
    for (const key of Reflect.ownKeys(prototype)) {
      const found = Object.getOwnPropertyDescriptor(prototype, key);
      if (!found.configurable || !(found.get || typeof found.value === 'function')) continue;
      const harm = () => {
        throw new Error(`page code ran: ${String(key)}`);
      };
      const patched = {
        configurable: true,
        ...(found.get ? { get: harm, set: harm } : { value: harm }),
      };
      all.push({ prototype, key, found, patched });
    }
  }
  const { defineProperty } = Object;
  const { length } = all;
  const define = (which) => {
    for (let i = 0; i < length; i++) defineProperty(all[i].prototype, all[i].key, all[i][which]);
  };
  define('patched');
  try {
    return run();
  } finally {
    define('found');
  }
}

const keys = ['id', 'name', 'x', '__proto__', 'a key of more than twenty-three bytes', 'ü'];

describe('with every prototype patched', () => {
  test('any value comes back, and no page code runs', () => {
    for (let seed = 0; seed < 100; seed++) {
      const graph = codec.structuredClone(randomGraph(seed));
      const received = whilePatched(() => decode(encode(graph)));
      assert.equal(difference(received, decode(encode(graph))), undefined, `seed ${seed}`);
    }
  });

  test('errors are the same', () => {
    const value = { a: [new Map([[1, () => {}]])] };
    const error = whilePatched(() => {
      try {
        return encode(value);
      } catch (error) {
        return error;
      }
    });
    assert.equal(error.path, '$.a[0].values[0]', error.message);
    const bytes = bytesOf('a2616101616102');
    const wrong = whilePatched(() => {
      try {
        return decode(bytes);
      } catch (error) {
        return error;
      }
    });
    assert.deepEqual([wrong.code, wrong.offset], ['duplicate_key', 4], wrong.message);
  });
});

describe('with setters on Object.prototype', () => {
  const value = Object.fromEntries(keys.map((key, i) => [key, i]));
  Object.defineProperty(value, '__proto__', { value: 7, enumerable: true });

  for (const [what, property] of [
    ['setters', { set: () => assert.fail('a setter ran') }],
    ['properties that cannot be written', { value: 'from the prototype', writable: false }],
  ]) {
    test(`members are defined, not set: ${what}`, () => {
      const bytes = encode([value, value.name, { ...value }]);
      decode(bytes); // so that the keys are known
      const names = keys.filter((key) => key !== '__proto__');
      for (const key of names)
        Object.defineProperty(Object.prototype, key, { configurable: true, ...property });
      try {
        for (const received of [decode(bytes)[0], decode(bytes)[2]]) {
          assert.deepEqual(Object.keys(received).sort(), [...keys].sort());
          for (const key of names) assert.equal(received[key], value[key]);
        }
      } finally {
        for (const key of names) delete Object.prototype[key];
      }
    });
  }

  test('elements, too', () => {
    Object.defineProperty(Array.prototype, 1, {
      configurable: true,
      set: () => assert.fail('a setter ran'),
    });
    try {
      const received = decode(bytesOf('83010203'));
      assert.ok(Object.hasOwn(received, 1) && received[1] === 2);
    } finally {
      delete Array.prototype[1];
    }
  });
});

describe('hostile input', () => {
  test('takes no memory for what it only claims', () => {
    const before = process.memoryUsage();
    for (const bomb of [
      'd81b836541727261791afffffffea0',
      'd81b836541727261791a01312d00a0',
      'd81b836541727261791a01c9c380a10000',
    ]) {
      for (let i = 0; i < 50; i++) assert.ok(decode(bytesOf(bomb)).length > 1e7);
    }
    assert.ok(process.memoryUsage().rss - before.rss < 100 << 20);
    for (const head of ['9b', 'bb', '5b', '7b', 'd9010 29b', 'd90103bb', 'd8405b'])
      assert.throws(() => decode(bytesOf(`${head}000fffffffffffff00`)), { code: 'truncated' });
  });

  test('of keys that all differ leaves nothing behind, and decodes in linear time', () => {
    const value = {};
    for (let i = 0; i < 100_000; i++) value[`key${i}`] = i;
    const received = decode(encode(value));
    assert.equal(Object.keys(received).length, 100_000);
    assert.deepEqual(decode(encode({ key5: 1, key99999: 2 })), { key5: 1, key99999: 2 });
  });

  test('every byte changed to every other is an error or a value, never anything else', () => {
    const whole = encode(
      [
        new Error('e', { cause: new Map([[1, new Set([2])]]) }),
        Object.assign([1, , 3], { x: new Date(5) }),
        new Uint16Array(2),
        { a: /x/g, b: Object(5n), c: 'ü' },
      ],
      { stacks: false },
    );
    for (let at = 0; at < whole.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = whole.slice();
        changed[at] = byte;
        try {
          decode(changed, { table: [1, new ArrayBuffer(1)] });
        } catch (error) {
          assert.ok(error instanceof CodecError, `${at} ${byte} ${error.stack}`);
        }
      }
    }
  });
});

describe('encodeInto', () => {
  test('writes to the start of a part of wasm memory, and says how much', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const value = { a: [1, 'text', new Uint8Array(100)], b: {} };
    value.c = value.b;
    const expected = encode(value);
    for (const room of [expected.length, expected.length + 1, 60_000]) {
      const target = new Uint8Array(memory.buffer, 1000, room);
      assert.equal(encodeInto(value, target), expected.length);
      assert.deepEqual(target.slice(0, expected.length), expected);
    }
    assert.deepEqual(
      decode(new Uint8Array(memory.buffer, 1000, expected.length)),
      decode(expected),
    );
    for (const room of [0, 1, 50, expected.length - 1])
      assert.throws(() => encodeInto(value, new Uint8Array(memory.buffer, 0, room)), RangeError);
    const grows = {
      get a() {
        memory.grow(1);
        return 1;
      },
    };
    assert.throws(() => encodeInto(grows, new Uint8Array(memory.buffer)), RangeError);
  });

  test('moves nothing if there is no room', () => {
    const buffer = new ArrayBuffer(8);
    const table = [];
    assert.throws(
      () => encodeInto([buffer], new Uint8Array(2), { table, transfer: [buffer] }),
      RangeError,
    );
    assert.deepEqual([buffer.byteLength, table.length], [8, 0]);
  });
});
