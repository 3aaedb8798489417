/** Objects that somebody else holds, by a key; those that nobody holds any more are forgotten. */
export class WeakCache<Key, Value extends object> {
  #values = new Map<Key, WeakRef<Value>>();
  #collected = new FinalizationRegistry<Key>((key) => {
    if (this.#values.get(key)?.deref() === undefined) this.#values.delete(key);
  });

  get(key: Key): Value | undefined {
    return this.#values.get(key)?.deref();
  }

  set(key: Key, value: Value): Value {
    this.#values.set(key, new WeakRef(value));
    this.#collected.register(value, key);
    return value;
  }

  *entries(): Iterable<[Key, Value]> {
    for (const [key, weak] of this.#values) {
      const value = weak.deref();
      if (value) yield [key, value];
    }
  }
}
