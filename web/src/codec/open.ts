// A container whose children are being read. What each kind puts where is in decode.ts.

export const enum openKind {
  array = 0,
  object = 1,
  set = 2,
  /** Key and value in turn. */
  map = 3,
  /** An array with holes, by index or name. */
  sparse = 4,
  /** The parts of an error, and then its own properties. */
  error = 5,
  own = 6,
}

export class Open {
  kind: number = openKind.array;
  container: any;
  /** Children still to come; of a map, keys and values. */
  missing = 0;
  /** How many items or members there are. */
  count = 0;
  /** The index of the next child. */
  next = 0;
  /** Of a map, the key whose value comes next; of an error, the Set of keys that it has. */
  key: any;
  /** Where the item starts. */
  start = 0;
  /** Of an error, the name of its type, and whether own properties follow. */
  type = '';
  hasOwn = false;

  /** Used again and again. */
  inner: Open | undefined;
  constructor(readonly outer: Open | undefined) {}
}
