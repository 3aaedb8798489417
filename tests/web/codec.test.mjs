// The message format by itself, in Node. The bytes expected here are those of docs/wire_format.md.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codec } from '../../web/dist/weft.js';

const { encode, decode, decodeSequence } = codec;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytesOf = (text) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

const vectors = [
  [undefined, 'f7'],
  [null, 'f6'],
  [false, 'f4'],
  [true, 'f5'],
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [255, '18ff'],
  [256, '190100'],
  [65535, '19ffff'],
  [65536, '1a00010000'],
  [2 ** 32 - 1, '1affffffff'],
  [2 ** 32, '1b0000000100000000'],
  [2 ** 53, '1b0020000000000000'],
  [-1, '20'],
  [-24, '37'],
  [-25, '3818'],
  [-500, '3901f3'],
  [-(2 ** 53), '3b001fffffffffffff'],
  [-0, 'f98000'],
  [1.5, 'f93e00'],
  [-4.1, 'fbc010666666666666'],
  [65504.5, 'fa477fe080'],
  [2 ** -14, 'f90400'],
  [2 ** -24, 'f90001'],
  [2 ** -25, 'fa33000000'],
  [1023 * 2 ** -24, 'f903ff'],
  [100000.5, 'fa47c35040'],
  [3.4028234663852886e38, 'fa7f7fffff'],
  [2 ** 54, 'fa5a800000'],
  [1.1, 'fb3ff199999999999a'],
  [1e300, 'fb7e37e43c8800759c'],
  [5e-324, 'fb0000000000000001'],
  [Infinity, 'f97c00'],
  [-Infinity, 'f9fc00'],
  [NaN, 'f97e00'],
  [0n, 'c240'],
  [1n, 'c24101'],
  [-1n, 'c340'],
  [-256n, 'c341ff'],
  [2n ** 64n, 'c249010000000000000000'],
  [-(2n ** 64n), 'c348ffffffffffffffff'],
  ['', '60'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['ü', '62c3bc'],
  ['水', '63e6b0b4'],
  ['𐅑', '64f0908591'],
  ['\ufeff', '63efbbbf'],
  ['a\ud800', 'd901114461eda080'],
  ['\udc00\ud800', 'd9011146edb080eda080'],
  [[], '80'],
  [[1, 'a', []], '8301616180'],
  [{}, 'a0'],
  [{ name: 'ada', n: 3 }, 'a2646e616d6563616461616e03'],
  [{ a: undefined }, 'a16161f7'],
  [{ '\ud800': 1 }, 'a1d9011143eda08001'],
  [new Uint8Array([1, 2]).buffer, '420102'],
  [new Uint8Array([1, 2]), 'd840420102'],
  [[[[1], { a: [2] }], 3], '82828101a16161810203'],
  [Object(false), 'd81b8267426f6f6c65616ef4'],
  [Object(5), 'd81b82664e756d62657205'],
  [Object('a'), 'd81b8266537472696e676161'],
  [Object(1n), 'd81b8266426967496e74c24101'],
  [new Date(1500), 'c1f93e00'],
  [new Date(-1), 'c1fbbf50624dd2f1a9fc'],
  [new Date(8.64e15), 'c11b000007dba8218000'],
  [new Date(4476169347734485), 'd903e9a2011b00000412307be296221901e5'],
  [/a+/gi, 'd9524a8262612b626769'],
  [new Map([[1, 'one']]), 'd90103a101636f6e65'],
  [new Set([1, 2]), 'd90102820102'],
  [[, , 'z'], 'd81b8365417272617903a102617a'],
  [Object.assign([7], { x: 1 }), 'd81b8365417272617901a20007617801'],
  [new Float64Array([1]), 'd85648000000000000f03f'],
  [new Uint8ClampedArray([255]), 'd84441ff'],
  [new Int8Array([-1]), 'd84841ff'],
  [new BigUint64Array([1n]), 'd847480100000000000000'],
  [new DataView(Uint8Array.of(1, 2, 3).buffer, 1, 2), 'd81b846844617461566965774301020301' + '02'],
  [[{}, 1].map((_, __, all) => all[0]), '82d81ca0d81d00'],
  [
    twoViews(),
    '82d81b846a55696e74384172726179d81c4201020002d81b846a55696e74384172726179d81d000101',
  ],
];

/** Two views of one buffer. */
function twoViews() {
  const { buffer } = Uint8Array.of(1, 2);
  return [new Uint8Array(buffer), new Uint8Array(buffer, 1, 1)];
}

describe('a value', () => {
  for (const [value, expected] of vectors) {
    test(`${hex(encode(value))} has these bytes, and they are read as the value`, () => {
      assert.equal(hex(encode(value)), expected);
      assert.deepStrictEqual(decode(bytesOf(expected)), value);
    });
  }

  test('that is an invalid date is one', () => {
    assert.equal(hex(encode(new Date(NaN))), 'c1f97e00');
    assert.ok(Number.isNaN(decode(bytesOf('c1f97e00')).getTime()));
  });

  test('is read from longer forms than needed', () => {
    for (const [form, value] of [
      ['1800', 0],
      ['1b0000000000000001', 1],
      ['3a00000000', -1],
      ['fb3ff8000000000000', 1.5],
      ['fa7fc00000', NaN],
      ['f97e01', NaN],
      ['79000161', 'a'],
      ['9b000000000000000101', [1]],
      ['b90001616101', { a: 1 }],
      ['d9000240', 0n],
      ['c2420001', 1n],
      ['d901114161', 'a'],
    ]) {
      assert.deepStrictEqual(decode(bytesOf(form)), value, form);
    }
  });

  test('is a bigint if it is an integer beyond 2^53', () => {
    assert.equal(decode(bytesOf('1b0020000000000001')), 2n ** 53n + 1n);
    assert.equal(decode(bytesOf('1bffffffffffffffff')), 2n ** 64n - 1n);
    assert.equal(decode(bytesOf('3b0020000000000000')), -(2n ** 53n) - 1n);
    assert.equal(decode(bytesOf('3bffffffffffffffff')), -(2n ** 64n));
  });

  test('that is a number of any size comes back', () => {
    for (let exponent = -1074; exponent < 1024; exponent++) {
      for (const factor of [
        1,
        -1,
        1.5,
        1 + 2 ** -10,
        1 + 2 ** -11,
        1 + 2 ** -23,
        1 + 2 ** -24,
        1 + 2 ** -52,
      ]) {
        const number = factor * 2 ** exponent;
        assert.ok(Object.is(decode(encode(number)), number), `${number}`);
      }
    }
  });

  test('that is a string of any length and script comes back', () => {
    for (const character of ['x', 'ü', '水', '𐅑', '\ud800', 'x\udfff']) {
      for (const length of [
        1, 15, 16, 23, 24, 25, 47, 48, 49, 85, 86, 255, 256, 21845, 21846, 70_000,
      ]) {
        const text = character.repeat(length);
        assert.equal(decode(encode(text)), text, `${length} of ${escape(character)}`);
      }
    }
  });

  test('that is binary comes back in buffers of its own, of which views show what they showed', () => {
    const whole = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const view = whole.subarray(10, 20);
    const alone = decode(encode([view, Buffer.from('abc')]));
    assert.deepStrictEqual(alone, [view.slice(), Uint8Array.from([97, 98, 99])]);
    assert.equal(alone[0].buffer.byteLength, 10);
    const [a, b] = decode(encode([view, whole.buffer]));
    assert.deepStrictEqual([a, b], [view, whole.buffer]);
    assert.equal(a.buffer, b);
    assert.equal(a.byteOffset, 10);
    const input = encode(whole);
    const copy = decode(input);
    const borrowed = decode(input, { borrow: true });
    input.fill(0);
    assert.equal(copy[99], 99);
    assert.equal(borrowed[99], 0);
  });

  test('that is an instance of an ordinary class comes back as a plain object with its own members', () => {
    class Point {
      x = 1;
      get norm() {
        return this.x;
      }
    }
    assert.deepStrictEqual(decode(encode(new Point())), { x: 1 });
    assert.deepStrictEqual(
      decode(encode(Object.create(null, { y: { value: 2, enumerable: true } }))),
      { y: 2 },
    );
    assert.deepStrictEqual(decode(encode({ [Symbol('hidden')]: 1, seen: 2 })), {
      seen: 2,
    });
  });

  test('may be referred to twice, and is one object then', () => {
    const shared = { a: 1 };
    const received = decode(encode([shared, shared, new Map([[shared, shared]])]));
    assert.equal(received[0], received[1]);
    assert.deepEqual([...received[2]], [[received[0], received[0]]]);
  });

  test('keeps the order of its members', () => {
    const keys = ['z', 'a', 'm', '', 'length', 'constructor'];
    assert.deepEqual(
      Object.keys(decode(encode(Object.fromEntries(keys.map((key) => [key, 0]))))),
      keys,
    );
  });

  test('takes a key __proto__ as a key', () => {
    const received = decode(encode(JSON.parse('{"__proto__": {"evil": true}, "toString": 1}')));
    assert.deepEqual(Object.keys(received), ['__proto__', 'toString']);
    assert.equal(received.evil, undefined);
    assert.equal(Object.getPrototypeOf(received), Object.prototype);
  });

  test('does not run setters that somebody put on Object.prototype', () => {
    let ran = false;
    Object.defineProperty(Object.prototype, 'trap', {
      configurable: true,
      set: () => (ran = true),
    });
    try {
      assert.ok(Object.hasOwn(decode(bytesOf('a1647472617001')), 'trap'));
      assert.ok(!ran);
    } finally {
      delete Object.prototype.trap;
    }
  });

  test('nested a million deep comes back, without a call stack to match', () => {
    const depth = 1_000_000;
    let value = [];
    for (let i = 1; i < depth; i++) value = i % 2 ? { in: value } : [value];
    const limits = { maxDepth: depth };
    let received = decode(encode(value, limits), limits);
    let found = 1;
    for (; Array.isArray(received) ? received.length : received.in; found++)
      received = received.in ?? received[0];
    assert.equal(found, depth);
  });
});

describe('encode names the path of', () => {
  let deep = { down: () => {} };
  for (let i = 0; i < 100; i++) deep = [deep];
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  for (const [what, value, path, reason] of [
    ['a function', { options: { callback: () => {} } }, '$.options.callback', /function/],
    ['a symbol', [0, Symbol('s')], '$[1]', /symbol/],
    ['a promise', { p: Promise.resolve() }, '$.p', /Promise/],
    ['a value of a Map', new Map([[1, { 'a key': () => {} }]]), '$.values[0]["a key"]', /function/],
    ['a key of a Map', new Map([[() => {}, 1]]), '$.keys[0]', /function/],
    ['an element of a Set', [[new Set([1, Symbol('s')])]], '$[0][0].values[1]', /symbol/],
    ['an element of a sparse array', [, () => {}], '$[1]', /function/],
    ['a property of an array', Object.assign([], { x: () => {} }), '$.x', /function/],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1), '$', /SharedArrayBuffer/],
    ['a detached buffer', { d: detached.buffer }, '$.d', /detached/],
    ['a view of a detached buffer', { d: detached }, '$.d', /detached/],
    [
      'a view of a SharedArrayBuffer',
      new Int8Array(new SharedArrayBuffer(1)),
      '$',
      /SharedArrayBuffer/,
    ],
    [
      'a WebAssembly.Memory',
      [new WebAssembly.Memory({ initial: 0 })],
      '$[0]',
      /WebAssembly.Memory/,
    ],
    ['a WeakMap', new WeakMap(), '$', /WeakMap/],
    ['a generator', (function* () {})(), '$', /Generator/],
    ['a boxed symbol', Object(Symbol.iterator), '$', /Symbol/],
    [
      'a port, without a table',
      { port: new MessageChannel().port1 },
      '$.port',
      /EventTarget|MessagePort/,
    ],
    ['what is far down', deep, `$${'[0]'.repeat(100)}.down`, /function/],
  ]) {
    test(`${what}, in a TypeError`, () => {
      assert.throws(
        () => encode(value),
        (error) => error instanceof TypeError && error.path === path && reason.test(error.message),
      );
    });
  }

  test('what exceeds a limit', () => {
    const path = (value, limits) => {
      try {
        return encode(value, limits) && undefined;
      } catch (error) {
        return error.path;
      }
    };
    assert.equal(path([[[]]], { maxDepth: 3 }), undefined);
    assert.equal(path([[[]]], { maxDepth: 2 }), '$[0][0]');
    assert.equal(path([1, 2, 3], { maxItems: 4 }), undefined);
    assert.equal(path({ a: [1, 2, 3] }, { maxItems: 4 }), '$.a');
    assert.equal(path(['abc'], { maxBytes: 5 }), undefined);
    assert.equal(path(['abc'], { maxBytes: 4 }), '$');
    assert.equal(path([{ a: 'abc' }], { maxBytes: 4 }), '$[0].a');
    assert.equal(path([new Uint8Array(100)], { maxBytes: 100 }), '$[0]');
    const error = new Error('x', { cause: [[[]]] });
    assert.equal(path(error, { maxDepth: 3 }), '$.cause[0][0]', 'which is not left out');
  });

  test('nothing, when a getter throws: its own error passes', () => {
    const error = new Error('mine');
    const value = {
      get bad() {
        throw error;
      },
    };
    assert.throws(
      () => encode(value),
      (thrown) => thrown === error,
    );
  });
});

describe('decodeSequence', () => {
  test('reads items that follow one another, none too', () => {
    assert.deepEqual(decodeSequence(bytesOf('01 8102 6161')), [1, [2], 'a']);
    assert.deepEqual(decodeSequence(new Uint8Array()), []);
  });

  test('counts offsets from the start and limits by the item', () => {
    assert.throws(
      () => decodeSequence(bytesOf('01 02 f0')),
      (error) => error.code === 'unsupported' && error.offset === 2,
    );
    assert.deepEqual(decodeSequence(bytesOf('820102 820304'), { maxBytes: 3, maxItems: 3 }), [
      [1, 2],
      [3, 4],
    ]);
  });
});
