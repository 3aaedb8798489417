import { CodecError, type CodecErrorCode } from './errors.js';
import { doubleOf, halfValue, singleValue } from './floats.js';
import { major } from './format.js';
import { fromCharCode, subarray, typedArrayBytes, uncurry } from './intrinsics.js';
import { decodeWtf8 } from './wtf8.js';

const handLoopMax = 32; // up to here a loop over ASCII beats a call of TextDecoder
const decodeUtf8 = uncurry(TextDecoder.prototype.decode) as (
  decoder: TextDecoder,
  bytes: Uint8Array,
) => string;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const safeHighWord = 2 ** 21; // a 64-bit integer whose upper word is below this is below 2^53
const nothing: Uint8Array = new Uint8Array(0);
const hexDigits = '0123456789abcdef';

/**
 * A position in bytes with the reads of heads and leaves that CBOR knows.
 *
 * `readHead` moves to the next item and leaves what it found in `start`, `type`, `info` and
 * `argument`; the other reads take the rest of that same item. Every length is checked against what
 * is left before anything is read or allocated.
 */
export class CborReader {
  /** The byte at which the item at hand starts. */
  start = 0;
  /** The item's major type, one of `major`. */
  type = 0;
  /**
   * The lower five bits of the initial byte: 0 to 23, or 24 to 27 for an argument of 1, 2, 4, 8
   * bytes.
   */
  info = 0;
  /** The argument; from 2^53 on rounded, which no length that could be satisfied ever is. */
  argument = 0;
  /** The byte at which the next read starts. */
  at = 0;

  /**
   * Items that are still to come, by what was read so far; a byte each at least, which no string
   * may claim.
   */
  awaited = 0;

  bytes = nothing;
  /** What may be read; less than the bytes there are if `maxBytes` is. */
  end = 0;
  length = 0;
  /** Where the bytes start in the sequence that they are a part of. */
  base = 0;

  /** Goes to `at` in `bytes`. */
  begin(bytes: Uint8Array, at: number, maxBytes: number, base: number): void {
    const length = typedArrayBytes(bytes);
    this.bytes = bytes;
    this.length = length;
    this.start = this.at = at;
    this.awaited = 0;
    this.end = length - at > maxBytes ? at + maxBytes : length;
    this.base = base;
  }

  /** Lets go of the bytes. */
  leave(): void {
    this.bytes = nothing;
  }

  /** The error for the item at hand, or the one that started at `offset`. */
  error(code: CodecErrorCode, detail: string, offset = this.start): CodecError {
    const cut = code === 'truncated' && this.end < this.length;
    return cut
      ? new CodecError('too_large', this.base + offset, 'the item has more than maxBytes')
      : new CodecError(code, this.base + offset, detail);
  }

  readHead(): void {
    const at = (this.start = this.at);
    if (at === this.end) throw this.error('truncated', 'the bytes end where an item should start');
    const initial = this.bytes[at];
    const info = initial & 0x1f;
    this.at = at + 1;
    this.type = initial & 0xe0;
    this.info = info;
    this.argument = info < 24 ? info : this.#readArgument(info);
  }

  /** The value of an item of type `unsigned` or `negative`. */
  integer(): number | bigint {
    const negative = this.type === major.negative;
    if (this.info === 27 && this.#word(this.at - 8) >= safeHighWord)
      return this.#wideInteger(negative);
    return negative ? -1 - this.argument : this.argument;
  }

  /** The value of an item of type `simple` with `info` 25, 26 or 27. */
  float(): number {
    if (this.info === 25) return halfValue(this.argument);
    return this.info === 26
      ? singleValue(this.argument)
      : doubleOf(this.#word(this.at - 8), this.#word(this.at - 4));
  }

  /** The value of an item of type `text`. */
  text(): string {
    const start = this.#skipContent();
    const { bytes, at: end } = this;
    const size = end - start;
    if (size <= handLoopMax) {
      const text = asciiText(bytes, start, end);
      if (text !== undefined) return text;
    }
    try {
      return decodeUtf8(utf8, subarray(bytes, start, end));
    } catch {
      throw this.error('invalid_utf8', 'a text string is not UTF-8');
    }
  }

  /** The bytes of an item of type `bytes`, where they are. */
  content(): Uint8Array {
    const start = this.#skipContent();
    return subarray(this.bytes, start, this.at);
  }

  /** The string of a `bytes` item under tag 273; the tag starts at `tagStart`. */
  wtf8(tagStart: number): string {
    const start = this.#skipContent();
    const text = decodeWtf8(this.bytes, start, this.at);
    if (text === undefined)
      throw this.error('invalid_utf8', 'the content of tag 273 is not WTF-8', tagStart);
    return text;
  }

  /** The magnitude of a `bytes` item under tag 2 or 3. */
  magnitude(): bigint {
    const { bytes } = this;
    let digits = '0x0';
    for (let i = this.#skipContent(); i < this.at; i++)
      digits += hexDigits[bytes[i] >> 4] + hexDigits[bytes[i] & 15];
    return BigInt(digits);
  }

  /** Believes that `count` items follow, if there are bytes for them. */
  promise(count: number): void {
    if (count > this.end - this.at - this.awaited)
      throw this.error('truncated', 'more items than bytes are left');
    this.awaited += count;
  }

  #readArgument(info: number): number {
    if (info > 27) throw this.#badInfo(info);
    const { at } = this;
    const size = 1 << (info - 24);
    if (this.end - at < size) throw this.error('truncated', 'the bytes end inside an argument');
    this.at = at + size;
    if (size === 1) return this.bytes[at];
    if (size === 2) return (this.bytes[at] << 8) | this.bytes[at + 1];
    const word = this.#word(at);
    return size === 4 ? word : word * 2 ** 32 + this.#word(at + 4);
  }

  #word(at: number): number {
    const { bytes } = this;
    const word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    return word >>> 0;
  }

  #badInfo(info: number): CodecError {
    const takesLength = this.type >= major.bytes && this.type < major.tag;
    return info === 31 && takesLength
      ? this.error('indefinite_length', 'only definite lengths are taken')
      : this.error('malformed', 'a reserved initial byte or a stray break');
  }

  #wideInteger(negative: boolean): number | bigint {
    const words = [this.#word(this.at - 8), this.#word(this.at - 4)];
    const argument = (BigInt(words[0]) << 32n) | BigInt(words[1]);
    const value = negative ? -1n - argument : argument;
    const isNumber = value >= -(2n ** 53n) && value <= 2n ** 53n;
    return isNumber ? Number(value) : value;
  }

  /** Moves behind the content of a string, and returns where it starts. */
  #skipContent(): number {
    const start = this.at;
    if (this.argument > this.end - start - this.awaited)
      throw this.error('truncated', 'a string is longer than what is left');
    this.at = start + this.argument;
    return start;
  }
}

/** Four characters at a time, since each piece is a string by itself; undefined if not all are ASCII. */
function asciiText(bytes: Uint8Array, at: number, end: number): string | undefined {
  let text = '';
  for (; at + 4 < end; at += 4) {
    const a = bytes[at];
    const b = bytes[at + 1];
    const c = bytes[at + 2];
    const d = bytes[at + 3];
    if ((a | b | c | d) > 0x7f) return undefined;
    text += fromCharCode(a, b, c, d);
  }
  const a = bytes[at];
  const b = bytes[at + 1] | 0; // what is beyond the end of the input is not used
  const c = bytes[at + 2] | 0;
  const d = bytes[at + 3] | 0;
  switch (end - at) {
    case 0:
      return '';
    case 1:
      return a > 0x7f ? undefined : text + fromCharCode(a);
    case 2:
      return (a | b) > 0x7f ? undefined : text + fromCharCode(a, b);
    case 3:
      return (a | b | c) > 0x7f ? undefined : text + fromCharCode(a, b, c);
    default:
      return (a | b | c | d) > 0x7f ? undefined : text + fromCharCode(a, b, c, d);
  }
}
