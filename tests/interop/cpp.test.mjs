// Between the codec and the one in C++: tests/interop/codec_echo, as the native preset builds it, or as the
// environment variable WEFT_CODEC_ECHO says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { codec } from '../../web/dist/weft.js';
import { difference, randomFrom, randomGraph } from '../web/support/codec_properties.mjs';
import { plainValues } from './values.mjs';

const built = new URL('../../build/native/tests/interop/codec_echo', import.meta.url);
const program = process.env.WEFT_CODEC_ECHO ?? fileURLToPath(built);
const skip = existsSync(program) ? false : 'codec_echo is not built';
const join = (chunks) => new Uint8Array(Buffer.concat(chunks));

/** The items, decoded and written by C++. */
function echoed(items) {
  const { status, stdout, stderr } = spawnSync(program, { input: join(items), maxBuffer: 1 << 28 });
  assert.equal(status, 0, String(stderr));
  return new Uint8Array(stdout);
}

/** What C++ says of each message: `ok`, or the error with its offset. */
function verdicts(messages) {
  const framed = messages.flatMap((bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  const { stdout } = spawnSync(program, ['--errors'], { input: join(framed), maxBuffer: 1 << 28 });
  return String(stdout).trimEnd().split('\n');
}

function verdict(bytes) {
  try {
    codec.decode(bytes);
    return 'ok';
  } catch (error) {
    return `${error.code} ${error.offset}`;
  }
}

/** Only a JavaScript engine knows which patterns are regular expressions, and not each has Float16Array. */
function isForEngine({ hex, ours }) {
  const isPattern = ours.startsWith('bad_tag_content') && hex.includes('d9524a');
  return isPattern || (ours.startsWith('unsupported') && /d85[04]/.test(hex));
}

const graphs = Array.from({ length: 2000 }, (_, seed) => codec.structuredClone(randomGraph(seed)));
const special = [
  Object.assign(new RangeError('r', { cause: [1] }), { code: 5 }),
  new AggregateError([new Error('e')], 'a'),
  new DOMException('m', 'AbortError'),
  Object.assign(/a/g, { lastIndex: 3 }),
  Object.assign([1, , 3], { x: 1 }),
];

describe('C++', { skip }, () => {
  test('reads what we write, and writes the same bytes', () => {
    const items = [...plainValues, ...special, ...graphs].map((value) => codec.encode(value));
    assert.deepEqual(Buffer.from(echoed(items)), Buffer.from(join(items)));
  });

  test('gives back graphs that are the same', () => {
    const back = codec.decodeSequence(echoed(graphs.map((graph) => codec.encode(graph))));
    back.forEach((graph, seed) => {
      const expected = codec.decode(codec.encode(graphs[seed]));
      assert.equal(difference(graph, expected), undefined, `seed ${seed}`);
    });
  });

  test('finds the same mistakes at the same offsets', () => {
    const random = randomFrom(3);
    const messages = [];
    for (let round = 0; round < 100_000; round++) {
      const bytes = codec.encode(graphs[random(200)].slice(0, 1 + random(4)), { stacks: false });
      if (random(4) === 0) messages.push(bytes.slice(0, random(bytes.length)));
      else {
        bytes[random(Math.min(bytes.length, 40))] = random(256);
        messages.push(bytes);
      }
    }
    const theirs = verdicts(messages);
    const differing = messages
      .map((bytes, i) => ({
        hex: Buffer.from(bytes).toString('hex'),
        ours: verdict(bytes),
        theirs: theirs[i],
      }))
      .filter((each) => each.ours !== each.theirs && !isForEngine(each));
    assert.deepEqual(differing.slice(0, 10), []);
  });
});
