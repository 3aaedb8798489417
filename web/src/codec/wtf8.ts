// WTF-8: UTF-8 that may also hold surrogates without their partner, as a JavaScript string may.
// Strings without such surrogates travel as plain UTF-8; see docs/wire_format.md, tag 273.

/** Whether a string has no UTF-8 form. Engines from before 2023 have no `isWellFormed`. */
export const hasLoneSurrogate: (text: string) => boolean =
  'isWellFormed' in String.prototype
    ? (text) => !text.isWellFormed()
    : (text) => /\p{Surrogate}/u.test(text);

// By the number of bytes that follow the first.
const leads = [0, 0xc0, 0xe0, 0xf0];
const least = [0, 0x80, 0x800, 0x10000];

/** The WTF-8 bytes of a string. */
export function encodeWtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes[at++] = code;
    else {
      const continuations = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes[at++] = leads[continuations] | (code >>> (6 * continuations));
      for (let i = continuations - 1; i >= 0; i--) bytes[at++] = 0x80 | ((code >>> (6 * i)) & 0x3f);
    }
  }
  return bytes.slice(0, at);
}

/**
 * The string of WTF-8 bytes, or undefined if they are none: overlong, out of range, cut, or a split
 * surrogate pair.
 */
export function decodeWtf8(bytes: Uint8Array): string | undefined {
  let text = '';
  let previous = 0;
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at++];
    const continuations =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (continuations < 0 || at + continuations > bytes.length) return undefined;
    let code = continuations === 0 ? lead : lead & (0x3f >>> continuations);
    for (let i = 0; i < continuations; i++) {
      if ((bytes[at] & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (bytes[at++] & 0x3f);
    }
    if (code < least[continuations] || code > 0x10ffff) return undefined;
    const completesPair =
      code >= 0xdc00 && code <= 0xdfff && previous >= 0xd800 && previous <= 0xdbff;
    if (completesPair) return undefined;
    previous = code;
    text += String.fromCodePoint(code);
  }
  return text;
}
