// What frames are while they pass through a port.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { importSource } from './support/source.mjs';

const { framesOf, isBesidePost, postFrames, postPorts } = await importSource('posts.ts');

/** What `frames` are posted as, and what arrives. */
function passed(frames, beside) {
  let posted;
  postFrames(
    { postMessage: (data, transfer) => (posted = structuredClone(data, { transfer })) },
    frames,
    beside,
  );
  return posted;
}

const some = (size) => Uint8Array.from({ length: size }, (_, i) => i * 37);

describe('frames', () => {
  for (const size of [0, 1, 64, 65, 1000, (1 << 16) - 1, 1 << 16])
    test(`of ${size} bytes arrive as they were`, () => {
      const posted = passed(some(size));
      assert.equal(typeof posted, size <= 64 ? 'string' : 'object');
      assert.deepEqual(framesOf(posted), some(size));
    });

  test('that are a part of a memory are copied, and leave it as it is', () => {
    for (const size of [10, 100, 1 << 17]) {
      const memory = some(1 << 18);
      const posted = passed(memory.subarray(3, 3 + size));
      assert.deepEqual(framesOf(posted), some(1 << 18).slice(3, 3 + size));
      assert.equal(memory.length, 1 << 18);
    }
  });

  test('with something beside them stay bytes', () => {
    const posted = passed(some(5), { objects: [new Date(0)], transfer: [] });
    assert.equal(framesOf(posted), undefined);
    assert.ok(isBesidePost(posted));
    assert.deepEqual(posted, { frames: some(5), beside: [new Date(0)] });
  });
});

describe('messages with ports', () => {
  test('are dropped in Node when a port has closed, as its other end is gone', async () => {
    const { port1: target, port2: here } = new MessageChannel();
    const { port1: gone, port2: left } = new MessageChannel();
    const closed = once(left, 'close');
    gone.close();
    left.ref();
    await closed;
    postPorts(target, { type: 'client', port: left }, [left]);
    postPorts(target, { type: 'idle' });
    const [data] = await once(here, 'message');
    assert.deepEqual(data, { type: 'idle' });
    target.close();
  });

  test('cannot hold what cannot be cloned', () => {
    const { port1 } = new MessageChannel();
    assert.throws(() => postPorts(port1, { act() {} }), { name: 'DataCloneError' });
    port1.close();
  });
});
