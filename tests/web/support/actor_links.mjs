// Nodes for tests of what passes between them: real ones, and one that is played by hand.
import { actorTypes } from '../fixtures/actor_types.mjs';
import { afterEach } from 'node:test';
import * as weft from '../../../web/dist/weft.js';
import { bytesOf, startModule, startRuntime } from './actor_nodes.mjs';

const { codec } = weft;
export const types = actorTypes(weft);
export const kinds = {
  ...{ refs: 4, hello: 5, send: 6, ask: 7, answer: 8, failure: 9, gone: 10, monitor: 11 },
  ...{ demonitor: 12, down: 13, link: 14, unlink: 15, exit: 16, spawn: 17 },
};

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Calls `close` at the end of the test. */
export function closeAtEnd(close) {
  closing.push(close);
}

/** A runtime; what `module` is given is at the other end of its only link. */
export async function open(module, options) {
  const joined = await startRuntime(module, options);
  closing.push(() => joined.runtime.close());
  return joined;
}

export async function openModule(options = { actors: types }) {
  const module = await startModule(options);
  closing.push(() => module.end());
  return module;
}

/** A node that is played by hand: `frames()` gives the next post, actors as `{ actor: [node, number] }`. */
export function byHand() {
  const { port1, port2 } = new MessageChannel();
  closing.push(() => port1.close());
  const posts = [];
  const waiting = [];
  port1.onmessage = ({ data }) => {
    posts.push(data);
    waiting.shift()?.();
  };
  return {
    connect: () => port2,
    close: () => port1.close(),
    async post() {
      if (posts.length === 0) await new Promise((resolve) => waiting.push(resolve));
      return posts.shift();
    },
    async frames() {
      return decoded(await this.post());
    },
    send: (...frames) => port1.postMessage(sequence(frames)),
    raw: (data) => port1.postMessage(data),
  };
}

export function decoded(posted) {
  const post = bytesOf(posted);
  const frames = [];
  let table;
  for (let at = 0; at < post.length;) {
    // The end of an item is where the rest is a sequence by itself.
    const [frame, size] = decodeFirst(post.subarray(at), table);
    table = frame[0] === kinds.refs ? frame[1] : undefined;
    at += size;
    frames.push(frame);
  }
  return frames;
}

function decodeFirst(bytes, table) {
  const capability = (kind, entry) => ({ [kind]: entry });
  try {
    return [codec.decode(bytes, { table, capability }), bytes.length];
  } catch (error) {
    if (error.code !== 'trailing_bytes') throw error;
    return [codec.decode(bytes.subarray(0, error.offset), { table, capability }), error.offset];
  }
}

/** Frames as one post; `{ Actor: [node, number] }` inside them goes into a side table. */
export function sequence(frames, { withTables = true } = {}) {
  class Actor {
    constructor(entry) {
      this.entry = entry;
    }
  }
  const parts = frames.flatMap((frame) => {
    const table = [];
    const capability = (object) =>
      object instanceof Actor ? { kind: 'Actor', entry: object.entry } : undefined;
    const marked = frame.map((word) => (word?.Actor ? new Actor(word.Actor) : word));
    const bytes = codec.encode(marked, { table, capability });
    const hasTable = withTables && table.length > 0;
    return hasTable ? [codec.encode([kinds.refs, table]), bytes] : [bytes];
  });
  return new Uint8Array(Buffer.concat(parts));
}
