// What has to hold of the codec for any value, in Node and in a page alike: this file imports nothing.

/** A sequence of pseudo-random numbers, the same for the same seed. */
export function randomFrom(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

const texts = ['', 'a', 'name', 'ünïcode', '水', '𐅑', '\ud800', 'x'.repeat(100), '__proto__'];
const numbers = [0, -0, 1, -1, 23, 24, 256, 65536, 2 ** 32, 2 ** 53, -(2 ** 53), 1.5, 1.1, 1e300];
const specials = [NaN, Infinity, -Infinity, 5e-324, 65504, 2 ** -24];
const views = [
  ...[Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
];
const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

/**
 * A graph of `size` objects of every kind that both the platform and the codec clone, with sharing and
 * cycles. Every seed gives one.
 */
export function randomGraph(seed, { size = 12 } = {}) {
  const random = randomFrom(seed);
  const pick = (list) => list[random(list.length)];
  const objects = [];
  const leaves = [
    () => pick(texts),
    () => pick(numbers),
    () => pick(specials),
    () => pick([undefined, null, true, false]),
    () => BigInt(random(1000) - 500) ** BigInt(random(12)),
  ];
  const value = () => (objects.length > 0 && random(3) > 0 ? pick(objects) : pick(leaves)());
  const buffer = () => {
    const made = objects.filter((object) => object instanceof ArrayBuffer);
    if (made.length > 0 && random(2)) return pick(made);
    const fresh = Uint8Array.from({ length: 8 * random(5) }, () => random(256)).buffer;
    if (random(2)) objects.push(fresh);
    return fresh;
  };
  const resizable = () => {
    const made = new ArrayBuffer(8 * random(4), { maxByteLength: 64 });
    new Uint8Array(made).fill(random(256));
    return made;
  };
  const kinds = [
    () => ({}),
    () => [],
    () => Object.assign(Object.create(null), { made: 'bare' }),
    () => new Map(),
    () => new Set(),
    () => new Array(random(5)),
    () => new Date(pick([0, -1, 1.6e12, 8.64e15, NaN, 4476169347734485])),
    () => new RegExp(pick(['a+', '(?<n>.)', '/']), pick(['', 'g', 'dgimsuy'])),
    () => Object(pick(['text', 5, true, 10n])),
    () => buffer(),
    () => {
      const of = random(4) ? buffer() : resizable();
      const type = pick([...views, DataView]);
      const size = type.BYTES_PER_ELEMENT ?? 1;
      const offset = size * random(of.byteLength / size + 1);
      if (of.resizable && random(2)) return new type(of, offset);
      return new type(of, offset, random((of.byteLength - offset) / size + 1));
    },
    () => new (pick(errors))(pick(texts)),
  ];
  for (let i = 0; i < size; i++) objects.push(pick(kinds)());
  for (const object of objects) {
    for (let i = random(4); i > 0; i--) {
      if (Array.isArray(object)) object[random(object.length + 2)] = value();
      else if (object instanceof Map) object.set(value(), value());
      else if (object instanceof Set) object.add(value());
      else if (object instanceof Error && random(2)) object.cause = value();
      else if (isPlain(object)) define(object, random(2) ? pick(texts) : `k${random(30)}`, value());
    }
    if (Array.isArray(object) && random(5) === 0) object.extra = value();
  }
  return objects;
}

function define(object, key, value) {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isPlain(object) {
  const prototype = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Where the graphs of two values differ, as a path and a reason; undefined if they are the same in
 * every respect that a program can see: types, order, holes, and which objects are one.
 */
export function difference(a, b) {
  const partners = new Map();
  const seen = new Set();
  const pairs = [[a, b, '$']];
  while (pairs.length > 0) {
    const [x, y, path] = pairs.pop();
    const found = compare(x, y, path);
    if (found) return `${path}: ${found}`;
  }
  return undefined;

  function compare(x, y, path) {
    if (typeof x !== 'object' || x === null)
      return Object.is(x, y) ? undefined : `${String(x)} is not ${String(y)}`;
    if (typeof y !== 'object' || y === null) return 'an object is none';
    if (partners.has(x)) return partners.get(x) === y ? undefined : 'is not the same object again';
    if (seen.has(y)) return 'is one object instead of two';
    partners.set(x, y);
    seen.add(y);
    if (Object.getPrototypeOf(x) !== Object.getPrototypeOf(y)) return 'has another prototype';
    const [own, other] = [ownOf(x), ownOf(y)];
    if (own.length !== other.length) return `has ${own.length} parts, not ${other.length}`;
    for (let i = 0; i < own.length; i++) {
      if (own[i][0] !== other[i][0]) return `has ${own[i][0]} where the other has ${other[i][0]}`;
      pairs.push([own[i][1], other[i][1], `${path}.${own[i][0]}`]);
    }
    return undefined;
  }
}

/** Names and values of everything that an object is made of. */
function ownOf(object) {
  const parts = [];
  const add = (name, value) => parts.push([name, value]);
  if (object instanceof Map)
    for (const [key, value] of object) parts.push(['k', key], ['v', value]);
  else if (object instanceof Set) for (const element of object) add('element', element);
  else if (object instanceof Date) add('time', object.getTime());
  else if (object instanceof RegExp)
    parts.push(['source', object.source], ['flags', object.flags], ['last', object.lastIndex]);
  else if (object instanceof ArrayBuffer) {
    parts.push(['length', object.byteLength], ['max', object.maxByteLength]);
    parts.push(['bytes', [...new Uint8Array(object)].join()]);
  } else if (ArrayBuffer.isView(object)) {
    parts.push(['buffer', object.buffer], ['offset', object.byteOffset]);
    parts.push(['length', object.byteLength], ['tracks', tracks(object)]);
  } else if (/^(String|Number|Boolean|BigInt)$/.test(object.constructor?.name)) {
    add('primitive', object.valueOf());
  } else {
    if (object instanceof Error) for (const name of ['message', 'stack', 'cause']) addOwn(name);
    if (Array.isArray(object)) add('length', object.length);
    for (const key of Object.keys(object)) addOwn(key);
  }
  return parts;

  function addOwn(name) {
    const found = Object.getOwnPropertyDescriptor(object, name);
    if (!found) return;
    add(`${name} ${found.enumerable}`, 'value' in found ? found.value : object[name]);
  }
}

/** Whether a view follows its buffer: tried, and undone. */
function tracks(view) {
  const { buffer, byteLength } = view;
  if (!buffer.resizable || buffer.byteLength + 8 > buffer.maxByteLength) return false;
  const before = buffer.byteLength;
  buffer.resize(before + 8);
  const grew = view.byteLength !== byteLength;
  buffer.resize(before);
  return grew;
}

/** Compares the codec with the platform on one random graph; says what is wrong, if anything is. */
export function checkGraph(codec, seed) {
  const graph = randomGraph(seed);
  const clone = codec.structuredClone(graph);
  const platform = platformClone(graph);
  const whole = withBuffers(clone);
  const found = {
    'the html profile and the platform': platform && difference(platform, clone),
    'a graph and its clone': difference(whole, codec.decode(codec.encode(whole))),
  };
  for (const [what, reason] of Object.entries(found))
    if (reason) return `seed ${seed}, ${what}: ${reason}`;
  return undefined;
}

/** Undefined for the few graphs that some engines write but cannot read: errors in their own causes. */
function platformClone(graph) {
  try {
    return structuredClone(graph);
  } catch (error) {
    if (/deserialize/.test(error.message)) return undefined;
    throw error;
  }
}

/** With the buffers of all views that the graph has: alone, a view of a part would be sent as that. */
function withBuffers(graph) {
  return [graph, graph.filter(ArrayBuffer.isView).map(({ buffer }) => buffer)];
}
