// The ways to encode: to new bytes, into given ones, and what a transfer list adds.

import { brandOf } from './brand.js';
import { dataCloneError, UncloneableError } from './errors.js';
import { simple } from './format.js';
import {
  isDetached,
  platformClone,
  setAdd,
  setBytes,
  setHas,
  typedArrayBytes,
} from './intrinsics.js';
import { type EncodeOptions, type EncodeSettings, settingsOf } from './options.js';
import { Walk } from './walk.js';
import { CborWriter } from './writer.js';

/**
 * Encodes one value as one CBOR item.
 *
 * @throws UncloneableError (a TypeError with `path` and `code`) for what cannot travel or exceeds a
 * limit; under the `html` profile a DataCloneError. What a getter throws passes. Nothing was
 * transferred then, and the table is as it was.
 */
export function encode(value: unknown, options?: EncodeOptions): Uint8Array<ArrayBuffer> {
  const writer = idleWriter ?? new CborWriter();
  idleWriter = undefined; // in use, should a getter encode something too
  encodeWith(writer, value, settingsOf(options));
  const bytes = writer.take();
  idleWriter = writer;
  return bytes;
}

/** As `encode`, but leaves what is listed for transfer in the table as it is. */
export function encodeUnmoved(value: unknown, settings: EncodeSettings): Uint8Array<ArrayBuffer> {
  const writer = new CborWriter();
  checkTransfer(settings);
  walk(value, writer, settings, '$');
  return writer.take();
}

function walk(
  value: unknown,
  writer: CborWriter,
  settings: EncodeSettings,
  rootName: string,
  chunks?: Uint8Array[],
): void {
  const walk = idleWalk ?? new Walk();
  idleWalk = undefined;
  walk.run(value, writer, settings, rootName, chunks);
  idleWalk = walk;
}

// Kept from one message to the next: making them takes longer than encoding a small value. After an
// error they are given up.
let idleWriter: CborWriter | undefined;
let idleWalk: Walk | undefined;

/**
 * Encodes one value to the start of `target`, which may be a part of a WebAssembly memory.
 *
 * @returns how many bytes it took
 * @throws RangeError if they are more than `target` has, which then holds nothing of use; and what
 * `encode` throws
 */
export function encodeInto(value: unknown, target: Uint8Array, options?: EncodeOptions): number {
  const writer = new CborWriter(target);
  encodeWith(writer, value, settingsOf(options), (length) => {
    if (length > typedArrayBytes(target))
      throw new RangeError(
        `The message has ${length} bytes, the target ${typedArrayBytes(target)}`,
      );
  });
  if (!writer.isIn(target)) setBytes(target, writer.written(0, writer.length), 0);
  return writer.length;
}

/**
 * Appends one value to `writer`; when it throws, the bytes after the former length are to be
 * forgotten.
 *
 * @param rootName what the path in an error begins with
 */
export function append(
  writer: CborWriter,
  value: unknown,
  rootName: string,
  settings: EncodeSettings,
): void {
  walk(value, writer, settings, rootName);
}

const shortText = 1024; // no limit of a message is near

/**
 * Appends a number, a boolean, undefined, null or a short string, sooner than `append` does; false, and
 * nothing is written, for anything else.
 */
export function appendLeaf(writer: CborWriter, value: unknown): boolean {
  if (typeof value === 'number') writer.number(value);
  else if (typeof value === 'string') {
    if (value.length > shortText) return false;
    writer.string(value);
  } else if (value === undefined) writer.simple(simple.undefined);
  else if (value === null) writer.simple(simple.null);
  else if (typeof value === 'boolean') writer.simple(value ? simple.true : simple.false);
  else return false;
  return true;
}

/**
 * The same with `settings.transfer`: everything that it lists is detached here, and the table has what
 * stands in its place, which this returns.
 *
 * @throws UncloneableError also for what cannot be transferred, or was; nothing is detached then
 */
export function appendMoving(
  writer: CborWriter,
  value: unknown,
  rootName: string,
  settings: EncodeSettings,
): readonly object[] {
  checkTransfer(settings);
  walk(value, writer, settings, rootName);
  try {
    return move(settings.transfer!, settings.table!);
  } catch (error) {
    throw new UncloneableError('transfer', `cannot be transferred: ${(error as Error).message}`);
  }
}

/**
 * @param accept may refuse a message that is complete, before anything is transferred
 * @param chunks as for `Walk.run`
 */
export function encodeWith(
  writer: CborWriter,
  value: unknown,
  settings: EncodeSettings,
  accept?: (length: number) => void,
  chunks?: Uint8Array[],
): void {
  const { table, transfer } = settings;
  const tabled = table?.length ?? 0;
  try {
    if (transfer) checkTransfer(settings);
    walk(value, writer, settings, '$', chunks);
    accept?.(writer.length);
    if (transfer) moveBuffers(transfer, table!);
  } catch (error) {
    if (table) table.length = tabled;
    throw error;
  }
}

/** Refuses, before any getter runs, what the platform would refuse. */
function checkTransfer({ transfer, table, profile }: EncodeSettings): void {
  const refuse = (index: number, reason: string) => {
    const path = `transfer[${index}]`;
    throw profile === 'html'
      ? dataCloneError(`${path} ${reason}`)
      : new UncloneableError(path, reason);
  };
  if (!table && transfer!.length > 0) throw new TypeError('A transfer list needs a side table');
  const seen = new Set<unknown>();
  for (let i = 0; i < transfer!.length; i++) {
    const object = transfer![i];
    if (setHas(seen, object)) refuse(i, 'is listed twice');
    setAdd(seen, object);
    const brand = object !== null && typeof object === 'object' ? brandOf(object) : typeof object;
    if (brand === 'ArrayBuffer') {
      if (isDetached(object)) refuse(i, 'is detached');
    } else if (brand !== 'Host' && brand !== 'Unknown') {
      refuse(i, `is of type ${brand}, which cannot be transferred`);
    }
  }
}

/** Detaches the listed buffers, all or none, and puts those that have their contents in their places. */
function moveBuffers(transfer: readonly object[], table: unknown[]): void {
  const buffers: object[] = [];
  for (let i = 0; i < transfer.length; i++)
    if (brandOf(transfer[i]) === 'ArrayBuffer') buffers[buffers.length] = transfer[i];
  if (buffers.length > 0) move(buffers, table);
}

/** Detaches the objects, all or none; returns what has their contents, and puts it in their places. */
function move(objects: readonly object[], table: unknown[]): readonly object[] {
  const moved = platformClone(objects, { transfer: objects as Transferable[] });
  for (let i = 0; i < objects.length; i++)
    for (let j = 0; j < table.length; j++) if (table[j] === objects[i]) table[j] = moved[i];
  return moved;
}
