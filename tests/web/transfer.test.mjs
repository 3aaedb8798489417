// What is moved rather than copied, between a page and a module in JavaScript, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const kind of ['dedicated', 'shared']) {
  describe(`a call of a ${kind} worker`, { timeout }, () => {
    let page;
    before(async () => {
      page = await browser.page();
      await page.evaluate(async (kind) => {
        globalThis.pool = await runtime.createPool({ kind, workers: 1, name: 'transfer' });
        globalThis.remote = pool.module('/js_module.mjs');
      }, kind);
    });
    after(() => page.close());

    for (const size of [10, 1 << 20])
      test(`copies a buffer of ${size} bytes as it is at that time, and moves it if asked to`, async () => {
        const found = await page.evaluate(async (size) => {
          const bytes = new Uint8Array(size).fill(1);
          const copied = remote.sum(bytes);
          bytes[0] = 100;
          const length = bytes.length;
          const moved = remote.with({ transfer: [bytes.buffer] }).sum(bytes);
          const marked = new Uint8Array(size).fill(1);
          const alsoMoved = remote.sum(weft.transfer(marked, [marked.buffer]));
          const lengths = [length, bytes.length, marked.length];
          return [await copied, await moved, await alsoMoved, ...lengths];
        }, size);
        assert.deepEqual(found, [size, size + 99, size, size, 0, 0]);
      });

    test('keeps what was one buffer one, and views of it views', async () => {
      const found = await page.evaluate(async () => {
        const buffer = new ArrayBuffer(1 << 17);
        const words = [new Uint8Array(buffer, 2, 4), new Uint16Array(buffer), { buffer }];
        const [bytes, shorts, { buffer: received }] = await remote
          .with({ transfer: [buffer] })
          .echo(...words);
        return [
          bytes.buffer === received && shorts.buffer === received,
          [bytes.byteOffset, bytes.length, received.byteLength],
        ];
      });
      assert.deepEqual(found, [true, [2, 4, 1 << 17]]);
    });

    test('moves results and items, too', async () => {
      const found = await page.evaluate(async () => {
        const small = await remote.bufferOf(10);
        const large = await remote.bufferOf(1 << 20);
        const kept = await remote.keepBuffer(1 << 20);
        const lengths = [];
        for await (const item of remote.buffers(3, 1 << 17)) lengths.push(item.length, item[1]);
        return [small[9], large[9], kept.length, await remote.keptBytes(), lengths];
      });
      const length = 1 << 17;
      assert.deepEqual(found, [7, 7, 1 << 20, 0, [length, 0, length, 1, length, 2]]);
    });

    test('moves ports both ways, streams, canvases and bitmaps; copies blobs', async () => {
      const found = await page.evaluate(async () => {
        const { port1, port2 } = new MessageChannel();
        const heard = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
        await remote.with({ transfer: [port2] }).answerThrough(port2);
        const { port } = await remote.port();
        const doubled = new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
        port.postMessage(21);
        const stream = new Blob(['some bytes']).stream();
        const chunks = await remote.readAll(weft.transfer(stream, [stream]));
        const canvas = new OffscreenCanvas(2, 3);
        const { bitmap } = await remote.draw(weft.transfer(canvas, [canvas]));
        const [blob] = await remote.echo(new Blob(['a blob']));
        return [
          await heard,
          await doubled,
          new TextDecoder().decode(chunks[0]),
          [bitmap.width, bitmap.height],
          await blob.text(),
        ];
      });
      assert.deepEqual(found, ['hello from the worker', 42, 'some bytes', [2, 3], 'a blob']);
    });

    test('is refused with a TypeError and the path for what can only be moved and is not listed', async () => {
      const found = await page.evaluate(async () => {
        const { port1 } = new MessageChannel();
        const { error } = await outcome(remote.echo({ ports: [port1] }));
        return [error.name, error.path, await remote.add(1, 1)];
      });
      assert.deepEqual(found, ['TypeError', 'args[0].ports[0]', 2]);
    });

    test('is refused alone for what cannot be moved, or was, or twice; nothing is detached then', async () => {
      const found = await page.evaluate(async () => {
        const buffer = new ArrayBuffer(10);
        const { port1, port2 } = new MessageChannel();
        const send = (transfer, ...words) => outcome(remote.with({ transfer }).echo(...words));
        const refused = await Promise.all([
          send([buffer, {}], buffer),
          send([buffer, buffer], buffer),
          send([buffer, new Blob([])], buffer),
          send([buffer], buffer, () => {}),
        ]);
        const good = await send([port2], 1);
        const again = await send([port2], port2);
        port1.close();
        return [
          refused.map(({ error }) => error.name),
          buffer.byteLength,
          good.value,
          again.error.name,
        ];
      });
      assert.deepEqual(found, [Array(4).fill('TypeError'), 10, [1], 'TypeError']);
    });
  });
}
