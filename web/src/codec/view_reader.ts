// Reads buffers and views, and the entries of the side table.

import type { Decoding } from './decode.js';
import { major, tag, type ViewType } from './format.js';
import {
  bufferBytes,
  bufferResizable,
  setBytes,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayOffset,
} from './intrinsics.js';
import { readClassHead, readSize } from './parts.js';

const indexMax = 2 ** 32 - 1;

/** A typed array that is alone on its buffer: `number` is its tag. */
export function readTypedArray(
  decoding: Decoding,
  { type, size, tag: littleEndian }: ViewType,
  number: number,
  start: number,
): ArrayBufferView {
  const marked = decoding.shared.takeMark();
  const isBigEndian = number !== littleEndian;
  let content: Uint8Array;
  const { at } = decoding;
  decoding.readHead();
  if (decoding.type === major.bytes) {
    const found = decoding.content();
    const isAligned = typedArrayOffset(found) % size === 0;
    content = decoding.settings.borrow && isAligned && !isBigEndian ? found : new Uint8Array(found);
  } else {
    decoding.at = at;
    content = new Uint8Array(readForm(decoding, false, start));
  }
  const bytes = typedArrayBytes(content);
  if (bytes % size) throw decoding.badContent(start);
  if (isBigEndian) content = swapped(content, size);
  const isOne = (type as unknown) === Uint8Array;
  const view = isOne
    ? content
    : new type(typedArrayBuffer(content), typedArrayOffset(content), bytes / size);
  return decoding.shared.begin(view, marked);
}

/** With the bytes of each element in the opposite order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const length = typedArrayBytes(bytes);
  const copy = new Uint8Array(length);
  for (let i = 0; i < length; i++) copy[i] = bytes[i - (i % size) + (size - 1 - (i % size))];
  return copy;
}

/** The arguments of a view in its general form; without a length it follows that of the buffer. */
export function readView(
  decoding: Decoding,
  type: ViewType | undefined,
  hasLength: boolean,
  start: number,
): ArrayBufferView {
  const marked = decoding.shared.takeMark();
  const buffer = readBuffer(decoding, start);
  const offset = readSize(decoding, 2 ** 53, start);
  const length = hasLength ? readSize(decoding, 2 ** 53, start) : undefined;
  if (!hasLength && !bufferResizable(buffer)) throw decoding.badContent(start);
  let view: ArrayBufferView;
  try {
    view = new (type?.type ?? DataView)(buffer, offset, length);
  } catch {
    throw decoding.badContent(start); // it does not fit into the buffer
  }
  return decoding.shared.begin(view, marked);
}

/** The buffer of a view: in any form, shared or a reference. */
function readBuffer(decoding: Decoding, start: number): ArrayBuffer {
  decoding.awaited--;
  const { at } = decoding;
  decoding.readHead();
  const isTag = decoding.type === major.tag;
  if (isTag && decoding.argument === tag.reference) {
    decoding.at = at;
    const meant = decoding.item();
    if (!isBuffer(meant)) throw decoding.badContent(start);
    return meant;
  }
  if (!isTag || decoding.argument !== tag.shared) {
    decoding.at = at;
    return readForm(decoding, true, start);
  }
  const number = decoding.shared.mark();
  const buffer = readForm(decoding, true, start);
  decoding.shared.end(number, buffer);
  return buffer;
}

/** A byte string, or what may stand in its place; also a resizable buffer, if `anyForm`. */
function readForm(decoding: Decoding, anyForm: boolean, start: number): ArrayBuffer {
  decoding.readHead();
  if (decoding.type === major.bytes) return decoding.byteString();
  if (decoding.type !== major.tag || decoding.argument !== tag.generic)
    throw decoding.badContent(start);
  const { start: inner } = decoding;
  const { name, words } = readClassHead(decoding, inner);
  if (name === 'Bytes' && words === 1) return readBeside(decoding, inner);
  if (anyForm && name === 'ArrayBuffer' && words === 2) return readResizable(decoding, inner);
  throw decoding.badContent(start);
}

/** The arguments of a resizable buffer. */
export function readResizable(decoding: Decoding, start: number): ArrayBuffer {
  decoding.awaited--;
  const content = readForm(decoding, false, start);
  const max = readSize(decoding, 2 ** 53, start);
  const bytes = bufferBytes(content);
  if (bytes > max) throw decoding.badContent(start);
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(bytes, { maxByteLength: max });
  } catch {
    throw decoding.error('too_large', 'a buffer that this engine cannot make', start);
  }
  setBytes(new Uint8Array(buffer), new Uint8Array(content), 0);
  return buffer;
}

/** The argument of `Bytes`. */
export function readBeside(decoding: Decoding, start: number): ArrayBuffer {
  const buffer = readEntry(decoding, start);
  if (!isBuffer(buffer)) throw decoding.badContent(start);
  decoding.besideBytes += bufferBytes(buffer);
  if (decoding.besideBytes > decoding.settings.maxBytes)
    throw decoding.error('too_large', 'the item has more than maxBytes', start);
  return buffer;
}

/** What the side table has at the index that is read. */
export function readEntry(decoding: Decoding, start: number): unknown {
  const index = readSize(decoding, indexMax, start);
  const { table } = decoding.settings;
  if (!table || index >= table.length) throw decoding.badContent(start);
  return table[index];
}

function isBuffer(value: unknown): value is ArrayBuffer {
  try {
    bufferBytes(value);
    return true;
  } catch {
    return false;
  }
}
