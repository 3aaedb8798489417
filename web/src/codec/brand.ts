// What an object is, by its internal slots and not by its prototype or its tag, as for the platform's
// own clone: a getter or method of the built-in type throws unless it is called on the real thing.
//
// That costs, so it is asked only about objects whose prototypes give cause for it. An object with an
// ordinary prototype chain is taken to be ordinary: nothing shows cheaply that a Map had its prototype
// replaced by that of plain objects.

import {
  bufferBytes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  getterOf,
  hasOwn,
  isView,
  mapGet,
  mapSet,
  mapSize,
  objectPrototype,
  setSize,
  stringSlice,
  uncurry,
  weakGet,
  weakSet,
} from './intrinsics.js';

export type Brand =
  | 'Object'
  | 'Map'
  | 'Set'
  | 'Date'
  | 'RegExp'
  | 'Error'
  | 'DOMException'
  | 'View'
  | 'ArrayBuffer'
  | 'SharedArrayBuffer'
  | 'Boolean'
  | 'Number'
  | 'String'
  | 'BigInt'
  | 'Host'
  | 'Unknown';

export const dateTime = uncurry(Date.prototype.getTime);
export const regexpSource = getterOf<string>(RegExp.prototype, 'source')!;
export const booleanOf = uncurry(Boolean.prototype.valueOf);
export const numberOf = uncurry(Number.prototype.valueOf);
export const stringOf = uncurry(String.prototype.valueOf);
export const bigintOf = uncurry(BigInt.prototype.valueOf);
const tagOf = uncurry(Object.prototype.toString);
const isPrototypeOf = uncurry(objectPrototype.isPrototypeOf);
const stringIncludes = uncurry(String.prototype.includes);
const sourceOf = uncurry(Function.prototype.toString);

const domException = globalThis.DOMException?.prototype as object | undefined;
export const domExceptionCode = domException && getterOf<number>(domException, 'code');

const sharedBytes =
  globalThis.SharedArrayBuffer && getterOf<number>(SharedArrayBuffer.prototype, 'byteLength');
const { isError } = Error as { isError?: (value: unknown) => boolean };

/** Runs a getter that throws on anything but its own kind. */
const runs = (probe: ((self: object) => unknown) | undefined, object: object): boolean => {
  if (!probe) return false;
  try {
    probe(object);
    return true;
  } catch {
    return false;
  }
};

const probes: [Brand, (object: object) => boolean][] = [
  ['View', (object) => isView(object)],
  ['Date', (object) => runs(dateTime, object)],
  ['Map', (object) => runs(mapSize, object)],
  ['Set', (object) => runs(setSize, object)],
  ['ArrayBuffer', (object) => runs(bufferBytes, object)],
  ['DOMException', (object) => object !== domException && runs(domExceptionCode, object)],
  ['Error', isErrorObject],
  ['RegExp', (object) => object !== RegExp.prototype && runs(regexpSource, object)],
  ['Boolean', (object) => runs(booleanOf, object)],
  ['Number', (object) => runs(numberOf, object)],
  ['String', (object) => runs(stringOf, object)],
  ['BigInt', (object) => runs(bigintOf, object)],
  ['SharedArrayBuffer', (object) => runs(sharedBytes, object)],
];

/** What the platform can transfer, though not clone. Node has some of these written in JavaScript. */
const hostNames = [
  ...['MessagePort', 'ReadableStream', 'WritableStream', 'TransformStream', 'OffscreenCanvas'],
  ...['RTCDataChannel', 'MediaSourceHandle', 'MediaStreamTrack', 'Blob', 'File'],
];

/** What a prototype says of the objects that inherit from it. */
type Hint = Brand | undefined; // undefined: nothing, look further up
const hints = new WeakMap<object, { hint: Hint }>();
const probeOf = new Map<Brand, (object: object) => boolean>();
for (let i = 0; i < probes.length; i++) {
  const [brand, probe] = probes[i];
  mapSet(probeOf, brand, probe);
  const type = (globalThis as Record<string, any>)[brand];
  if (type) weakSet(hints, type.prototype, { hint: brand });
}
for (const name of hostNames) {
  const type = (globalThis as Record<string, any>)[name];
  if (type) weakSet(hints, type.prototype, { hint: 'Host' });
}
weakSet(hints, objectPrototype, { hint: undefined });

/**
 * `Host` is said of what the platform is known to hand over, `Unknown` of a built-in object of
 * another kind, by its prototypes: only the platform itself knows more.
 */
export function brandOf(object: object): Brand {
  let suspicion: Brand = 'Object';
  for (
    let prototype: object | null = getPrototypeOf(object);
    prototype !== null;
    prototype = getPrototypeOf(prototype)
  ) {
    const hint = hintOf(prototype);
    if (hint === undefined) continue;
    const probe = mapGet(probeOf, hint) as ((object: object) => boolean) | undefined;
    if (probe?.(object)) return hint;
    if (suspicion !== 'Host') suspicion = hint === 'Host' ? hint : 'Unknown';
  }
  if (suspicion !== 'Unknown') return suspicion;
  for (let i = 0; i < probes.length; i++) if (probes[i][1](object)) return probes[i][0];
  return suspicion;
}

function hintOf(prototype: object): Hint {
  const known = weakGet(hints, prototype) as { hint: Hint } | undefined;
  if (known) return known.hint;
  const hint = isBuiltIn(prototype) ? 'Unknown' : undefined;
  weakSet(hints, prototype, { hint });
  return hint;
}

/**
 * Whether `prototype` belongs to a built-in type (of another realm too), but for Object: its
 * constructor is native code, or it has a tag and no constructor function, as iterators do.
 */
function isBuiltIn(prototype: object): boolean {
  const constructor: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof constructor !== 'function') return hasOwn(prototype, Symbol.toStringTag);
  if (getPrototypeOf(prototype) === null) return false;
  return stringIncludes(sourceOf(constructor), '[native code]');
}

function isErrorObject(object: object): boolean {
  if (isError) return isError(object);
  const tag = tagOf(object); // by the slot, unless the object has a tag of its own
  if (tag === '[object Error]') return true;
  return tag !== '[object Object]' && isPrototypeOf(Error.prototype, object);
}

/** The platform refuses these, although their prototype is that of plain objects. */
export function isArguments(object: object): boolean {
  return hasOwn(object, Symbol.iterator) && tagOf(object) === '[object Arguments]';
}

/** The name to call an object by in an error. */
export function typeName(object: object): string {
  return stringSlice(tagOf(object), '[object '.length, -1);
}
