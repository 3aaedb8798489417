// The built-in functions that the codec uses, as they were when it was loaded: a page that patches a
// prototype later changes nothing here. `uncurry(method)` is that method with its `this` as the first
// argument.

type Method = (this: any, ...words: any[]) => any;
type Uncurried<M extends Method> = (self: unknown, ...words: Parameters<M>) => ReturnType<M>;

export const uncurry: <M extends Method>(method: M) => Uncurried<M> = Function.prototype.bind.bind(
  Function.prototype.call,
) as never;

/**
 * The getter of an accessor property, as a function of the object. Undefined where the engine lacks
 * the property.
 */
export function getterOf<T>(
  prototype: object,
  name: PropertyKey,
): ((self: unknown) => T) | undefined {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return get && (uncurry(get as Method) as (self: unknown) => T);
}

export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const { isInteger } = Number;
export const { floor, fround, max, round } = Math;
export const { fromCharCode } = String;
export const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, keys } = Object;
export const { setPrototypeOf, values } = Object;
export const objectPrototype = Object.prototype;
export const bytesPrototype = Uint8Array.prototype;
export const platformClone = globalThis.structuredClone;

export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const stringSlice = uncurry(String.prototype.slice);
export const toHex = uncurry(BigInt.prototype.toString);
export const includes = uncurry(Array.prototype.includes);

export const mapSet = uncurry(Map.prototype.set);
export const mapGet = uncurry(Map.prototype.get);
export const mapHas = uncurry(Map.prototype.has);
export const mapForEach = uncurry(Map.prototype.forEach);
export const mapSize = getterOf<number>(Map.prototype, 'size')!;
export const setAdd = uncurry(Set.prototype.add);
export const setHas = uncurry(Set.prototype.has);
export const setDelete = uncurry(Set.prototype.delete);
export const setForEach = uncurry(Set.prototype.forEach);
export const setSize = getterOf<number>(Set.prototype, 'size')!;
export const weakGet = uncurry(WeakMap.prototype.get);
export const weakSet = uncurry(WeakMap.prototype.set);

const typedArrayPrototype: object = getPrototypeOf(Uint8Array.prototype);
/** Undefined for what is no typed array, a DataView too. */
export const typedArrayName = getterOf<string | undefined>(
  typedArrayPrototype,
  Symbol.toStringTag,
)!;
export const typedArrayBuffer = getterOf<ArrayBufferLike>(typedArrayPrototype, 'buffer')!;
export const typedArrayOffset = getterOf<number>(typedArrayPrototype, 'byteOffset')!;
export const typedArrayBytes = getterOf<number>(typedArrayPrototype, 'byteLength')!;
export const typedArrayLength = getterOf<number>(typedArrayPrototype, 'length')!;
/** Throws for a typed array whose buffer is detached or has become too short for it. */
export const requireInBounds = uncurry(Uint8Array.prototype.keys);
export const copyWithin = uncurry(Uint8Array.prototype.copyWithin);
export const setBytes = uncurry(Uint8Array.prototype.set);

/** The bytes from `start` to `end`, not copied. The methods would ask the object for a constructor. */
export function subarray<B extends ArrayBufferLike>(
  bytes: Uint8Array<B>,
  start: number,
  end: number,
): Uint8Array<B> {
  const buffer = typedArrayBuffer(bytes) as B;
  return new Uint8Array(buffer, typedArrayOffset(bytes) + start, end - start);
}

/** The same in a buffer of their own. */
export function sliceBytes(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(subarray(bytes, start, end));
}

export const viewBuffer = getterOf<ArrayBufferLike>(DataView.prototype, 'buffer')!;
export const viewOffset = getterOf<number>(DataView.prototype, 'byteOffset')!;
export const viewBytes = getterOf<number>(DataView.prototype, 'byteLength')!;

export const bufferBytes = getterOf<number>(ArrayBuffer.prototype, 'byteLength')!;
export const bufferResizable =
  getterOf<boolean>(ArrayBuffer.prototype, 'resizable') ?? (() => false);
export const bufferMax = getterOf<number>(ArrayBuffer.prototype, 'maxByteLength');
export const resizeBuffer = ArrayBuffer.prototype.resize && uncurry(ArrayBuffer.prototype.resize);

/** Not every engine has the property `detached` yet. */
export const isDetached =
  getterOf<boolean>(ArrayBuffer.prototype, 'detached') ??
  ((buffer: unknown) => {
    if (bufferBytes(buffer) > 0) return false;
    try {
      new Uint8Array(buffer as ArrayBuffer);
      return false;
    } catch {
      return true;
    }
  });
