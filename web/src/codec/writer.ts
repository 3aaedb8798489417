import { halfBits, lowerWord, singleBitsOf, splitDouble, upperWord } from './floats.js';
import { formatVersion, major, tag } from './format.js';
import {
  charCodeAt,
  copyWithin,
  floor,
  fround,
  isInteger,
  setBytes,
  sliceBytes,
  stringSlice,
  subarray,
  toHex,
  typedArrayBytes,
  uncurry,
} from './intrinsics.js';
import { encodeWtf8, hasLoneSurrogate } from './wtf8.js';

const initialCapacity = 1024;
const largeBytes = 1 << 16; // what needs so many gets room for just that; a longer buffer is not kept
const headMax = 9;
const handLoopMax = 48; // up to here a loop over ASCII beats a call of TextEncoder
const loopedCopyMax = 128;
const utf8 = new TextEncoder();
const encodeUtf8 = uncurry(TextEncoder.prototype.encodeInto) as (
  encoder: TextEncoder,
  text: string,
  target: Uint8Array,
) => TextEncoderEncodeIntoResult;

/** A run of bytes that grows, with the writes of leaves that CBOR knows. */
export class CborWriter {
  /** How much is written; made smaller, what stood behind is forgotten. */
  length = 0;

  #bytes!: Uint8Array;
  #capacity!: number;

  /** @param bytes where to begin; what they have no room for goes on elsewhere */
  constructor(bytes: Uint8Array = new Uint8Array(initialCapacity)) {
    this.#use(bytes);
  }

  /** Hands out the bytes, in a buffer of exactly their size, and starts again empty. */
  take(): Uint8Array<ArrayBuffer> {
    const { length } = this;
    const bytes = this.#bytes as Uint8Array<ArrayBuffer>;
    const whole = length === this.#capacity;
    const taken = whole ? bytes : copyOf(bytes, length);
    this.length = 0;
    if (whole || this.#capacity > largeBytes) this.#use(new Uint8Array(initialCapacity));
    return taken;
  }

  /** A view of what is written, until the next write. */
  written(start: number, end: number): Uint8Array {
    return subarray(this.#bytes, start, end);
  }

  /** Whether everything that was written is in `bytes`, which the writer began with. */
  isIn(bytes: Uint8Array): boolean {
    return this.#bytes === bytes;
  }

  /** Changes one byte that was written. */
  patch(at: number, byte: number): void {
    this.#bytes[at] = byte;
  }

  version(): void {
    this.head(major.unsigned, formatVersion);
  }

  /**
   * A major type with its argument, in the shortest form. `argument` is a whole number from 0 to
   * 2^53.
   */
  head(type: number, argument: number): void {
    if (this.length + headMax > this.#capacity) this.#grow(headMax);
    this.length = this.headAt(this.length, type, argument);
  }

  /** The same at a place that has room for it; returns where it ends. */
  headAt(at: number, type: number, argument: number): number {
    const bytes = this.#bytes;
    if (argument < 24) {
      bytes[at] = type | argument;
      return at + 1;
    }
    if (argument < 0x100) {
      bytes[at] = type | 24;
      bytes[at + 1] = argument;
      return at + 2;
    }
    if (argument < 0x10000) return this.#halfAt(at, type, argument);
    if (argument < 0x100000000) return this.#wordAt(at, type, argument);
    this.#wordAt(at + 4, 0, argument); // the lower word; its initial byte is written over
    this.#wordAt(at, type, floor(argument / 0x100000000));
    bytes[at] = type | 27;
    return at + 9;
  }

  /** Writes the argument of the head at `at` anew, which may only get smaller: in the width it has. */
  setArgument(at: number, argument: number): void {
    const width = this.#bytes[at] & 0x1f;
    if (width < 24) this.#bytes[at] = (this.#bytes[at] & 0xe0) | argument;
    else if (width === 24) this.#bytes[at + 1] = argument;
    else if (width === 25) this.#halfAt(at, this.#bytes[at] & 0xe0, argument);
    else this.#wordAt(at, this.#bytes[at] & 0xe0, argument);
  }

  /** The initial byte of a simple value below 24. */
  simple(value: number): void {
    this.head(major.simple, value);
  }

  /**
   * An integer if the value is whole, within ±2^53 and not -0; else the shortest float that is
   * exact.
   */
  number(value: number): void {
    const word = value | 0;
    if (word === value && (word !== 0 || 1 / value > 0)) {
      if (word >= 0) this.head(major.unsigned, word);
      else this.head(major.negative, ~word);
    } else if (value !== 0 && isInteger(value) && value >= -(2 ** 53) && value <= 2 ** 53) {
      if (value > 0) this.head(major.unsigned, value);
      else this.head(major.negative, -1 - value);
    } else {
      this.#float(value);
    }
  }

  bigint(value: bigint): void {
    const magnitude = value < 0n ? -1n - value : value;
    const digits = magnitude === 0n ? '' : toHex(magnitude, 16);
    const padded = digits.length % 2 ? '0' + digits : digits;
    const size = padded.length / 2;
    this.head(major.tag, value < 0n ? tag.negativeBigint : tag.positiveBigint);
    this.head(major.bytes, size);
    this.#reserve(size);
    for (let i = 0; i < padded.length; i += 2)
      this.#bytes[this.length++] = +('0x' + stringSlice(padded, i, i + 2));
  }

  string(text: string): void {
    const { length } = text;
    if (length > handLoopMax) return this.#longString(text);
    if (this.length + headMax + length > this.#capacity) this.#grow(headMax + length);
    const bytes = this.#bytes;
    let at = this.length;
    if (length < 24) {
      bytes[at++] = major.text | length;
    } else {
      bytes[at++] = major.text | 24;
      bytes[at++] = length;
    }
    for (let i = 0; i < length; i++) {
      const code = charCodeAt(text, i);
      if (code > 0x7f) return this.#longString(text);
      bytes[at++] = code;
    }
    this.length = at;
  }

  byteString(content: Uint8Array): void {
    this.head(major.bytes, typedArrayBytes(content));
    this.raw(content);
  }

  /** Bytes as they are. */
  raw(content: Uint8Array): void {
    const at = this.length;
    this.extend(typedArrayBytes(content));
    this.rawAt(at, content);
  }

  /** The same at a place that has room for them. */
  rawAt(at: number, content: Uint8Array): void {
    setBytes(this.#bytes, content, at);
  }

  /** Moves what stands from `start` to `end` to `to`, where there is room for it. */
  move(start: number, end: number, to: number): void {
    if (to !== start) copyWithin(this.#bytes, to, start, end);
  }

  /** Makes the written part longer; what is added is to be written by the caller. */
  extend(more: number): void {
    this.#reserve(more);
    this.length += more;
  }

  #float(value: number): void {
    if (this.length + headMax > this.#capacity) this.#grow(headMax);
    const at = this.length;
    if (fround(value) !== value && value === value) {
      splitDouble(value);
      this.#wordAt(at + 4, 0, lowerWord());
      this.#wordAt(at, 0, upperWord());
      this.#bytes[at] = major.simple | 27;
      this.length = at + 9;
      return;
    }
    const bits = singleBitsOf(value);
    const half = value === value ? halfBits(bits) : 0x7e00;
    // An argument of these bits, in the width that tells the floats apart.
    this.length =
      half < 0 ? this.#wordAt(at, major.simple, bits) : this.#halfAt(at, major.simple, half);
  }

  #halfAt(at: number, type: number, argument: number): number {
    const bytes = this.#bytes;
    bytes[at] = type | 25;
    bytes[at + 1] = argument >>> 8;
    bytes[at + 2] = argument;
    return at + 3;
  }

  #wordAt(at: number, type: number, argument: number): number {
    const bytes = this.#bytes;
    bytes[at] = type | 26;
    bytes[at + 1] = argument >>> 24;
    bytes[at + 2] = argument >>> 16;
    bytes[at + 3] = argument >>> 8;
    bytes[at + 4] = argument;
    return at + 5;
  }

  #longString(text: string): void {
    if (hasLoneSurrogate(text)) {
      this.head(major.tag, tag.wtf8);
      this.byteString(encodeWtf8(text));
    } else this.#utf8String(text);
  }

  /**
   * The length comes before the text but is known after it: room is left as if all were ASCII, and
   * the text moved if that was wrong.
   */
  #utf8String(text: string): void {
    const start = this.length;
    const room = headSize(text.length);
    this.#reserve(room + text.length);
    let size = this.#utf8(text, start + room);
    if (size < 0) {
      this.#reserve(headMax + text.length * 3);
      size = this.#utf8(text, start + room);
    }
    const needed = headSize(size);
    if (needed !== room) this.move(start + room, start + room + size, start + needed);
    this.head(major.text, size);
    this.length = start + needed + size;
  }

  /** The number of bytes that `text` took at `at`, or -1 if there was not enough room. */
  #utf8(text: string, at: number): number {
    const { read, written } = encodeUtf8(utf8, text, subarray(this.#bytes, at, this.#capacity));
    return read === text.length ? written : -1;
  }

  #reserve(more: number): void {
    if (this.length + more > this.#capacity) this.#grow(more);
  }

  #grow(more: number): void {
    const { length } = this;
    const needed = length + more;
    const doubled = this.#capacity * 2;
    const grown = new Uint8Array(more >= largeBytes || needed > doubled ? needed : doubled);
    setBytes(grown, subarray(this.#bytes, 0, length), 0);
    this.#use(grown);
  }

  #use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#capacity = typedArrayBytes(bytes);
  }
}

/** A loop is faster than asking for a view of a few bytes, to copy that. */
function copyOf(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  if (length > loopedCopyMax) return sliceBytes(bytes, 0, length);
  const copy = new Uint8Array(length);
  for (let i = 0; i < length; i++) copy[i] = bytes[i];
  return copy;
}

/** The bytes that `head` writes for an argument below 2^32. */
export function headSize(argument: number): number {
  if (argument < 24) return 1;
  if (argument < 0x100) return 2;
  return argument < 0x10000 ? 3 : 5;
}
