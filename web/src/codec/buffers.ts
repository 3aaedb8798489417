// Writes buffers and views. docs/wire_format.md, "Views".
//
// The form of a view depends on whether anything else refers to its buffer, which is known at the end:
// such views are late insertions (weave.ts). So are the contents of large buffers, which then are
// copied once. No page code runs between the last getter of the walk and the weaving.

import { major, tag, type ViewType } from './format.js';
import {
  bufferBytes,
  bufferMax,
  bufferResizable,
  isDetached,
  mapGet,
  setHas,
} from './intrinsics.js';
import { isInBounds, tracksLength, type ViewParts, viewParts } from './views.js';
import type { Walk } from './walk.js';
import { type Late, marksItself } from './weave.js';
import { CborWriter } from './writer.js';

const lateMin = 1024; // a buffer of fewer bytes is copied at once
const besideMinDefault = 1 << 16;

/** Both are like `Walk.value`, and the object has been met. */
export function writeBuffer(walk: Walk, buffer: ArrayBuffer): boolean {
  if (isDetached(buffer)) throw walk.failure('is detached, and cannot be sent');
  const bytes = bufferBytes(buffer);
  if (isBeside(walk, buffer, bytes)) return writeBeside(walk, buffer, bytes);
  const resizable = bufferResizable(buffer);
  if (resizable) walk.generic('ArrayBuffer', 3);
  if (bytes < lateMin) {
    walk.writer.byteString(new Uint8Array(buffer));
  } else {
    walk.writer.head(major.bytes, bytes);
    writeLate(walk, bytes, () => [new Uint8Array(buffer, 0, bytes)]);
  }
  if (resizable) walk.writer.number(bufferMax!(buffer));
  return walk.checkSize();
}

export function writeView(walk: Walk, view: object): boolean {
  const parts = viewParts(view);
  const { type, buffer, offset, length, bytes } = parts;
  if (!isUnshared(buffer)) throw walk.failure('shows a SharedArrayBuffer, which cannot be sent');
  if (isDetached(buffer)) throw walk.failure('shows a detached buffer, which cannot be sent');
  if (!isInBounds(view)) throw walk.failure('is beyond the end of its buffer');
  if (!type || hasWholeForm(walk, parts)) return writeWhole(walk, view, parts);

  const { identity } = walk;
  const number = identity.count;
  if (identity.meet(buffer, marksItself) >= 0) return writeWhole(walk, view, parts);
  writeLate(walk, bytes, (shared) =>
    mapGet(shared, number) === undefined
      ? [headsOf(type, bytes), new Uint8Array(buffer, offset, bytes)]
      : [headsOfWhole(type, bufferBytes(buffer)), new Uint8Array(buffer), tailOf(offset, length)],
  );
  return walk.checkSize();
}

/** Whether a typed array is sent with its buffer even if it is alone on it. */
function hasWholeForm({ settings, transferred }: Walk, { buffer, bytes }: ViewParts): boolean {
  const all = bufferBytes(buffer);
  if (bufferResizable(buffer)) return true;
  if (bytes < all) return settings.profile === 'html' || setHas(transferred, buffer);
  return isBeside({ settings, transferred }, buffer, all);
}

function writeWhole(walk: Walk, view: object, parts: ViewParts): boolean {
  const { type, buffer, offset, length } = parts;
  const tracks = tracksLength(view, parts);
  walk.generic(type ? type.name : 'DataView', tracks ? 3 : 4);
  if (walk.meet(buffer)) writeBuffer(walk, buffer);
  walk.writer.number(offset);
  if (!tracks) walk.writer.number(length);
  return false;
}

/** Whether a buffer travels in the side table. */
function isBeside(
  { settings, transferred }: Pick<Walk, 'settings' | 'transferred'>,
  buffer: ArrayBuffer,
  bytes: number,
): boolean {
  if (!settings.table || settings.beside === false) return false;
  return bytes >= (settings.besideMin ?? besideMinDefault) || setHas(transferred, buffer);
}

function writeBeside(walk: Walk, buffer: ArrayBuffer, bytes: number): boolean {
  const table = walk.settings.table!;
  walk.generic('Bytes', 2);
  walk.writer.number(table.length);
  table[table.length] = buffer;
  walk.besideBytes += bytes;
  return walk.checkSize();
}

function writeLate(walk: Walk, bytes: number, late: Late): void {
  walk.insertions.add(walk.writer.length, walk.identity.count, late);
  walk.lateBytes += bytes;
}

function isUnshared(buffer: ArrayBufferLike): boolean {
  try {
    bufferBytes(buffer);
    return true;
  } catch {
    return false;
  }
}

const scratch = new CborWriter();

/** What stands before the bytes of a typed array that is alone on its buffer. */
function headsOf(type: ViewType, bytes: number): Uint8Array {
  scratch.head(major.tag, type.tag);
  scratch.head(major.bytes, bytes);
  return scratch.take();
}

/** The same where the buffer is shared. */
function headsOfWhole(type: ViewType, bytes: number): Uint8Array {
  scratch.head(major.tag, tag.generic);
  scratch.head(major.array, 4);
  scratch.string(type.name);
  scratch.head(major.tag, tag.shared);
  scratch.head(major.bytes, bytes);
  return scratch.take();
}

function tailOf(offset: number, length: number): Uint8Array {
  scratch.number(offset);
  scratch.number(length);
  return scratch.take();
}
