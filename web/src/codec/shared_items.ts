// The items under tag 28, by their numbers. An item is known from the moment at which it begins: its
// own content may refer to it.

import { setPrototypeOf } from './intrinsics.js';

const unbuilt = Symbol('unbuilt');
const none = -1;

export class SharedItems {
  // Without a prototype no setter can be met. Made when it is needed.
  #items: unknown[] | undefined;
  #marked = none;

  /** How many have begun. */
  get count(): number {
    return this.#items?.length ?? 0;
  }

  /** A tag 28 has been read: the item that begins next has this number. */
  mark(): number {
    const items = (this.#items ??= setPrototypeOf([], null) as unknown[]);
    const number = items.length;
    items[number] = unbuilt;
    this.#marked = number;
    return number;
  }

  /** An item begins; parts of it do not have the number that it may have. */
  takeMark(): number {
    const marked = this.#marked;
    this.#marked = none;
    return marked;
  }

  /** The object for the item at hand is there. */
  begin<T>(object: T, marked = this.takeMark()): T {
    if (marked !== none) this.#items![marked] = object;
    return object;
  }

  /** The whole item under tag 28 was read, which may be no object. */
  end(number: number, value: unknown): void {
    this.#marked = none;
    if (this.#items![number] === unbuilt) this.#items![number] = value;
  }

  /** Lets go of all. */
  clear(): void {
    this.#items = undefined;
  }

  isBuilt(number: number): boolean {
    return this.#items![number] !== unbuilt;
  }

  get(number: number): unknown {
    return this.#items![number];
  }
}
