// Reads what stands under a tag: bigints, dates, regular expressions, Sets and Maps, references. What
// stands under tag 27 is read by classes.ts, typed arrays by view_reader.ts.

import { readClass } from './classes.js';
import type { Decoding } from './decode.js';
import { major, tag, taggedArrays, type ViewType } from './format.js';
import { floor, mapGet, round } from './intrinsics.js';
import { openKind } from './open.js';
import { readNumber, readString } from './parts.js';
import { readTypedArray } from './view_reader.js';

const timeMax = 8.64e15; // milliseconds, of a valid date

export function readTagged(decoding: Decoding): unknown {
  const { start, argument: number } = decoding;
  switch (number) {
    case tag.positiveBigint:
      return decoding.taggedBytes().magnitude();
    case tag.negativeBigint:
      return -1n - decoding.taggedBytes().magnitude();
    case tag.wtf8:
      return decoding.taggedBytes().wtf8(start);
    case tag.seconds:
      return makeDate(decoding, round(readNumber(decoding, start) * 1000), start);
    case tag.time:
      return readTime(decoding, start);
    case tag.regexp:
      return readRegexp(decoding, start);
    case tag.set:
      return readSet(decoding, start);
    case tag.map:
      return readMap(decoding, start);
    case tag.shared:
      return readShared(decoding, start);
    case tag.reference:
      return readReference(decoding, start);
    case tag.generic:
      return readClass(decoding, start);
    default: {
      const type = mapGet(taggedArrays, number) as ViewType | undefined;
      if (type) return readTypedArray(decoding, type, number, start);
      throw decoding.error('unsupported', `tag ${number}`);
    }
  }
}

function readSet(decoding: Decoding, start: number): Set<unknown> {
  decoding.headOf(major.array, start);
  const { argument: count } = decoding;
  decoding.promise(count);
  const set = new Set();
  decoding.open(openKind.set, set, count, count, start);
  return set;
}

function readMap(decoding: Decoding, start: number): Map<unknown, unknown> {
  decoding.headOf(major.map, start);
  const count = 2 * decoding.argument;
  decoding.promise(count);
  const map = new Map();
  decoding.open(openKind.map, map, count, count, start);
  return map;
}

function readShared(decoding: Decoding, start: number): unknown {
  const { shared, at } = decoding;
  const number = shared.mark();
  decoding.readHead();
  const { type, argument } = decoding;
  if (type === major.tag && (argument === tag.shared || argument === tag.reference))
    throw decoding.badContent(start);
  decoding.at = at;
  const value = decoding.item();
  shared.end(number, value);
  return value;
}

function readReference(decoding: Decoding, start: number): unknown {
  const { shared } = decoding;
  decoding.readHead();
  const { type, argument: number } = decoding;
  if (type !== major.unsigned) throw decoding.badContent(start);
  if (number >= shared.count)
    throw decoding.error('forward_reference', `item ${number} has not begun`, start);
  if (!shared.isBuilt(number)) throw decoding.badContent(start);
  return shared.get(number);
}

function makeDate(decoding: Decoding, time: number, start: number): Date {
  if (time < -timeMax || time > timeMax) throw decoding.badContent(start);
  return decoding.shared.begin(new Date(time));
}

function readTime(decoding: Decoding, start: number): Date {
  decoding.headOf(major.map, start);
  decoding.promise(2 * decoding.argument);
  if (decoding.argument !== 2) throw decoding.badContent(start);
  let seconds: number | undefined;
  let milliseconds: number | undefined;
  for (let i = 0; i < 2; i++) {
    decoding.awaited--;
    const key = readNumber(decoding, start);
    const isKnown = key === 1 ? seconds === undefined : key === -3 && milliseconds === undefined;
    if (!isKnown) throw decoding.badContent(start);
    decoding.awaited--;
    const value = readNumber(decoding, start);
    if (key === 1) seconds = value;
    else milliseconds = value;
  }
  const areWhole = floor(seconds!) === seconds && floor(milliseconds!) === milliseconds;
  if (!areWhole || milliseconds! < 0 || milliseconds! >= 1000) throw decoding.badContent(start);
  return makeDate(decoding, seconds! * 1000 + milliseconds!, start);
}

function readRegexp(decoding: Decoding, start: number): RegExp {
  decoding.headOf(major.array, start);
  const { argument: count } = decoding;
  decoding.promise(count);
  if (count !== 2 && count !== 3) throw decoding.badContent(start);
  const source = readString(decoding, start);
  const flags = readString(decoding, start);
  let regexp: RegExp;
  try {
    regexp = new RegExp(source, flags);
  } catch {
    throw decoding.badContent(start);
  }
  if (count === 3) {
    decoding.awaited--;
    regexp.lastIndex = readNumber(decoding, start);
  }
  return decoding.shared.begin(regexp);
}
