import { CodecError, type CodecErrorCode } from './errors.js';
import { halfValue } from './floats.js';
import { decodeWtf8 } from './wtf8.js';
import { major } from './writer.js';

const handLoopMax = 24; // up to here a loop over ASCII beats a call of TextDecoder
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const safeHighWord = 2 ** 21; // a 64-bit integer whose upper word is below this is below 2^53

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

  /**
   * Items that are still to come, by what was read so far; a byte each at least, which no string
   * may claim.
   */
  awaited = 0;

  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  /** The byte at which the next read starts. */
  get position(): number {
    return this.#at;
  }

  /** Bytes left, up to the limit. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Whether another item follows the last one. */
  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** Lets the coming reads see `maxBytes` of what is left. */
  limit(maxBytes: number): void {
    this.#end = Math.min(this.#bytes.length, this.#at + maxBytes);
  }

  /** The error for the item at hand, or the one that started at `offset`. */
  error(code: CodecErrorCode, detail: string, offset = this.start): CodecError {
    const cut = code === 'truncated' && this.#end < this.#bytes.length;
    return cut
      ? new CodecError('too_large', offset, 'the item has more than maxBytes')
      : new CodecError(code, offset, detail);
  }

  readHead(): void {
    this.start = this.#at;
    if (this.remaining === 0)
      throw this.error('truncated', 'the bytes end where an item should start');
    const initial = this.#bytes[this.#at++];
    this.type = initial & 0xe0;
    this.info = initial & 0x1f;
    this.argument = this.info < 24 ? this.info : this.#readArgument();
  }

  /** The value of an item of type `unsigned` or `negative`. */
  integer(): number | bigint {
    const negative = this.type === major.negative;
    if (this.info === 27 && this.#view.getUint32(this.#at - 8) >= safeHighWord)
      return this.#wideInteger(negative);
    return negative ? -1 - this.argument : this.argument;
  }

  /** The value of an item of type `simple` with `info` 25, 26 or 27. */
  float(): number {
    if (this.info === 25) return halfValue(this.argument);
    return this.info === 26
      ? this.#view.getFloat32(this.#at - 4)
      : this.#view.getFloat64(this.#at - 8);
  }

  /** The value of an item of type `text`. */
  text(): string {
    const bytes = this.#content();
    const short = bytes.length <= handLoopMax ? asciiString(bytes) : undefined;
    if (short !== undefined) return short;
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.error('invalid_utf8', 'a text string is not UTF-8');
    }
  }

  /** The bytes of an item of type `bytes`, copied. */
  byteString(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#content());
  }

  /** The string of a `bytes` item under tag 273; the tag starts at `tagStart`. */
  wtf8(tagStart: number): string {
    const text = decodeWtf8(this.#content());
    if (text === undefined)
      throw this.error('invalid_utf8', 'the content of tag 273 is not WTF-8', tagStart);
    return text;
  }

  /** The magnitude of a `bytes` item under tag 2 or 3. */
  magnitude(): bigint {
    let digits = '';
    for (const byte of this.#content()) digits += byte.toString(16).padStart(2, '0');
    return BigInt(`0x0${digits}`);
  }

  #readArgument(): number {
    if (this.info === 31) {
      const stray =
        this.type === major.unsigned || this.type === major.negative || this.type >= major.tag;
      throw stray
        ? this.error('malformed', 'a reserved initial byte or a stray break')
        : this.error('indefinite_length', 'only definite lengths are taken');
    }
    if (this.info > 27) throw this.error('malformed', 'a reserved initial byte');
    const size = 1 << (this.info - 24);
    if (this.remaining < size) throw this.error('truncated', 'the bytes end inside an argument');
    const at = this.#at;
    this.#at += size;
    if (size === 1) return this.#bytes[at];
    if (size === 2) return this.#view.getUint16(at);
    if (size === 4) return this.#view.getUint32(at);
    return this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
  }

  #wideInteger(negative: boolean): number | bigint {
    const argument = this.#view.getBigUint64(this.#at - 8);
    const value = negative ? -1n - argument : argument;
    const isNumber = value >= -(2n ** 53n) && value <= 2n ** 53n;
    return isNumber ? Number(value) : value;
  }

  #content(): Uint8Array {
    const length = this.argument;
    if (length > this.remaining - this.awaited)
      throw this.error('truncated', 'a string is longer than what is left');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function asciiString(bytes: Uint8Array): string | undefined {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] > 0x7f) return undefined;
    text += String.fromCharCode(bytes[i]);
  }
  return text;
}
