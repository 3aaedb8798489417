// The message format by itself, in Node. The bytes expected here are those of docs/wire_format.md.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codec, CodecError } from '../../web/dist/weft.js';

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
];

describe('a value', () => {
  for (const [value, expected] of vectors) {
    test(`${hex(encode(value))} has these bytes, and they are read as the value`, () => {
      assert.equal(hex(encode(value)), expected);
      assert.deepStrictEqual(decode(bytesOf(expected)), value);
    });
  }

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

  test('that is binary comes back in a buffer of its own', () => {
    const whole = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const view = whole.subarray(10, 20);
    const received = decode(encode([view, whole.buffer, Buffer.from('abc')]));
    assert.deepStrictEqual(received, [view.slice(), whole.buffer, Uint8Array.from([97, 98, 99])]);
    assert.equal(received[0].buffer.byteLength, 10);
    const input = encode(whole);
    const copy = decode(input);
    input.fill(0);
    assert.equal(copy[99], 99);
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

  test('may be referred to twice, and is then written twice', () => {
    const shared = { a: 1 };
    const received = decode(encode([shared, shared]));
    assert.deepStrictEqual(received, [{ a: 1 }, { a: 1 }]);
    assert.notEqual(received[0], received[1]);
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
  const cycle = { list: [1] };
  cycle.list.push({ back: cycle });
  let deepCycle = {};
  const bottom = deepCycle;
  for (let i = 0; i < 100; i++) deepCycle = [deepCycle];
  bottom.up = deepCycle[0];
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  // Node 18 has no resizable buffers.
  const resizable =
    'resizable' in ArrayBuffer.prototype ? [new ArrayBuffer(1, { maxByteLength: 2 })] : [];

  for (const [what, value, path, reason] of [
    ['a function', { options: { callback: () => {} } }, '$.options.callback', /function/],
    ['a symbol', [0, Symbol('s')], '$[1]', /symbol/],
    ['a promise', { p: Promise.resolve() }, '$.p', /Promise/],
    ['a Map', { 'a key': new Map() }, '$["a key"]', /Map/],
    ['a Set', [[new Set()]], '$[0][0]', /Set/],
    ['a Date', new Date(0), '$', /Date/],
    ['a RegExp', { r: /x/ }, '$.r', /RegExp/],
    ['an Error', { e: new TypeError('x') }, '$.e', /Error/],
    ['a typed array of words', { w: new Uint16Array(1) }, '$.w', /Uint16Array/],
    ['a DataView', new DataView(new ArrayBuffer(1)), '$', /DataView/],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1), '$', /SharedArrayBuffer/],
    ['a detached buffer', { d: detached.buffer }, '$.d', /detached/],
    ['a view of a detached buffer', { d: detached }, '$.d', /detached/],
    ...resizable.map((buffer) => ['a resizable buffer', buffer, '$', /resizable/]),
    ['a boxed primitive', { b: Object(1) }, '$.b', /Number/],
    ['a WeakMap', new WeakMap(), '$', /WeakMap/],
    ['a hole', [1, , 3], '$[1]', /hole/],
    ['a cycle', cycle, '$.list[1].back', /cycle/],
    ['a cycle far down', deepCycle, `$${'[0]'.repeat(100)}.up`, /cycle/],
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
    assert.equal(path([1, 2, 3], { maxItems: 3 }), '$[2]');
    assert.equal(path(['abc'], { maxBytes: 5 }), undefined);
    assert.equal(path(['abc'], { maxBytes: 4 }), '$[0]');
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

/** Asserts that decoding fails with `code` at byte `offset`. */
function fails(input, code, offset, limits) {
  const bytes = typeof input === 'string' ? bytesOf(input) : input;
  assert.throws(
    () => decode(bytes, limits),
    (error) => {
      assert.ok(error instanceof CodecError, String(error));
      assert.deepEqual([error.code, error.offset], [code, offset], hex(bytes.subarray(0, 32)));
      return true;
    },
  );
}

describe('decode refuses', () => {
  test('bytes cut anywhere', () => {
    const whole = encode({
      a: [1, 300, 70_000, 2 ** 40, 1.5, 0.1, 'text', 'ü'.repeat(300), '\ud800'],
      b: [10n, Uint8Array.of(1, 2)],
    });
    for (let length = 0; length < whole.length; length++) {
      assert.throws(
        () => decode(whole.subarray(0, length)),
        (error) => error instanceof CodecError && error.code === 'truncated',
        `${length}`,
      );
    }
  });

  test('every kind of wrong input, by name and offset', () => {
    for (const [input, code, offset] of [
      ['', 'truncated', 0],
      ['18', 'truncated', 0],
      ['8201', 'truncated', 0],
      ['820118', 'truncated', 2],
      ['a16161', 'truncated', 3],
      ['8162616161', 'trailing_bytes', 4],
      ['0000', 'trailing_bytes', 1],
      ['811c', 'malformed', 1],
      ['811f', 'malformed', 1],
      ['81ff', 'malformed', 1],
      ['dc', 'malformed', 0],
      ['f800', 'malformed', 0],
      ['f814', 'malformed', 0],
      ['f81f', 'malformed', 0],
      ['9fff', 'indefinite_length', 0],
      ['bfff', 'indefinite_length', 0],
      ['5f4101ff', 'indefinite_length', 0],
      ['7f6161ff', 'indefinite_length', 0],
      ['f0', 'unsupported', 0],
      ['f8ff', 'unsupported', 0],
      ['c11a514b67b0', 'unsupported', 0],
      ['81d9d9f700', 'unsupported', 1],
      ['dbffffffffffffffff00', 'unsupported', 0],
      ['c200', 'bad_tag_content', 0],
      ['c3c240', 'bad_tag_content', 0],
      ['81d8406161', 'bad_tag_content', 1],
      ['d901116161', 'bad_tag_content', 0],
      ['a10102', 'key_not_text', 1],
      ['a1416102', 'key_not_text', 1],
      ['a1c2406161', 'key_not_text', 1],
      ['a2616101616102', 'duplicate_key', 4],
      ['a2695f5f70726f746f5f5f00695f5f70726f746f5f5f00', 'duplicate_key', 12],
      ['61ff', 'invalid_utf8', 0],
      ['62c080', 'invalid_utf8', 0],
      ['63eda080', 'invalid_utf8', 0],
      ['64f4908080', 'invalid_utf8', 0],
      ['8161c3', 'invalid_utf8', 1],
      ['d9011141ff', 'invalid_utf8', 0],
      ['d9011142c080', 'invalid_utf8', 0],
      ['d9011146eda080edb080', 'invalid_utf8', 0],
      ['d9011144f4908080', 'invalid_utf8', 0],
      ['d9011142eda0', 'invalid_utf8', 0],
    ]) {
      fails(input, code, offset);
    }
  });

  test('lengths that the input cannot have, before it takes memory for them', () => {
    for (const initial of ['5b', '7b', '9b', 'bb']) {
      for (const length of ['00000000ffffffff', '001fffffffffffff', 'ffffffffffffffff'])
        fails(initial + length, 'truncated', 0);
    }
    fails('9a00100000'.repeat(1000), 'truncated', 0);
    fails(`84${'00'.repeat(2)}8200`, 'truncated', 3);
  });

  test('what exceeds a limit', () => {
    fails('818180', 'too_deep', 2, { maxDepth: 2 });
    assert.deepEqual(decode(bytesOf('818180'), { maxDepth: 3 }), [[[]]]);
    fails('83010203', 'too_many_items', 0, { maxItems: 3 });
    assert.deepEqual(decode(bytesOf('83010203'), { maxItems: 4 }), [1, 2, 3]);
    fails('8163616161', 'too_large', 1, { maxBytes: 4 });
    assert.deepEqual(decode(bytesOf('8163616161'), { maxBytes: 5 }), ['aaa']);
    fails(new Uint8Array(1_000_000).fill(0x81), 'too_deep', 65_536);
  });

  test('random bytes with a CodecError or takes them, and what it takes it can write', () => {
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 0x7fffffff);
    let taken = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from({ length: random() % 12 }, random);
      let value;
      try {
        value = decode(bytes);
      } catch (error) {
        assert.ok(error instanceof CodecError, `${hex(bytes)}: ${error.stack}`);
        continue;
      }
      taken++;
      assert.deepStrictEqual(decode(encode(value)), value, hex(bytes));
    }
    assert.ok(taken > 300);
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
