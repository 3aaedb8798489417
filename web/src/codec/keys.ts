// The keys of objects, which come again and again: a table keeps the strings of short ones, found by
// their bytes. Most often a key is the one that followed the same key last time, which is tried first.
//
// What a table of fixed size keeps is bounded, whatever the input says.

import { objectPrototype, sliceBytes } from './intrinsics.js';

const tableSize = 1024; // in pairs: a key is at its index or beside it, the older one of a pair
/** Longer keys are not kept. A key of so many bytes has its length in its initial byte. */
export const keptKeyMax = 23;

export class Key {
  /** Index of the key that came after this one last time. */
  next = 0;
  /** In which decoding `isInherited` was found out: pages may change Object.prototype in between. */
  checked = 0;
  isInherited = false;

  constructor(
    readonly text: string,
    readonly bytes: Uint8Array,
    readonly size: number,
  ) {}
}

const table: (Key | undefined)[] = [];
for (let i = 0; i < tableSize; i++) table[i] = undefined;

/** What comes before the first key. */
export const beforeKeys = new Key('', new Uint8Array(0), 0);

/** The key of `size` bytes at `at`, which came after `previous`; undefined if it is not known. */
export function findKey(
  bytes: Uint8Array,
  at: number,
  size: number,
  previous: Key,
): Key | undefined {
  const guess = table[previous.next];
  if (guess !== undefined && isKey(guess, bytes, at, size)) return guess;
  let index = indexOf(bytes, at, size);
  let found = table[index];
  if (found === undefined || !isKey(found, bytes, at, size)) found = table[(index ^= 1)];
  if (found === undefined || !isKey(found, bytes, at, size)) return undefined;
  previous.next = index;
  return found;
}

/** Keeps a key of ASCII characters. */
export function keepKey(text: string, bytes: Uint8Array, at: number, previous: Key): Key {
  const size = text.length;
  const index = indexOf(bytes, at, size);
  previous.next = index;
  table[index ^ 1] = table[index];
  return (table[index] = new Key(text, sliceBytes(bytes, at, at + size), size));
}

/** A key that is not kept. What follows it is guessed as after `previous`. */
export function looseKey(text: string, previous: Key): Key {
  const key = new Key(text, previous.bytes, -1);
  key.next = previous.next;
  return key;
}

/** Whether assigning `text` to a fresh object could do anything else than define it. */
export function isInherited(text: string): boolean {
  return text in objectPrototype;
}

function isKey(key: Key, bytes: Uint8Array, at: number, size: number): boolean {
  if (key.size !== size) return false;
  const expected = key.bytes;
  for (let i = 0; i < size; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

function indexOf(bytes: Uint8Array, at: number, size: number): number {
  let hash = size;
  for (let i = 0; i < size; i++) hash = (hash * 31 + bytes[at + i]) | 0;
  return ((hash ^ (hash >>> 11)) & (tableSize / 2 - 1)) * 2;
}
