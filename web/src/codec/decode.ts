// Decoding keeps a stack of its own, so that depth costs heap and not call stack. Members are
// defined, not assigned where that would differ: a key `__proto__` is just a key, and setters that
// a page put on Object.prototype are not run.

import { CodecError } from './errors.js';
import { type CodecLimits, defaultLimits } from './limits.js';
import { CborReader } from './reader.js';
import { major, tag } from './writer.js';

/**
 * Decodes exactly one item.
 *
 * The result shares no memory with `bytes`.
 * @throws CodecError with `code` and `offset` for anything that is not one item of the format
 * within the limits
 */
export function decode(bytes: Uint8Array | ArrayBuffer, limits?: CodecLimits): unknown {
  const reader = new CborReader(asBytes(bytes));
  const value = new Decoding(
    reader,
    limits ? { ...defaultLimits, ...limits } : defaultLimits,
  ).run();
  if (reader.more) throw new CodecError('trailing_bytes', reader.position, 'bytes follow the item');
  return value;
}

/**
 * Decodes items that follow one another to the end (RFC 8742); the limits hold for each.
 *
 * @throws CodecError as `decode`; offsets count from the start of the sequence
 */
export function decodeSequence(bytes: Uint8Array | ArrayBuffer, limits?: CodecLimits): unknown[] {
  const reader = new CborReader(asBytes(bytes));
  const allLimits = limits ? { ...defaultLimits, ...limits } : defaultLimits;
  const values: unknown[] = [];
  while (reader.more) values.push(new Decoding(reader, allLimits).run());
  return values;
}

function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}

/** A container whose children are being read. */
interface OpenContainer {
  container: unknown[] | Record<string, unknown>;
  isArray: boolean;
  key: string; // of the member being read
  missing: number; // children still to come
}

/**
 * What `#item` returns for a container that has children: it is on the stack, and not a value yet.
 */
const opened = Symbol('opened');

class Decoding {
  #reader: CborReader;
  #limits: Required<CodecLimits>;
  #items = 1;
  #open: OpenContainer[] = [];

  constructor(reader: CborReader, limits: Required<CodecLimits>) {
    this.#reader = reader;
    this.#limits = limits;
    reader.limit(limits.maxBytes);
  }

  run(): unknown {
    const reader = this.#reader;
    for (;;) {
      let value = this.#item();
      while (value !== opened) {
        const top = this.#open.at(-1);
        if (!top) return value;
        place(top, value);
        if (top.missing) break;
        this.#open.pop();
        value = top.container;
      }
      const top = this.#open.at(-1)!;
      if (top.isArray) reader.awaited--;
      else this.#readKey(top);
    }
  }

  #readKey(top: OpenContainer): void {
    const reader = this.#reader;
    reader.awaited -= 2; // the key and its value
    reader.readHead();
    const { start } = reader;
    if (reader.type === major.text) top.key = reader.text();
    else if (reader.type === major.tag && reader.argument === tag.wtf8) top.key = this.#wtf8();
    else throw reader.error('key_not_text', 'the key of a map is not a string');
    if (Object.hasOwn(top.container, top.key)) {
      throw reader.error(
        'duplicate_key',
        `a map has the key ${JSON.stringify(top.key)} twice`,
        start,
      );
    }
  }

  #item(): unknown {
    const reader = this.#reader;
    reader.readHead();
    switch (reader.type) {
      case major.unsigned:
      case major.negative:
        return reader.integer();
      case major.bytes:
        return reader.byteString().buffer;
      case major.text:
        return reader.text();
      case major.array:
        return this.#openContainer([], 1);
      case major.map:
        return this.#openContainer({}, 2);
      case major.tag:
        return this.#tagged(reader.argument);
      default:
        return simpleValue(reader);
    }
  }

  /** @param bytesPerChild what a child takes at least: an element 1, a member 2 */
  #openContainer(container: OpenContainer['container'], bytesPerChild: 1 | 2): unknown {
    const reader = this.#reader;
    const children = reader.argument;
    const bytesLeast = children * bytesPerChild;
    if (this.#open.length >= this.#limits.maxDepth)
      throw reader.error('too_deep', 'more than maxDepth containers in one another');
    if (bytesLeast > reader.remaining - reader.awaited)
      throw reader.error('truncated', 'more children than bytes are left');
    if ((this.#items += children) > this.#limits.maxItems)
      throw reader.error('too_many_items', 'more than maxItems items');
    if (children === 0) return container;
    reader.awaited += bytesLeast;
    this.#open.push({ container, isArray: bytesPerChild === 1, key: '', missing: children });
    return opened;
  }

  #tagged(number: number): unknown {
    switch (number) {
      case tag.positiveBigint:
        return this.#taggedBytes().magnitude();
      case tag.negativeBigint:
        return -1n - this.#taggedBytes().magnitude();
      case tag.uint8Array:
        return this.#taggedBytes().byteString();
      case tag.wtf8:
        return this.#wtf8();
      default:
        throw this.#reader.error('unsupported', `tag ${number}`);
    }
  }

  #wtf8(): string {
    const { start } = this.#reader;
    return this.#taggedBytes().wtf8(start);
  }

  /** Moves on to the byte string under the tag at hand. */
  #taggedBytes(): CborReader {
    const reader = this.#reader;
    const { start, argument: number } = reader;
    reader.readHead();
    if (reader.type === major.bytes) return reader;
    throw reader.error('bad_tag_content', `tag ${number} takes a byte string`, start);
  }
}

function simpleValue(reader: CborReader): unknown {
  switch (reader.info) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
      return null;
    case 23:
      return undefined;
    case 25:
    case 26:
    case 27:
      return reader.float();
    default:
      throw reader.info === 24 && reader.argument < 32
        ? reader.error('malformed', 'a simple value below 32 in two bytes')
        : reader.error('unsupported', `simple value ${reader.argument}`);
  }
}

function place(top: OpenContainer, value: unknown): void {
  top.missing--;
  if (top.isArray) (top.container as unknown[]).push(value);
  else setMember(top.container as Record<string, unknown>, top.key, value);
}

function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key in object) {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    object[key] = value;
  }
}
