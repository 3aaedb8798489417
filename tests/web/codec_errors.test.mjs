// What the decoder refuses, by the names and offsets of docs/wire_format.md.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codec, CodecError } from '../../web/dist/weft.js';

const { encode, decode } = codec;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytesOf = (text) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

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
      ['a16161', 'truncated', 1],
      ['a1616118', 'truncated', 3],
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
      ['c01a514b67b0', 'unsupported', 0],
      ['81d9d9f700', 'unsupported', 1],
      ['dbffffffffffffffff00', 'unsupported', 0],
      ['d81b8263466f6f00', 'unsupported', 0],
      ['c200', 'bad_tag_content', 0],
      ['c16161', 'bad_tag_content', 0],
      ['c1fb433eb208c2dc0001', 'bad_tag_content', 0],
      ['d903e9a10101', 'bad_tag_content', 0],
      ['d903e9a2010a221903e8', 'bad_tag_content', 0],
      ['d90102a0', 'bad_tag_content', 0],
      ['d9010380', 'bad_tag_content', 0],
      ['d9524a8261', 'truncated', 3],
      ['d9524a816161', 'bad_tag_content', 0],
      ['d9524a8261286167', 'bad_tag_content', 0],
      ['d9524a826161617a', 'bad_tag_content', 0],
      ['d81b80', 'bad_tag_content', 0],
      ['d81b8101', 'bad_tag_content', 0],
      ['d81b82664e756d6265726161', 'bad_tag_content', 0],
      ['d81b83664e756d6265720101', 'bad_tag_content', 0],
      ['d81b8365417272617902a102617a', 'bad_tag_content', 0],
      ['d81b8365417272617902a1613000', 'bad_tag_content', 0],
      ['d81b8365417272617902a1666c656e67746800', 'bad_tag_content', 0],
      ['d81b8365417272617902a200000001', 'duplicate_key', 13],
      ['d81b82654572726f7201', 'bad_tag_content', 0],
      ['d81b83654572726f726161a1617801', 'bad_tag_content', 0],
      ['d81b83654572726f726161a1666572726f727380', 'bad_tag_content', 0],
      ['d81b83654572726f726161a165737461636b01', 'bad_tag_content', 0],
      ['d81b83654572726f726161a265636175736501656361757365' + '02', 'duplicate_key', 19],
      ['d81b84654572726f726161a0a2617801617802', 'duplicate_key', 16],
      ['d84541ff', 'bad_tag_content', 0],
      ['d81b836a55696e743841727261794100' + '00', 'bad_tag_content', 0],
      ['d81b846a55696e74384172726179410000' + '02', 'bad_tag_content', 0],
      ['d81b846a55696e743841727261798000' + '00', 'bad_tag_content', 0],
      ['d81b8264486f737400', 'bad_tag_content', 0],
      ['d81b82654279746573' + '00', 'bad_tag_content', 0],
      ['d81d00', 'forward_reference', 0],
      ['82d81c80d81d01', 'forward_reference', 4],
      ['d81d6161', 'bad_tag_content', 0],
      ['d81cd81c80', 'bad_tag_content', 0],
      ['d81cd81b846a55696e74384172726179d81d000000', 'bad_tag_content', 16],
      ['d90103a201000100', 'duplicate_key', 6],
      ['d90103a2f9800000' + '0000', 'duplicate_key', 8],
      ['d90102820101', 'duplicate_key', 5],
      ['82d81c80d9010282d81d00d81d00', 'duplicate_key', 11],
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
    fails('d90103a1d9010281d901028000', 'too_deep', 11, { maxDepth: 2 });
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
    const heads = [0xd8, 0xc1, 0xc2, 0x82, 0x81, 0xa1, 0x61, 0x41, 0x1b, 0x1c, 0x1d, 0x40, 0x00];
    for (let round = 0; round < 40_000; round++) {
      const byte = () => (random() % 2 ? heads[random() % heads.length] : random());
      const bytes = Uint8Array.from({ length: random() % 12 }, byte);
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
