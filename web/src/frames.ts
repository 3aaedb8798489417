// The frames of protocol.ts as bytes, written and read by the page.

import { decodeSequence } from './codec/decode.js';
import { append } from './codec/encode.js';
import { defaultLimits } from './codec/limits.js';
import { major } from './codec/format.js';
import type { CborWriter } from './codec/writer.js';
import { frameKind, type WorkerFrame } from './protocol.js';

/**
 * The limits of a message hold for the whole frame: the arguments leave room for the rest of it.
 */
const argumentLimits = {
  maxDepth: defaultLimits.maxDepth - 1,
  maxItems: defaultLimits.maxItems - 4,
  maxBytes: defaultLimits.maxBytes - (1 << 16),
};

/**
 * @throws UncloneableError with a path such as `args[0].callback`; the writer then ends in a part
 * of the frame
 */
export function writeCall(writer: CborWriter, id: number, method: string, args: unknown[]): void {
  writer.head(major.array, 4);
  writer.number(frameKind.call);
  writer.number(id);
  writer.string(method);
  append(writer, args, 'args', argumentLimits);
}

export function writeCancel(writer: CborWriter, id: number): void {
  writer.head(major.array, 2);
  writer.number(frameKind.cancel);
  writer.number(id);
}

/**
 * The frames of one post of a worker.
 *
 * @throws CodecError for bytes that are no CBOR sequence of our format, TypeError for items that
 * are no frames
 */
export function readWorkerFrames(post: Uint8Array): WorkerFrame[] {
  const items = decodeSequence(post);
  for (const item of items) {
    if (!isWorkerFrame(item)) throw new TypeError('A worker sent something that is not a frame');
  }
  return items as WorkerFrame[];
}

function isWorkerFrame(item: unknown): item is WorkerFrame {
  if (!Array.isArray(item) || item.length !== 3 || typeof item[1] !== 'number') return false;
  return item[0] === frameKind.result || (item[0] === frameKind.error && isErrorRecord(item[2]));
}

function isErrorRecord(value: unknown): boolean {
  const record = value as { name?: unknown; message?: unknown } | null | undefined;
  return typeof record?.name === 'string' && typeof record.message === 'string';
}
