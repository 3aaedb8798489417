// Reads the parts of an array under a tag. What does not fit is the bad content of the tag at `start`.

import type { Decoding } from './decode.js';
import { major } from './format.js';
import { floor } from './intrinsics.js';

/** A number that was not promised, such as a date's. */
export function readNumber(decoding: Decoding, start: number): number {
  const value = decoding.scalar(start);
  if (typeof value !== 'number') throw decoding.badContent(start);
  return value;
}

export function readString(decoding: Decoding, start: number): string {
  decoding.awaited--;
  const value = decoding.scalar(start);
  if (typeof value !== 'string') throw decoding.badContent(start);
  return value;
}

export function readSize(decoding: Decoding, max: number, start: number): number {
  decoding.awaited--;
  const size = readNumber(decoding, start);
  if (size >= 0 && size <= max && floor(size) === size) return size;
  throw decoding.badContent(start);
}

/** The head of a map as a part: how many members, which are members are promised. */
export function readMapHead(decoding: Decoding, start: number): number {
  decoding.awaited--;
  decoding.headOf(major.map, start);
  decoding.promise(2 * decoding.argument);
  return decoding.argument;
}

/** The name and the number of arguments after it, which are promised. */
export function readClassHead(decoding: Decoding, start: number): { name: string; words: number } {
  decoding.headOf(major.array, start);
  const { argument: count } = decoding;
  decoding.promise(count);
  if (count === 0) throw decoding.badContent(start);
  decoding.awaited--;
  decoding.headOf(major.text, start);
  return { name: decoding.text(), words: count - 1 };
}
