// The codec piece by piece: any split of the bytes gives the same values and the same errors.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codec, CodecError } from '../../web/dist/weft.js';
import { difference, randomFrom, randomGraph } from './support/codec_properties.mjs';

const { encode, decodeSequence, Encoder, Decoder } = codec;
const bytesOf = (text) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const join = (chunks) => new Uint8Array(Buffer.concat(chunks));
const versionByte = Uint8Array.of(2);

/** The values of `bytes` that come in pieces of these sizes, over and over; or the error. */
function inPieces(bytes, sizes, options) {
  const decoder = new Decoder(options);
  const values = [];
  try {
    for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]) {
      decoder.push(bytes.subarray(at, at + sizes[i % sizes.length]));
      values.push(...decoder);
    }
    decoder.end();
    values.push(...decoder);
    return { values };
  } catch (error) {
    assert.ok(error instanceof CodecError, error.stack);
    return { values, error: [error.code, error.offset] };
  }
}

/** What comes of the same items at once; offsets count from the version byte. */
function atOnce(items, options) {
  const values = [];
  for (let length = 0; length <= items.length; length++) {
    try {
      return { values: decodeSequence(items, options) };
    } catch (error) {
      return { values, error: [error.code, error.offset + 1] };
    }
  }
}

const samples = [
  ['01', '8102', '6161', 'f7'],
  ['d81c8201d81d00', 'a2616101616202', 'fb3ff199999999999a', '1903e8'],
  ['d81b846a55696e74384172726179d81c4201020002', 'd9010281d90103a0', 'd903e9a20101220a'],
].map((items) => bytesOf(items.join('')));
const wrong = [
  ['01 811c', 'a reserved byte'],
  ['9a00100000 1c', 'too long an array, then a reserved byte'],
  ['9a00000003 1c 0000', 'a reserved byte, after which enough follows'],
  ['82a26161016161021c', 'a key twice, then a reserved byte'],
  ['01 62c080', 'no UTF-8'],
  ['7a00100000 61', 'a string that does not end'],
  ['01 8201', 'an array that does not end'],
  ['01 a161', 'a key that does not end'],
  ['9fff', 'no length'],
  ['01 d81d00', 'a forward reference'],
  ['82 d81c80 d81d05', 'another'],
  ['bb00000000ffffffff00', 'a size bomb'],
];

describe('a Decoder', () => {
  test('gives the same values for every split', () => {
    for (const items of samples) {
      const expected = decodeSequence(items);
      const bytes = join([versionByte, items]);
      for (let first = 1; first <= bytes.length; first++) {
        for (let second = 1; second <= bytes.length - first + 1; second++) {
          const { values, error } = inPieces(bytes, [first, second]);
          assert.equal(error, undefined);
          assert.equal(difference(values, expected), undefined, `${first}, ${second}`);
        }
      }
    }
  });

  test('finds the same mistake at the same offset, for every split', () => {
    for (const [text, what] of wrong) {
      const items = bytesOf(text);
      const { error } = atOnce(items);
      for (let size = 1; size <= items.length + 1; size++)
        assert.deepEqual(
          inPieces(join([versionByte, items]), [size]).error,
          error,
          `${what}, ${size}`,
        );
    }
  });

  test('gives the values before a mistake', () => {
    const { values, error } = inPieces(bytesOf('02 01 8102 1c 03'), [2]);
    assert.deepEqual(
      [values, error],
      [
        [1, [2]],
        ['malformed', 4],
      ],
    );
  });

  test('agrees with decodeSequence on bytes cut and changed anywhere', () => {
    const random = randomFrom(7);
    const whole = join(samples);
    for (let round = 0; round < 3000; round++) {
      const items = whole.slice(0, random(whole.length));
      if (items.length > 0 && random(3)) items[random(items.length)] = random(256);
      const expected = atOnce(items);
      const found = inPieces(join([versionByte, items]), [1 + random(5), 1 + random(9)]);
      assert.deepEqual(found.error, expected.error, Buffer.from(items).toString('hex'));
      if (!expected.error) assert.equal(difference(found.values, expected.values), undefined);
    }
  });

  test('keeps to limits, for each item', () => {
    const bytes = bytesOf('02 820102 820304 83010203');
    assert.deepEqual(inPieces(bytes, [1], { maxItems: 3 }), {
      values: [
        [1, 2],
        [3, 4],
      ],
      error: ['too_many_items', 7],
    });
    assert.deepEqual(inPieces(bytesOf('02 4401020304'), [1], { maxBytes: 3 }).error, [
      'too_large',
      1,
    ]);
    const endless = new Decoder({ maxBytes: 100 });
    endless.push(bytesOf('02 7a7fffffff'));
    assert.deepEqual([...endless], []);
    endless.push(new Uint8Array(100));
    assert.throws(() => endless.next(), { code: 'too_large', offset: 1 });
  });

  test('wants the version first', () => {
    for (const [text, error] of [
      ['01 00', ['unsupported', 0]],
      ['8102', ['unsupported', 0]],
      ['f6', ['unsupported', 0]],
      ['1c', ['malformed', 0]],
      ['', ['truncated', 0]],
      ['1802 05', undefined],
    ])
      assert.deepEqual(inPieces(bytesOf(text), [1]).error, error, text);
  });
});

describe('an Encoder', () => {
  test('begins with the version', () => {
    const encoder = new Encoder();
    assert.deepEqual(join(encoder.push(1)), bytesOf('02 01'));
    assert.deepEqual(join(encoder.push('a')), bytesOf('6161'));
    assert.deepEqual(encoder.end(), []);
    assert.deepEqual(join(new Encoder().end()), versionByte);
  });

  test('gives large buffers as they are, in their places', () => {
    const large = new Uint8Array(100_000).fill(7);
    const value = { before: 'x', large, other: large.buffer, after: [new Uint16Array(50_000), 5] };
    const chunks = new Encoder().push(value);
    assert.equal(chunks.length, 6);
    assert.ok(chunks.some(({ buffer }) => buffer === large.buffer));
    assert.deepEqual(join(chunks).subarray(1), encode(value));
  });

  test('goes on after a value that cannot be cloned', () => {
    const encoder = new Encoder();
    assert.throws(() => encoder.push([1, () => {}]), { path: '$[1]' });
    assert.deepEqual(join([...encoder.push(1), ...encoder.push(2)]), bytesOf('02 01 02'));
  });
});

describe('as streams', () => {
  test('they carry any value through any chunks', async () => {
    const graphs = Array.from({ length: 50 }, (_, seed) =>
      codec.structuredClone(randomGraph(seed)),
    );
    const received = [];
    let size = 0;
    const recut = new TransformStream({
      transform(chunk, controller) {
        for (let at = 0; at < chunk.length; at += size) {
          size = (size % 7) + 1;
          controller.enqueue(chunk.subarray(at, at + size));
        }
      },
    });
    const values = new ReadableStream({
      pull: (controller) =>
        graphs.length ? controller.enqueue(graphs.shift()) : controller.close(),
    });
    const expected = [...graphs].map((graph) => codec.decode(encode(graph)));
    const stream = values.pipeThrough(new Encoder()).pipeThrough(recut).pipeThrough(new Decoder());
    for await (const value of stream) received.push(value);
    assert.equal(received.length, 50);
    received.forEach((value, i) => assert.equal(difference(value, expected[i]), undefined));
  });

  test('they fail with what is wrong', async () => {
    const stream = new Blob([bytesOf('02 01 1c')]).stream().pipeThrough(new Decoder());
    const reader = stream.getReader();
    const received = [];
    await assert.rejects(
      async () => {
        for (;;) received.push((await reader.read()).value);
      },
      { code: 'malformed', offset: 2 },
    );
    const cut = new Blob([bytesOf('02 82')]).stream().pipeThrough(new Decoder());
    await assert.rejects(() => cut.getReader().read(), { code: 'truncated', offset: 1 });
  });

  test('an encoder takes no more than its reader wants', async () => {
    const { readable, writable } = new Encoder();
    const writer = writable.getWriter();
    let written = 0;
    for (let i = 0; i < 10; i++) writer.write(i).then(() => written++);
    const reader = readable.getReader();
    await reader.read();
    await reader.read();
    assert.ok(written < 10, `${written}`);
    for (let i = 1; i < 10; i++) await reader.read();
    await writer.ready;
    assert.equal(written, 10);
  });
});
