// Posts for a module that takes nothing but bytes, as C++ does: what travels beside the frames goes
// into them, if it is a buffer. What cannot go there fails the call that has it.

import { decodeItem } from '../codec/decode.js';
import { append } from '../codec/encode.js';
import { major } from '../codec/format.js';
import { defaultLimits } from '../codec/limits.js';
import type { EncodeSettings } from '../codec/options.js';
import { CborWriter } from '../codec/writer.js';
import { frameKind } from '../protocol.js';

/** An entry of a side table that is an actor. */
class Actor {
  constructor(readonly entry: unknown) {}
}

export interface Sorted {
  /** The frames for the module. */
  inside: Uint8Array;
  /** Answers to the page: errors of calls and iterators whose words cannot be made bytes. */
  refused: Uint8Array;
}

/** Undefined for what are no frames. */
export function withoutBeside(frames: Uint8Array, beside: readonly unknown[]): Sorted | undefined {
  try {
    return sortAll(frames, beside);
  } catch {
    return undefined;
  }
}

function sortAll(frames: Uint8Array, beside: readonly unknown[]): Sorted {
  const inside = new CborWriter();
  const refused = new CborWriter();
  const input = { bytes: frames, at: 0, base: 0 };
  let start = 0; // of the frame at hand, with its side table
  let table: unknown[] = [];
  while (input.at < frames.length) {
    const frame = decodeItem(input, { ...defaultLimits, table }) as unknown[];
    if (frame[0] === frameKind.refs) {
      table = (frame[1] as unknown[]).map((entry) =>
        typeof entry === 'number' ? beside[entry] : new Actor(entry),
      );
      continue;
    }
    if (table.every((entry) => entry instanceof Actor))
      inside.raw(frames.subarray(start, input.at));
    else sort(frame, inside, refused);
    start = input.at;
    table = [];
  }
  return { inside: inside.take(), refused: refused.take() };
}

function sort(frame: unknown[], inside: CborWriter, refused: CborWriter): void {
  const start = inside.length;
  try {
    writeAll(frame, inside);
  } catch (error) {
    inside.length = start;
    const [kind, id] = frame;
    append(refused, [frameKind.error, id, error], 'error', defaultLimits);
    if (kind !== frameKind.call) append(inside, [frameKind.release, id], 'release', defaultLimits);
  }
}

/** Writes a frame, and before it the actors that it holds. */
function writeAll(frame: unknown[], inside: CborWriter): void {
  const table: unknown[] = [];
  const settings: EncodeSettings = {
    ...defaultLimits,
    table,
    beside: false,
    capability: (object) =>
      object instanceof Actor ? { kind: 'Actor', entry: object.entry } : undefined,
  };
  const writer = new CborWriter();
  writer.head(major.array, frame.length);
  const name = frame[0] === frameKind.call ? 'args' : 'value';
  for (const word of frame) append(writer, word, name, settings);
  if (table.length > 0) append(inside, [frameKind.refs, table], 'refs', defaultLimits);
  inside.raw(writer.take());
}
