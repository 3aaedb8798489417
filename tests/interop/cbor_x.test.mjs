// Both ways between the codec and cbor-x, an implementation of CBOR with structured cloning.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { codec } from '../../web/dist/weft.js';
import { plainValues } from './values.mjs';

const { Encoder } = createRequire(new URL('../../web/package.json', import.meta.url))('cbor-x');
const plain = new Encoder({ useRecords: false });
const cloning = new Encoder({ useRecords: false, structuredClone: true });
const bytes = (buffer) => new Uint8Array(buffer);

/** It reads integers of more than 32 bits as bigints. */
const asNumber = (value) => (typeof value === 'bigint' ? Number(value) : value);

describe('cbor-x', () => {
  test('reads what we write', () => {
    for (const value of plainValues)
      assert.deepEqual(asNumber(plain.decode(codec.encode(value))), value);
    for (const value of [
      new Date(1500),
      new Map([['a', 1]]),
      new Set([1, 'b']),
      10n ** 30n,
      -(10n ** 30n),
      Uint8Array.of(1, 2),
      Float64Array.of(1.5, -2),
      Int16Array.of(-1),
    ])
      assert.deepEqual(cloning.decode(codec.encode(value)), value);
  });

  test('writes what we read', () => {
    for (const value of plainValues)
      assert.deepEqual(codec.decode(bytes(plain.encode(value))), value);
    for (const value of [
      new Date(1500),
      new Map([
        [1, 'a'],
        ['b', [2]],
      ]),
      10n ** 30n,
      Float64Array.of(1.5, -2),
      Uint16Array.of(500),
    ])
      assert.deepEqual(codec.decode(bytes(cloning.encode(value))), value);
  });

  test('understands sharing and cycles as we do, where it starts to count with ours', () => {
    const shared = { s: 1 };
    const value = { first: shared, second: shared };
    const theirs = cloning.decode(codec.encode(value));
    assert.equal(theirs.first, theirs.second);
  });
});
