// Decoding keeps a stack of its own, so that depth costs heap and not call stack.
//
// Members are defined, not set: a key `__proto__` is just a key, and setters that a page put on
// Object.prototype are not run. Assigning does the same where no prototype has the key, and is faster.

import { mayHave, openOwnProperties } from './classes.js';
import { CodecError } from './errors.js';
import { definePart } from './error_record.js';
import { major, tag } from './format.js';
import { isIndex } from './frame.js';
import {
  bytesPrototype,
  defineProperty,
  getPrototypeOf,
  hasOwn,
  isArray,
  isView,
  keys,
  mapHas,
  mapSet,
  setAdd,
  setHas,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayOffset,
} from './intrinsics.js';
import {
  beforeKeys,
  findKey,
  isInherited,
  keepKey,
  type Key,
  keptKeyMax,
  looseKey,
} from './keys.js';
import { defaultLimits } from './limits.js';
import { Open, openKind } from './open.js';
import { type DecodeOptions, type DecodeSettings, settingsOf } from './options.js';
import { CborReader } from './reader.js';
import { SharedItems } from './shared_items.js';
import { readTagged } from './tagged.js';

/**
 * Decodes exactly one item.
 *
 * The result shares no memory with `bytes`, which may be a part of a WebAssembly memory; with the
 * option `borrow` it may.
 * @throws CodecError with `code` and `offset` for anything that is not one item of the format
 * within the limits
 */
export function decode(bytes: Uint8Array | ArrayBuffer, options?: DecodeOptions): unknown {
  const input = { bytes: asBytes(bytes), at: 0, base: 0 };
  const value = decodeItem(input, settingsOf(options));
  if (input.at < typedArrayBytes(input.bytes))
    throw new CodecError('trailing_bytes', input.at, 'bytes follow the item');
  return value;
}

/**
 * Decodes items that follow one another to the end (RFC 8742); the limits hold for each.
 *
 * @throws CodecError as `decode`; offsets count from the start of the sequence
 */
export function decodeSequence(
  bytes: Uint8Array | ArrayBuffer,
  options?: DecodeOptions,
): unknown[] {
  const input = { bytes: asBytes(bytes), at: 0, base: 0 };
  const settings = settingsOf(options);
  const values: unknown[] = [];
  while (input.at < typedArrayBytes(input.bytes)) {
    values[values.length] = decodeItem(input, settings);
  }
  return values;
}

/** Bytes from a sequence. */
export interface Input {
  bytes: Uint8Array;
  /** Where the next item starts. */
  at: number;
  /** Where the bytes start in the sequence, for the offsets of errors. */
  base: number;
}

/** Takes the next item from `input`. */
export function decodeItem(input: Input, settings: DecodeSettings): unknown {
  const decoding = idleDecoding ?? new Decoding();
  idleDecoding = undefined; // in use, should `capability` decode something too
  let value: unknown;
  try {
    value = decoding.run(input, settings, false);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    // A key that came twice before this error may have gone unnoticed. The second time, what
    // `capability` would make is not needed.
    new Decoding().run(input, { ...settings, capability: undefined }, true);
    throw error;
  }
  input.at = decoding.at;
  idleDecoding = decoding;
  return value;
}

/** Kept from one message to the next: making one takes longer than decoding a small message. */
let idleDecoding: Decoding | undefined;

/** As a plain Uint8Array, which the loops are fast on. */
function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (!isView(bytes)) return new Uint8Array(bytes);
  if (getPrototypeOf(bytes) === bytesPrototype) return bytes;
  return new Uint8Array(typedArrayBuffer(bytes), typedArrayOffset(bytes), typedArrayBytes(bytes));
}

const keptDepth = 64; // so many open containers are kept from one message to the next

/** Numbers the decodings, so that what is found out in one is not believed in the next. */
let decodings = 0;

export class Decoding extends CborReader {
  settings: DecodeSettings = defaultLimits;
  readonly shared = new SharedItems();
  besideBytes = 0;

  #root = new Open(undefined);
  #top = this.#root;
  #depth = 0;
  #items = 1;
  #key: Key = beforeKeys;
  #serial = 0;
  #isCareful = false;

  constructor() {
    super(); // a constructor left out would iterate over its arguments
  }

  /**
   * The next item of `input`; afterwards `at` is where it ends. Duplicate keys of objects are noticed
   * at their ends, unless `isCareful`.
   */
  run(input: Input, settings: DecodeSettings, isCareful: boolean): unknown {
    this.begin(input.bytes, input.at, settings.maxBytes, input.base);
    this.settings = settings;
    this.besideBytes = 0;
    this.#items = 1;
    this.#key = beforeKeys;
    this.#serial = ++decodings;
    this.#isCareful = isCareful;
    if (settings.maxItems < 1) throw this.error('too_many_items', 'more than maxItems items');
    const value = this.item();
    while (this.#top !== this.#root) this.#go(this.#top);
    this.checkBytes(input.at, this.at);
    this.leave();
    this.settings = defaultLimits;
    this.shared.clear();
    return value;
  }

  /**
   * Reads an item. A container comes back at once: its children are read, and put into it, when the
   * loop in `run` gets to them.
   */
  item(): unknown {
    this.readHead();
    switch (this.type) {
      case major.unsigned:
        return this.info < 27 ? this.argument : this.integer();
      case major.negative:
        return this.info < 27 ? -1 - this.argument : this.integer();
      case major.text:
        return this.text();
      case major.array:
        return this.#array();
      case major.map:
        return this.#object();
      case major.bytes:
        return this.shared.begin(this.byteString());
      case major.tag:
        return readTagged(this);
      default:
        return this.#simple();
    }
  }

  /** Opens a container for `children` items that were promised. */
  open(kind: number, container: object, children: number, count: number, start: number): Open {
    if (this.#depth >= this.settings.maxDepth)
      throw this.error('too_deep', 'more than maxDepth containers in one another');
    this.count(count);
    this.#depth++;
    const top = (this.#top.inner ??= new Open(this.#top));
    top.kind = kind;
    top.container = this.shared.begin(container);
    top.missing = children;
    top.count = count;
    top.next = 0;
    top.start = start;
    return (this.#top = top);
  }

  count(items: number): void {
    if ((this.#items += items) > this.settings.maxItems)
      throw this.error('too_many_items', 'more than maxItems items');
  }

  /** What is beside the message counts, too. */
  checkBytes(begin: number, offset: number): void {
    if (this.at - begin + this.besideBytes > this.settings.maxBytes)
      throw this.error('too_large', 'the item has more than maxBytes', offset);
  }

  /** The content of a `bytes` item, in a buffer of its own. */
  byteString(): ArrayBuffer {
    return typedArrayBuffer(new Uint8Array(this.content())) as ArrayBuffer;
  }

  #array(): unknown[] {
    this.promise(this.argument);
    const { argument: length } = this;
    const array: unknown[] = [];
    this.open(openKind.array, array, length, length, this.start);
    return array;
  }

  #object(): object {
    const { argument: length } = this;
    this.promise(2 * length);
    const object = {};
    this.open(openKind.object, object, length, length, this.start);
    return object;
  }

  #go(top: Open): void {
    switch (top.kind) {
      case openKind.object:
        return this.#goObject(top);
      case openKind.array:
        return this.#goArray(top);
      default:
        return this.#goSpecial(top);
    }
  }

  #goObject(top: Open): void {
    const object = top.container as Record<string, unknown>;
    while (top.missing > 0) {
      top.missing--;
      this.awaited--;
      const key = this.#readKey();
      if (this.#isCareful) this.#requireNew(hasOwn(object, key), this.start);
      const { isInherited } = this.#key;
      this.awaited--;
      const value = this.item();
      if (isInherited) define(object, key, value);
      else object[key] = value;
      if (this.#top !== top) return;
    }
    if (keys(object).length !== top.count) throw this.error('duplicate_key', 'a key comes twice');
    this.#close(top);
  }

  #goArray(top: Open): void {
    const array = top.container as unknown[];
    while (top.missing > 0) {
      top.missing--;
      this.awaited--;
      const value = this.item();
      const index = top.next++;
      if (index in array) define(array, index, value);
      else array[index] = value;
      if (this.#top !== top) return;
    }
    this.#close(top);
  }

  #goSpecial(top: Open): void {
    while (top.missing > 0) {
      top.missing--;
      this.awaited--;
      this.#child(top);
      if (this.#top !== top) return;
    }
    if (top.kind === openKind.error && top.hasOwn) openOwnProperties(this, top);
    else this.#close(top);
  }

  #child(top: Open): void {
    const { container } = top;
    const start = this.at;
    switch (top.kind) {
      case openKind.set: {
        const element = this.item();
        this.#requireNew(setHas(container, element), start);
        setAdd(container, element);
        return;
      }
      case openKind.map:
        if (top.next++ % 2) return void mapSet(container, top.key, this.item());
        top.key = this.item();
        return this.#requireNew(mapHas(container, top.key), start);
      case openKind.sparse:
        return this.#sparseItem(top, start);
      case openKind.error:
        return this.#errorPart(top, start);
      default: {
        const key = this.#readKey();
        this.#requireNew(setHas(top.key, key), start);
        setAdd(top.key, key);
        this.awaited--;
        define(container, key, this.item());
      }
    }
  }

  #sparseItem(top: Open, start: number): void {
    const { container } = top;
    const key = this.scalar(top.start);
    const fits =
      typeof key === 'string'
        ? key !== 'length' && !isIndex(key)
        : typeof key === 'number' && isIndex(`${key}`) && key < container.length;
    if (!fits) throw this.badContent(top.start);
    this.#requireNew(hasOwn(container, key as string), start);
    this.awaited--;
    define(container, key as string, this.item());
  }

  #errorPart(top: Open, start: number): void {
    const key = this.#readKey();
    if (!mayHave(top.type, key)) throw this.badContent(top.start);
    this.#requireNew(setHas(top.key, key), start);
    setAdd(top.key, key);
    this.awaited--;
    const isText = key === 'name' || key === 'stack';
    const value = isText ? this.scalar(top.start) : this.item();
    if (isText ? typeof value !== 'string' : key === 'errors' && !isArray(value))
      throw this.badContent(top.start);
    definePart(top.container, key, value);
  }

  /** Leaves the key itself in `#key`, which says how to define it, and its start in `start`. */
  #readKey(): string {
    const { bytes, at } = this;
    const size = bytes[at] - major.text;
    if (size >= 0 && size <= keptKeyMax && size < this.end - at - this.awaited) {
      const known = findKey(bytes, at + 1, size, this.#key);
      if (known) {
        this.start = at;
        this.at = at + 1 + size;
        if (known.checked !== this.#serial) this.#check(known);
        this.#key = known;
        return known.text;
      }
    }
    return this.#newKey(size, at);
  }

  #newKey(size: number, start: number): string {
    this.readHead();
    let text: string;
    if (this.type === major.text) text = this.text();
    else if (this.type === major.tag && this.argument === tag.wtf8) {
      text = this.taggedBytes().wtf8(start);
    } else throw this.error('key_not_text', 'the key of an object is not a string');
    this.start = start;
    const isKept = size >= 0 && size <= keptKeyMax && text.length === size;
    this.#key = isKept
      ? keepKey(text, this.bytes, start + 1, this.#key)
      : looseKey(text, this.#key);
    this.#check(this.#key);
    return text;
  }

  #check(key: Key): void {
    key.isInherited = isInherited(key.text);
    key.checked = this.#serial;
  }

  #requireNew(isKnown: boolean, start: number): void {
    if (isKnown) throw this.error('duplicate_key', 'a key or element comes twice', start);
  }

  #close(top: Open): void {
    top.container = top.key = undefined;
    this.#top = top.outer!;
    if (--this.#depth > keptDepth) this.#top.inner = undefined;
  }

  /** Moves on to the byte string under the tag at hand. */
  taggedBytes(): this {
    this.headOf(major.bytes, this.start);
    return this;
  }

  /** Moves on to the head of an item that has to be of `type`, as part of the tag at `tagStart`. */
  headOf(type: number, tagStart: number): void {
    this.readHead();
    if (this.type !== type) throw this.badContent(tagStart);
  }

  /** A number, string, bigint, boolean, null or undefined that is a part of the tag at `tagStart`. */
  scalar(tagStart: number): unknown {
    const { at } = this;
    this.readHead();
    const { type, argument } = this;
    const isWhole = type === major.unsigned || type === major.negative;
    const isBigint = argument === tag.positiveBigint || argument === tag.negativeBigint;
    const isScalar =
      isWhole ||
      type === major.text ||
      type === major.simple ||
      (type === major.tag && (isBigint || argument === tag.wtf8));
    if (!isScalar) throw this.badContent(tagStart);
    this.at = at;
    return this.item();
  }

  badContent(tagStart: number): CodecError {
    return this.error('bad_tag_content', 'a tag over what it cannot mean', tagStart);
  }

  #simple(): unknown {
    switch (this.info) {
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
        return this.float();
      default:
        throw this.info === 24 && this.argument < 32
          ? this.error('malformed', 'a simple value below 32 in two bytes')
          : this.error('unsupported', `simple value ${this.argument}`);
    }
  }
}

function define(object: object, key: string | number, value: unknown): void {
  defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
