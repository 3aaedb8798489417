import { halfBits } from './floats.js';
import { encodeWtf8, hasLoneSurrogate } from './wtf8.js';

/** CBOR's major types, as the upper three bits of an initial byte. */
export const major = {
  unsigned: 0x00,
  negative: 0x20,
  bytes: 0x40,
  text: 0x60,
  array: 0x80,
  map: 0xa0,
  tag: 0xc0,
  simple: 0xe0,
} as const;

/** The tags in use, by what they make of their content. */
export const tag = { positiveBigint: 2, negativeBigint: 3, uint8Array: 64, wtf8: 273 } as const;

const initialCapacity = 512;
const keptCapacity = 1 << 16; // a longer buffer is given up once it was taken
const headMax = 9;
const handLoopMax = 48; // up to here a loop over ASCII beats a call of TextEncoder
const utf8 = new TextEncoder();

/** A growing run of bytes with the writes of leaves that CBOR knows. */
export class CborWriter {
  #bytes = new Uint8Array(initialCapacity);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets everything after the first `length` bytes. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Hands out the bytes, in a buffer of exactly their size, and starts again empty. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > keptCapacity) this.#allocate(initialCapacity);
    return taken;
  }

  /**
   * A major type with its argument, in the shortest form. `argument` is a whole number from 0 to
   * 2^53.
   */
  head(type: number, argument: number): void {
    this.#reserve(headMax);
    if (argument < 24) {
      this.#bytes[this.#length++] = type | argument;
    } else if (argument < 0x100) {
      this.#bytes[this.#length++] = type | 24;
      this.#bytes[this.#length++] = argument;
    } else if (argument < 0x10000) {
      this.#bytes[this.#length++] = type | 25;
      this.#view.setUint16(this.#length, argument);
      this.#length += 2;
    } else if (argument < 0x100000000) {
      this.#bytes[this.#length++] = type | 26;
      this.#view.setUint32(this.#length, argument);
      this.#length += 4;
    } else {
      this.#bytes[this.#length++] = type | 27;
      this.#view.setUint32(this.#length, Math.floor(argument / 0x100000000));
      this.#view.setUint32(this.#length + 4, argument >>> 0);
      this.#length += 8;
    }
  }

  /**
   * An integer if the value is whole, within ±2^53 and not -0; else the shortest float that is
   * exact.
   */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) <= 2 ** 53 && !Object.is(value, -0)) {
      if (value >= 0) this.head(major.unsigned, value);
      else this.head(major.negative, -1 - value);
    } else {
      this.#float(value);
    }
  }

  bigint(value: bigint): void {
    const magnitude = value < 0n ? -1n - value : value;
    const digits = magnitude === 0n ? '' : magnitude.toString(16);
    const padded = digits.length % 2 ? '0' + digits : digits;
    this.head(major.tag, value < 0n ? tag.negativeBigint : tag.positiveBigint);
    this.head(major.bytes, padded.length / 2);
    this.#reserve(padded.length / 2);
    for (let i = 0; i < padded.length; i += 2) {
      this.#bytes[this.#length++] = Number.parseInt(padded.slice(i, i + 2), 16);
    }
  }

  string(value: string): void {
    if (value.length > handLoopMax || !this.#asciiString(value)) {
      if (hasLoneSurrogate(value)) this.#wtf8String(value);
      else this.#utf8String(value);
    }
  }

  byteString(value: Uint8Array): void {
    this.head(major.bytes, value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  #float(value: number): void {
    this.#reserve(headMax);
    const exactInSingle = Math.fround(value) === value;
    const half = value !== value ? 0x7e00 : exactInSingle ? halfBits(value) : -1;
    if (half >= 0) {
      this.#bytes[this.#length++] = major.simple | 25;
      this.#view.setUint16(this.#length, half);
      this.#length += 2;
    } else if (exactInSingle) {
      this.#bytes[this.#length++] = major.simple | 26;
      this.#view.setFloat32(this.#length, value);
      this.#length += 4;
    } else {
      this.#bytes[this.#length++] = major.simple | 27;
      this.#view.setFloat64(this.#length, value);
      this.#length += 8;
    }
  }

  /** Writes a short string; false, and nothing written, if it is not ASCII. */
  #asciiString(value: string): boolean {
    const start = this.#length;
    this.head(major.text, value.length);
    this.#reserve(value.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.#length = start;
        return false;
      }
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  /**
   * The length comes before the text but is known after it: room is left as if all were ASCII, and
   * the text moved if that was wrong.
   */
  #utf8String(value: string): void {
    const start = this.#length;
    const room = headSize(value.length);
    this.#reserve(headMax + value.length * 3); // no write below makes the buffer move
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(start + room));
    const size = headSize(written);
    if (size !== room) this.#bytes.copyWithin(start + size, start + room, start + room + written);
    this.head(major.text, written);
    this.#length += written;
  }

  #wtf8String(value: string): void {
    this.head(major.tag, tag.wtf8);
    this.byteString(encodeWtf8(value));
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const filled = this.#bytes.subarray(0, this.#length);
    this.#allocate(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.set(filled);
  }

  #allocate(capacity: number): void {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }
}

/** The bytes that `head` writes for an argument below 2^32. */
function headSize(argument: number): number {
  if (argument < 24) return 1;
  if (argument < 0x100) return 2;
  return argument < 0x10000 ? 3 : 5;
}
