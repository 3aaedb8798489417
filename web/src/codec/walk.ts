// Encoding walks a value with a stack of its own, so that depth costs heap and not call stack.
//
//     top --> frame --> frame --> root      a frame is a container whose children are being written
//
// `value` writes a leaf, or opens a frame and says so; the loop over the children of the top frame
// then stops, and goes on when that has been closed. Frames are kept and used again.

import { dataCloneError, type LimitCode, UncloneableError } from './errors.js';
import { Frame, frameKind, isIndex, type OpenError, pathTo } from './frame.js';
import { isArguments } from './brand.js';
import { major, simple, tag } from './format.js';
import { Identity } from './identity.js';
import { getPrototypeOf, hasOwn, isArray, keys, objectPrototype, values } from './intrinsics.js';
import { defaultLimits } from './limits.js';
import type { EncodeSettings } from './options.js';
import { writeSpecial } from './special.js';
import { Insertions } from './weave.js';
import type { CborWriter } from './writer.js';

const nothing: Set<object> = new Set();
const keptDepth = 64; // so many frames are kept from one message to the next
const keysMax = 64; // of a longer array the values are counted, which is faster than listing its keys

export class Walk {
  readonly identity = new Identity();
  readonly insertions = new Insertions();
  writer!: CborWriter;
  settings!: EncodeSettings;
  transferred = nothing;
  /** Bytes of the buffers in the side table, and of those that are woven in at the end. */
  besideBytes = 0;
  lateBytes = 0;

  #rootName = '';
  #root = new Frame(undefined);
  #top = this.#root;
  #depth = 0;
  #items = 1;
  #bytesEnd = 0;
  #failure: unknown; // of a value that may be left out, if it is part of an error

  /**
   * Writes a whole message to the end of `writer`.
   *
   * @param rootName what the path in an error begins with
   * @param chunks is given the bytes in pieces, the large buffers uncopied; else the writer has them
   */
  run(
    value: unknown,
    writer: CborWriter,
    settings: EncodeSettings,
    rootName: string,
    chunks?: Uint8Array[],
  ): void {
    this.writer = writer;
    this.settings = settings;
    if (settings.transfer) this.transferred = new Set(settings.transfer);
    this.#rootName = rootName;
    this.#items = 1;
    this.#bytesEnd = writer.length + settings.maxBytes;
    if (this.value(value)) this.#finish();
    this.checkSize();
    this.insertions.weaveInto(writer, this.identity, chunks);
    this.lateBytes = 0;
    this.checkSize();
    this.#reset();
  }

  /** Lets go of everything. */
  #reset(): void {
    this.identity.forget(0);
    this.insertions.forget(0);
    this.settings = defaultLimits;
    this.transferred = nothing;
    this.besideBytes = 0;
    this.#failure = undefined;
  }

  /** Writes a value, or what comes before its children: then it is true, and they follow later. */
  value(value: unknown): boolean {
    if (typeof value === 'object' && value !== null) return this.#object(value);
    this.#leaf(value);
    return false;
  }

  #leaf(value: unknown): void {
    const { writer } = this;
    if (typeof value === 'string') {
      writer.string(value);
      if (writer.length > this.#bytesEnd) this.checkSize();
    } else if (typeof value === 'number') writer.number(value);
    else if (typeof value === 'boolean') writer.simple(value ? simple.true : simple.false);
    else if (value === null) writer.simple(simple.null);
    else if (typeof value === 'undefined') writer.simple(simple.undefined);
    else if (typeof value === 'bigint') {
      writer.bigint(value);
      if (writer.length > this.#bytesEnd) this.checkSize();
    } else throw this.failure(`is a ${typeof value}, which cannot be sent`);
  }

  /** False if the object was met before; a reference to it has been written then. */
  meet(object: object): boolean {
    const number = this.identity.meet(object, this.writer.length);
    if (number >= 0) this.insertions.add(this.writer.length, this.identity.count, number);
    return number < 0;
  }

  /** Writes a head of tag 27 and the name. `count` is that of all elements, the name too. */
  generic(name: string, count: number): void {
    this.writer.head(major.tag, tag.generic);
    this.writer.head(major.array, count);
    this.writer.string(name);
  }

  count(items: number): void {
    if ((this.#items += items) > this.settings.maxItems)
      throw this.failure('exceeds maxItems', 'too_many_items');
  }

  /** Opens a frame for `length` children; false if there are none. Its head is to be written first. */
  open(
    kind: number,
    source: unknown,
    names: readonly string[] | undefined,
    length: number,
    head: number,
  ): boolean {
    if (this.#depth >= this.settings.maxDepth) throw this.failure('exceeds maxDepth', 'too_deep');
    if (length === 0) return false;
    const frame = (this.#top.inner ??= new Frame(this.#top));
    frame.kind = kind;
    frame.source = source;
    frame.keys = names;
    frame.next = frame.missing = 0;
    frame.length = length;
    frame.head = head;
    this.#top = frame;
    if (kind !== frameKind.error) this.#depth++;
    return true;
  }

  checkSize(): false {
    if (this.writer.length + this.besideBytes + this.lateBytes > this.#bytesEnd)
      throw this.failure('exceeds maxBytes', 'too_large');
    return false;
  }

  /** The error for the value at hand, which is the latest child of each open frame. */
  failure(reason: string, code: 'uncloneable' | LimitCode = 'uncloneable'): Error {
    const path = pathTo(this.#rootName, this.#root, this.#top);
    if (code !== 'uncloneable') return new UncloneableError(path, reason, code);
    if (this.settings.profile === 'html') return dataCloneError(`${path} ${reason}`);
    return (this.#failure = new UncloneableError(path, reason));
  }

  #object(object: object): boolean {
    if (!this.meet(object)) return false;
    if (isArray(object)) return this.#array(object);
    const prototype: unknown = getPrototypeOf(object);
    if (prototype !== objectPrototype && prototype !== null) return writeSpecial(this, object);
    if (this.settings.profile === 'html' && isArguments(object))
      throw this.failure('is an arguments object, which cannot be sent');
    return this.plain(object);
  }

  #array(array: unknown[]): boolean {
    const { length } = array;
    if (!isDense(array)) return this.#sparse(array);
    const { writer } = this;
    writer.head(major.array, length);
    this.count(length);
    let next = 0; // an array of nothing but strings and numbers needs no frame
    for (; next < length && writer.length <= this.#bytesEnd; next++) {
      const value: unknown = array[next];
      if (typeof value === 'string') writer.string(value);
      else if (typeof value === 'number') writer.number(value);
      else break;
    }
    const isDone = next === length;
    if (!this.open(frameKind.elements, array, undefined, isDone ? 0 : length, 0)) return false;
    this.#top.next = next;
    return true;
  }

  #sparse(array: unknown[]): boolean {
    this.generic('Array', 3);
    this.writer.number(array.length);
    return this.#members(frameKind.items, array);
  }

  /** An object by its own enumerable properties. */
  plain(object: object): boolean {
    return this.#members(frameKind.members, object);
  }

  #members(kind: number, object: object): boolean {
    const names = keys(object);
    const head = this.writer.length;
    this.writer.head(major.map, names.length);
    this.count(names.length);
    return this.open(kind, object, names, names.length, head);
  }

  #finish(): void {
    for (;;) {
      try {
        while (this.#top !== this.#root) this.#go(this.#top);
        return;
      } catch (error) {
        if (error !== this.#failure || !this.#leaveOut()) throw error;
      }
    }
  }

  #go(frame: Frame): void {
    switch (frame.kind) {
      case frameKind.members:
        return this.#goMembers(frame);
      case frameKind.items:
        return this.#goItems(frame);
      case frameKind.parts:
        return this.#goParts(frame);
      case frameKind.error:
        return this.#goError(frame);
      default:
        return this.#goElements(frame);
    }
  }

  #goElements(frame: Frame): void {
    const { source, length } = frame;
    while (frame.next < length) {
      const value: unknown = source[frame.next++];
      if (typeof value !== 'object' || value === null) this.#leaf(value);
      else if (this.#object(value)) return;
    }
    this.#close(frame);
  }

  #goMembers(frame: Frame): void {
    const { source, length, keys } = frame;
    const { writer } = this;
    while (frame.next < length) {
      const key = keys![frame.next++];
      const value: unknown = source[key];
      if (value === undefined && !hasOwn(source, key)) {
        frame.missing++; // a getter has deleted it
        continue;
      }
      writer.string(key);
      if (typeof value === 'number') writer.number(value);
      else if (typeof value !== 'object' || value === null) this.#leaf(value);
      else if (this.#object(value)) return;
    }
    this.#close(frame);
  }

  #goItems(frame: Frame): void {
    const { source, length, keys } = frame;
    while (frame.next < length) {
      const key = keys![frame.next++];
      if (isIndex(key)) this.writer.number(+key);
      else this.writer.string(key);
      if (this.value(source[key])) return;
    }
    this.#close(frame);
  }

  #goParts(frame: Frame): void {
    const { source, length, keys } = frame;
    while (frame.next < length) {
      frame.bytes = this.writer.length;
      frame.met = this.identity.count;
      frame.insertions = this.insertions.count;
      frame.tabled = this.settings.table?.length ?? 0;
      frame.besideBytes = this.besideBytes;
      frame.lateBytes = this.lateBytes;
      this.writer.string(keys![frame.next]);
      if (this.value(source[frame.next++])) return;
    }
    this.#close(frame);
  }

  /** Opens one map after the other, and leaves out what is empty at the end. */
  #goError(frame: Frame): void {
    const { writer } = this;
    const open = frame.source as OpenError;
    const { partNames, partValues, ownNames, ownValues } = open.record;
    switch (frame.next++) {
      case 0:
        return this.#openParts(partValues, partNames, (open.partsAt = writer.length));
      case 1:
        open.parts = countOf(frame, partNames);
        return this.#openParts(ownValues, ownNames, (open.ownAt = writer.length));
      default: {
        const own = countOf(frame, ownNames);
        const maps = own ? 2 : open.parts ? 1 : 0;
        if (maps < 2) writer.length = maps ? open.ownAt : open.partsAt;
        writer.setArgument(frame.head, open.words + maps);
        return this.#close(frame);
      }
    }
  }

  #openParts(values: unknown[], names: string[], head: number): void {
    this.writer.head(major.map, names.length);
    this.open(frameKind.parts, values, names, names.length, head);
  }

  #close(frame: Frame): void {
    if (frame.missing) this.writer.setArgument(frame.head, frame.length - frame.missing);
    frame.source = frame.keys = undefined;
    this.#top = frame.outer!;
    if (frame.kind !== frameKind.error) this.#depth--;
    // An error asks its closed frames for their counts.
    if (this.#depth > keptDepth && this.#top.kind !== frameKind.error) this.#top.inner = undefined;
  }

  /** Takes back the part of an error that the walk is in; false if it is in none. */
  #leaveOut(): boolean {
    let frame = this.#top;
    while (frame.kind !== frameKind.parts || frame === this.#root) {
      if (frame === this.#root) return false;
      this.#close(frame);
      frame = this.#top;
    }
    this.writer.length = frame.bytes;
    this.identity.forget(frame.met);
    this.insertions.forget(frame.insertions);
    const { table } = this.settings;
    if (table) table.length = frame.tabled;
    this.besideBytes = frame.besideBytes;
    this.lateBytes = frame.lateBytes;
    frame.missing++;
    return true;
  }
}

/** How many parts the frame wrote that was open inside `frame`. */
function countOf({ inner }: Frame, names: string[]): number {
  return names.length && inner!.length - inner!.missing;
}

/**
 * Whether an array has all its elements and nothing else. Of a long one an element that is a getter
 * runs once more for that.
 */
function isDense(array: unknown[]): boolean {
  const { length } = array;
  if (length > keysMax) return values(array).length === length && hasAll(array, length);
  const own = keys(array); // elements come first
  return own.length === length && (length === 0 || own[length - 1] === `${length - 1}`);
}

function hasAll(array: unknown[], length: number): boolean {
  for (let i = 0; i < length; i++) if (array[i] === undefined && !hasOwn(array, i)) return false;
  return true;
}
