// Encoding walks a value with a stack of its own, so that depth costs heap and not call stack.

import { UncloneableError } from './errors.js';
import { type CodecLimits, defaultLimits } from './limits.js';
import { CborWriter, major, tag } from './writer.js';

const simpleFalse = 20;
const simpleTrue = 21;
const simpleNull = 22;
const simpleUndefined = 23;

/**
 * Encodes one value as one CBOR item.
 *
 * @throws UncloneableError (a TypeError with `.path`) for what cannot travel, a cycle, or a limit.
 * What a getter throws passes.
 */
export function encode(value: unknown, limits?: CodecLimits): Uint8Array<ArrayBuffer> {
  const writer = idleWriter ?? new CborWriter();
  idleWriter = undefined; // in use, should a getter encode something too
  try {
    encodeInto(writer, value, '$', limits ? { ...defaultLimits, ...limits } : defaultLimits);
    return writer.take();
  } finally {
    writer.truncate(0);
    idleWriter = writer;
  }
}

/**
 * Kept from one `encode` to the next: allocating a buffer takes longer than encoding a small value.
 */
let idleWriter: CborWriter | undefined;

/**
 * Appends one value to `writer`; when it throws, the bytes after the former length are to be
 * truncated.
 *
 * @param rootName what the path in an error begins with
 */
export function encodeInto(
  writer: CborWriter,
  value: unknown,
  rootName: string,
  limits: Required<CodecLimits>,
): void {
  new EncodingWalk(writer, rootName, limits).run(value);
}

/** A container whose children are being written. */
interface OpenContainer {
  container: object;
  keys: string[] | undefined; // undefined: an array
  length: number;
  next: number; // index of the child to write next
}

/**
 * Cycles are looked for by scanning so many outermost containers; the ones below are kept in a set.
 */
const scannedDepth = 16;

class EncodingWalk {
  #writer: CborWriter;
  #rootName: string;
  #limits: Required<CodecLimits>;
  #bytesEnd: number;
  #items = 0;
  #open: OpenContainer[] = [];
  #deeplyOpen: Set<object> | undefined; // made when it is needed

  constructor(writer: CborWriter, rootName: string, limits: Required<CodecLimits>) {
    this.#writer = writer;
    this.#rootName = rootName;
    this.#limits = limits;
    this.#bytesEnd = writer.length + limits.maxBytes;
  }

  run(root: unknown): void {
    this.#write(root);
    for (let top = this.#open.at(-1); top; top = this.#open.at(-1)) {
      if (top.next === top.length) this.#close();
      else if (top.keys) this.#writeMember(top, top.keys);
      else this.#writeElement(top, top.container as unknown[]);
    }
  }

  #writeMember(top: OpenContainer, keys: string[]): void {
    const key = keys[top.next++];
    this.#writer.string(key);
    this.#write((top.container as Record<string, unknown>)[key]);
  }

  #writeElement(top: OpenContainer, array: unknown[]): void {
    const index = top.next++;
    const element = array[index];
    if (element === undefined && !(index in array)) throw this.#uncloneable('is a hole');
    this.#write(element);
  }

  #write(value: unknown): void {
    if (++this.#items > this.#limits.maxItems) throw this.#uncloneable('exceeds maxItems');
    const writer = this.#writer;
    switch (typeof value) {
      case 'number':
        writer.number(value);
        break;
      case 'string':
        writer.string(value);
        break;
      case 'boolean':
        writer.head(major.simple, value ? simpleTrue : simpleFalse);
        break;
      case 'undefined':
        writer.head(major.simple, simpleUndefined);
        break;
      case 'bigint':
        writer.bigint(value);
        break;
      case 'object':
        if (value === null) writer.head(major.simple, simpleNull);
        else this.#writeObject(value);
        break;
      default:
        throw this.#uncloneable(`is a ${typeof value}, which cannot be sent`);
    }
    if (writer.length > this.#bytesEnd) throw this.#uncloneable('exceeds maxBytes');
  }

  #writeObject(value: object): void {
    if (Array.isArray(value)) {
      this.#openContainer(value, undefined, value.length);
    } else if (value instanceof Uint8Array) {
      this.#checkBuffer(value.buffer);
      this.#writer.head(major.tag, tag.uint8Array);
      this.#writer.byteString(value);
    } else if (value instanceof ArrayBuffer) {
      this.#checkBuffer(value);
      this.#writer.byteString(new Uint8Array(value));
    } else if (isPlain(value)) {
      const keys = Object.keys(value);
      this.#openContainer(value, keys, keys.length);
    } else {
      throw this.#uncloneable(`is of type ${typeName(value)}, which cannot be sent`);
    }
  }

  #checkBuffer(buffer: ArrayBufferLike): void {
    if (buffer.byteLength === 0 && isDetached(buffer)) throw this.#uncloneable('is detached');
    if ((buffer as ArrayBuffer).resizable) throw this.#uncloneable('is resizable');
  }

  #openContainer(container: object, keys: string[] | undefined, length: number): void {
    const depth = this.#open.length;
    if (this.#isOpen(container)) throw this.#uncloneable('is part of a cycle');
    if (depth >= this.#limits.maxDepth) throw this.#uncloneable('exceeds maxDepth');
    this.#writer.head(keys ? major.map : major.array, length);
    if (depth >= scannedDepth) (this.#deeplyOpen ??= new Set()).add(container);
    this.#open.push({ container, keys, length, next: 0 });
  }

  #close(): void {
    const { container } = this.#open.pop()!;
    if (this.#open.length >= scannedDepth) this.#deeplyOpen!.delete(container);
  }

  #isOpen(container: object): boolean {
    const scanned = Math.min(this.#open.length, scannedDepth);
    for (let i = 0; i < scanned; i++) if (this.#open[i].container === container) return true;
    return this.#deeplyOpen?.has(container) ?? false;
  }

  /** The error for the value at hand, which is the latest child of each open container. */
  #uncloneable(reason: string): UncloneableError {
    const steps = this.#open.map(({ keys, next }) => pathStep(keys ? keys[next - 1] : next - 1));
    return new UncloneableError(this.#rootName + steps.join(''), reason);
  }
}

/**
 * Whether the platform's own structured clone would send `value` as a plain object: instances of
 * classes lose their class.
 */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || typeName(value) === 'Object';
}

/** Not every engine has the property `detached` yet. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/**
 * `Object` for plain objects and instances of ordinary classes, else the platform's name: `Map`,
 * `Promise`, `Blob`.
 */
function typeName(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}
