// Reads what stands under tag 27: an array of a name and what the thing of that name is made of.

import type { Decoding } from './decode.js';
import { isErrorType, makeDOMException, makeError } from './error_record.js';
import { type CapabilityKind, capabilityKinds, typedArrays, type ViewType } from './format.js';
import { includes, mapGet } from './intrinsics.js';
import { type Open, openKind } from './open.js';
import { readClassHead, readMapHead, readSize, readString } from './parts.js';
import { readBeside, readEntry, readResizable, readView } from './view_reader.js';

const lengthMax = 2 ** 32 - 1; // of an array
const plainLengthMax = 1024; // up to here an array gets room for its elements at once
const primitiveOf = {
  Boolean: 'boolean',
  Number: 'number',
  String: 'string',
  BigInt: 'bigint',
} as const;

export function readClass(decoding: Decoding, start: number): unknown {
  const { name, words } = readClassHead(decoding, start);
  const takes = (least: number, most: number) => {
    if (words < least || words > most) throw decoding.badContent(start);
  };
  switch (name) {
    case 'Boolean':
    case 'Number':
    case 'String':
    case 'BigInt':
      takes(1, 1);
      return readBoxed(decoding, name, start);
    case 'Array':
      takes(2, 2);
      return readSparse(decoding, start);
    case 'ArrayBuffer':
      takes(2, 2);
      return decoding.shared.begin(readResizable(decoding, start));
    case 'Bytes':
      takes(1, 1);
      return decoding.shared.begin(readBeside(decoding, start));
  }
  if (includes(capabilityKinds, name)) {
    takes(1, 1);
    return readCapability(decoding, name as CapabilityKind, start);
  }
  const type = mapGet(typedArrays, name) as ViewType | undefined;
  if (type || name === 'DataView') {
    takes(2, 3);
    return readView(decoding, type, words === 3, start);
  }
  return readError(decoding, name, words, start);
}

function readBoxed(decoding: Decoding, name: keyof typeof primitiveOf, start: number): object {
  decoding.awaited--;
  const value = decoding.scalar(start);
  if (typeof value !== primitiveOf[name]) throw decoding.badContent(start);
  return decoding.shared.begin(Object(value));
}

function readSparse(decoding: Decoding, start: number): unknown[] {
  const length = readSize(decoding, lengthMax, start);
  const count = readMapHead(decoding, start);
  const array: unknown[] = [];
  // The engine keeps an array that once was so long in a table, without room for what is not there.
  if (length > plainLengthMax) array.length = lengthMax;
  array.length = length;
  decoding.open(openKind.sparse, array, count, count, start);
  return array;
}

function readError(decoding: Decoding, name: string, words: number, start: number): Error {
  const isDOMException = name === 'DOMException';
  const first = isDOMException ? 2 : 1; // arguments before the maps
  if (!isDOMException && !isErrorType(name))
    throw decoding.error('unsupported', `the name ${name}`, start);
  if (words < first || words > first + 2) throw decoding.badContent(start);
  const marked = decoding.shared.takeMark();
  decoding.awaited--;
  const message = decoding.scalar(start);
  if (typeof message !== 'string' && message !== undefined) throw decoding.badContent(start);
  const error = isDOMException
    ? makeDOMException(message ?? '', readString(decoding, start))
    : makeError(name, message);
  decoding.shared.begin(error, marked);
  if (words === first) return error;
  const count = readMapHead(decoding, start);
  const top = decoding.open(openKind.error, error, count, count, start);
  top.type = name;
  top.hasOwn = words === first + 2;
  top.key = new Set();
  return error;
}

/** After the parts of an error: its own properties take their place on the stack. */
export function openOwnProperties(decoding: Decoding, top: Open): void {
  const count = readMapHead(decoding, top.start);
  decoding.count(count);
  top.kind = openKind.own;
  top.missing = count;
  top.key = new Set();
}

/** Whether a type of error may have a part of that name. */
export function mayHave(type: string, part: string): boolean {
  switch (part) {
    case 'stack':
    case 'cause':
      return true;
    case 'name':
      return type !== 'DOMException';
    case 'errors':
      return type === 'AggregateError';
    default:
      return type === 'SuppressedError' && (part === 'error' || part === 'suppressed');
  }
}

function readCapability(decoding: Decoding, kind: CapabilityKind, start: number): unknown {
  const entry = readEntry(decoding, start);
  const { capability } = decoding.settings;
  return decoding.shared.begin(capability ? capability(kind, entry) : entry);
}
