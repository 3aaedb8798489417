// Values that travel between the implementations.

/** What any CBOR library has. */
export const plainValues = [
  null,
  true,
  false,
  ...[0, 1, 23, 24, 255, 256, 65535, 65536, 2 ** 32, 2 ** 53, -1, -24, -25, -256, -(2 ** 53)],
  ...[1.5, -4.1, 1e300, 0.1, Infinity, -Infinity, 2 ** -24, 100000.5],
  ...['', 'a', 'IETF', 'ünïcode', '水', '𐅑', 'x'.repeat(1000)],
  [],
  [1, [2, [3, []]]],
  {},
  { a: 1, b: [true, null, { c: 'deep' }] },
  Array.from({ length: 300 }, (_, id) => ({ id, name: `item-${id}`, price: id * 1.25 })),
];
