// What the frames of calls are mostly made of: names, whole numbers, and short lists of these, read where they
// stand. For anything else these call the decoder.

import { decodeItem, type Input } from './decode.js';
import { major, simple } from './format.js';
import { beforeKeys, findKey, keepKey, keptKeyMax } from './keys.js';
import type { DecodeSettings } from './options.js';

/** As `decodeItem`; whole numbers and simple values are read sooner, and short arrays of these. */
export function decodeWord(input: Input, settings: DecodeSettings): unknown {
  const { at } = input;
  const initial = input.bytes[at];
  const isShortArray = initial >= major.array && initial < major.array + 24;
  const word = isShortArray ? readShortArray(input) : readLeaf(input);
  if (word !== other) return word;
  input.at = at;
  return decodeItem(input, settings);
}

/** What is not read sooner. */
const other = Symbol();

/** Of `other` some may have been read. */
function readShortArray(input: Input): unknown {
  const length = input.bytes[input.at++] - major.array;
  const array: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const value = readLeaf(input);
    if (value === other || i in array) return other; // a page may change Array.prototype
    array[i] = value;
  }
  return array;
}

/** Of `other` nothing has been read. */
function readLeaf(input: Input): unknown {
  const initial = input.bytes[input.at];
  if (initial < major.negative) {
    const whole = readWhole(input);
    return whole < 0 ? other : whole;
  }
  const index = initial - (major.simple + simple.false);
  if (!(index >= 0 && index < simpleValues.length)) return other; // nor is the end of the bytes any
  input.at++;
  return simpleValues[index];
}

const simpleValues = [false, true, null, undefined]; // from `simple.false` on

/** As `decodeItem`; a short string that was read before is read sooner. */
export function decodeName(input: Input, settings: DecodeSettings): unknown {
  const { bytes, at } = input;
  const size = bytes[at] - major.text;
  if (size < 0 || size > keptKeyMax || at + size >= bytes.length)
    return decodeItem(input, settings);
  const known = findKey(bytes, at + 1, size, beforeKeys);
  if (known) {
    input.at = at + 1 + size;
    return known.text;
  }
  const text = decodeItem(input, settings) as string;
  if (text.length === size) keepKey(text, bytes, at + 1, beforeKeys);
  return text;
}

/** Reads a whole number below 2^32; negative, and nothing is read, if there is none. */
export function readWhole(input: Input): number {
  const { bytes, at } = input;
  const info = bytes[at];
  const size = info < 24 ? 0 : info < 27 ? 1 << (info - 24) : 5;
  if (size > 4 || at + size >= bytes.length) return -1;
  let value = size === 0 ? info : 0;
  for (let i = 1; i <= size; i++) value = value * 256 + bytes[at + i];
  input.at = at + 1 + size;
  return value;
}
