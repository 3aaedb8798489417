// Both ways between the codec and Python's cbor2 (Debian: python3-cbor2).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { codec } from '../../web/dist/weft.js';
import { plainValues } from './values.mjs';

const python = '/usr/bin/python3'; // the one that Debian's packages are for
const script = fileURLToPath(new URL('through_cbor2.py', import.meta.url));
const hasCbor2 = spawnSync(python, ['-c', 'import cbor2']).status === 0;
const skip = hasCbor2 ? false : 'python3-cbor2 is not installed';
const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** What Python made of the items, and its own form of them. */
function throughPython(values) {
  const input = values.map((value) => hex(codec.encode(value))).join('\n');
  const { stdout, stderr, status } = spawnSync(python, [script], { input, maxBuffer: 1 << 28 });
  assert.equal(status, 0, String(stderr));
  return String(stdout)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      const written = new Uint8Array(Buffer.from(line.slice(0, space), 'hex'));
      return { written, json: line.slice(space + 1) };
    });
}

test('cbor2 reads the values that we write, and we read them back', { skip }, () => {
  throughPython(plainValues).forEach(({ written, json }, i) => {
    const value = plainValues[i];
    if (json !== '-') assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
    assert.deepEqual(
      codec.decode(written),
      value && typeof value === 'object' ? copy(value) : value,
    );
  });
});

test('cbor2 keeps bigints, buffers and sets', { skip }, () => {
  const values = [10n ** 40n, -(10n ** 40n), Uint8Array.of(1, 2).buffer, new Set([1, 'a'])];
  const back = throughPython(values).map(({ written }) => codec.decode(written));
  assert.deepEqual(back, values);
});

test('cbor2 keeps sharing and cycles', { skip }, () => {
  const shared = [1];
  const cyclic = { shared, again: shared };
  cyclic.self = cyclic;
  const [{ written }] = throughPython([cyclic]);
  const back = codec.decode(written);
  assert.equal(back.self, back);
  assert.equal(back.shared, back.again);
  assert.deepEqual(back.shared, [1]);
});

function copy(value) {
  return JSON.parse(JSON.stringify(value));
}
