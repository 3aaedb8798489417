// The numbers of docs/wire_format.md that both directions use.

/** CBOR's major types, as the upper three bits of an initial byte. */
export const enum major {
  unsigned = 0x00,
  negative = 0x20,
  bytes = 0x40,
  text = 0x60,
  array = 0x80,
  map = 0xa0,
  tag = 0xc0,
  simple = 0xe0,
}

/** The simple values that are no floats. */
export const enum simple {
  false = 20,
  true = 21,
  null = 22,
  undefined = 23,
}

/** The tags in use, by what they make of their content; those of typed arrays are below. */
export const enum tag {
  seconds = 1,
  positiveBigint = 2,
  negativeBigint = 3,
  generic = 27,
  shared = 28,
  reference = 29,
  set = 258,
  map = 259,
  wtf8 = 273,
  time = 1001,
  regexp = 21066,
}

/** The item that begins what an encoder writes piece by piece. */
export const formatVersion = 2;

/** Members of the third element of an error, in their order. */
export const errorParts = ['name', 'stack', 'cause', 'errors', 'error', 'suppressed'] as const;

/** What can stand in the side table, beside the buffers (`Bytes`). */
export type CapabilityKind = 'Host' | 'Actor' | 'Stream' | 'AbortSignal' | 'Lock';
export const capabilityKinds = ['Host', 'Actor', 'Stream', 'AbortSignal', 'Lock'] as const;

export interface TypedArrayConstructor {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT: number;
}

/** A type of view: its element's size and tag (RFC 8746, little-endian). */
export interface ViewType {
  readonly name: string;
  readonly type: TypedArrayConstructor;
  readonly size: number;
  readonly tag: number;
}

const tags = {
  Uint8Array: 64,
  Uint8ClampedArray: 68,
  Uint16Array: 69,
  Uint32Array: 70,
  BigUint64Array: 71,
  Int8Array: 72,
  Int16Array: 77,
  Int32Array: 78,
  BigInt64Array: 79,
  Float16Array: 84,
  Float32Array: 85,
  Float64Array: 86,
};

/** The types of typed arrays that this engine has, by name. */
export const typedArrays = new Map<string, ViewType>();
/** The same by tag, the big-endian tags too. */
export const taggedArrays = new Map<number, ViewType>();
for (const [name, number] of Object.entries(tags)) {
  const type = (globalThis as Record<string, unknown>)[name] as TypedArrayConstructor | undefined;
  if (!type) continue;
  const view = { name, type, size: type.BYTES_PER_ELEMENT, tag: number };
  typedArrays.set(name, view);
  taggedArrays.set(number, view);
  if (view.size > 1) taggedArrays.set(number - 4, view);
}
