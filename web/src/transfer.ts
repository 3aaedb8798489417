// What is moved rather than copied, said of a value itself.

/** By value: the bundles of page and worker script have one in common. */
const lists = ((globalThis as Record<symbol, unknown>)[Symbol.for('weft.transfers')] ??=
  new WeakMap()) as WeakMap<object, readonly Transferable[]>;

/**
 * Says that `list` is moved when `value` is sent, and gives `value` back: as an argument of a call, its
 * result, or an item of the iterator or observable that it gives. It holds for the next time.
 *
 *     return transfer(pixels, [pixels.buffer]);
 *
 * @throws TypeError if `value` is no object
 */
export function transfer<T extends object>(value: T, list: readonly Transferable[]): T {
  lists.set(value, [...list]);
  return value;
}

/** What is to be moved with a value. */
export function transferOf(value: unknown): readonly object[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const list = lists.get(value);
  if (list) lists.delete(value);
  return list;
}

/** The same of several values, and of what is listed besides. */
export function transferOfAll(
  values: readonly unknown[],
  listed: readonly object[] | undefined,
): readonly object[] | undefined {
  let all = listed;
  for (let i = 0; i < values.length; i++) {
    const list = transferOf(values[i]);
    if (list) all = all ? [...all, ...list] : list;
  }
  return all;
}
