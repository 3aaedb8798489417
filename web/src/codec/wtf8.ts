// WTF-8: UTF-8 that may also hold surrogates without their partner, as a JavaScript string may.
// Strings without such surrogates travel as plain UTF-8; see docs/wire_format.md, tag 273.

import { charCodeAt, fromCharCode, sliceBytes, uncurry } from './intrinsics.js';

const { isWellFormed } = String.prototype;
const wellFormed = isWellFormed && uncurry(isWellFormed);
const codePointAt = uncurry(String.prototype.codePointAt) as (text: string, at: number) => number;

const isSurrogate = (code: number) => code >>> 11 === 0x1b;

/** Whether a string has no UTF-8 form. Engines from before 2023 have no `isWellFormed`. */
export function hasLoneSurrogate(text: string): boolean {
  if (wellFormed) return !wellFormed(text);
  for (let i = 0; i < text.length; i++) {
    if (!isSurrogate(charCodeAt(text, i))) continue;
    if (isSurrogate(codePointAt(text, i))) return true;
    i++;
  }
  return false;
}

// By the number of bytes that follow the first.
const leads = [0, 0xc0, 0xe0, 0xf0];
const least = [0, 0x80, 0x800, 0x10000];

/** The WTF-8 bytes of a string. */
export function encodeWtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = codePointAt(text, i);
    if (code > 0xffff) i++;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[at++] = leads[more] | (code >>> (6 * more));
    for (let j = more - 1; j >= 0; j--) bytes[at++] = 0x80 | ((code >>> (6 * j)) & 0x3f);
  }
  return sliceBytes(bytes, 0, at);
}

/**
 * The string of the WTF-8 in `bytes` from `at` to `end`, or undefined if it is none: overlong, out of
 * range, cut, or a split surrogate pair.
 */
export function decodeWtf8(bytes: Uint8Array, at: number, end: number): string | undefined {
  let text = '';
  let previous = 0;
  while (at < end) {
    const lead = bytes[at++];
    const more =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0 || at + more > end) return undefined;
    let code = more === 0 ? lead : lead & (0x3f >>> more);
    for (let i = 0; i < more; i++) {
      if ((bytes[at] & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (bytes[at++] & 0x3f);
    }
    if (code < least[more] || code > 0x10ffff) return undefined;
    if (code >>> 10 === 0x37 && previous >>> 10 === 0x36) return undefined; // a pair, split
    previous = code;
    text +=
      code > 0xffff
        ? fromCharCode(0xd7c0 + (code >>> 10), 0xdc00 | (code & 0x3ff))
        : fromCharCode(code);
  }
  return text;
}
