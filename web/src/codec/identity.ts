// Which objects a message has met, in the order in which they begin.
//
// That an object is met twice is rare, so the common case is made cheap: the first few objects are
// looked up by scanning, more of them in a Set, which tells by its size whether one was new. Only
// when one is met again is it asked which one it was, and the Map that answers is made then.

import { mapGet, mapSet, setAdd, setDelete, setSize } from './intrinsics.js';

const scannedMax = 8;
const keptMax = 1 << 14; // room for so many is kept from one message to the next

export class Identity {
  /** Where each object begins in the bytes. */
  starts: number[] = [];

  count = 0;
  #objects: (object | undefined)[] = []; // used again: those from `count` on are undefined
  #set: Set<unknown> | undefined; // of all objects, once there are more than a few
  #numbers: Map<unknown, number> | undefined; // instead of the set, once one was met again

  /** The number of an object that was met before; or -1, and it now is, beginning at `start`. */
  meet(object: object, start: number): number {
    const number = this.#find(object);
    if (number < 0) {
      this.#objects[this.count] = object;
      this.starts[this.count++] = start;
    }
    return number;
  }

  /** As if only the first `count` objects had been met. */
  forget(count: number): void {
    const objects = this.#objects;
    this.#numbers = undefined;
    if (count <= scannedMax) this.#set = undefined;
    for (let i = count; i < this.count; i++) {
      if (this.#set) setDelete(this.#set, objects[i]);
      objects[i] = undefined;
    }
    this.count = count;
    if (objects.length > keptMax && count === 0) this.#objects = this.starts = [];
  }

  /** Where `object` is; if it is new, it is entered where lookups are made. */
  #find(object: object): number {
    const objects = this.#objects;
    const length = this.count;
    if (this.#numbers) return this.#numberOf(this.#numbers, object);
    if (length < scannedMax) {
      for (let i = 0; i < length; i++) if (objects[i] === object) return i;
      return -1;
    }
    const set = this.#set ?? this.#makeSet();
    setAdd(set, object);
    return setSize(set) > length ? -1 : this.#numberOf(this.#makeNumbers(), object);
  }

  #numberOf(numbers: Map<unknown, number>, object: object): number {
    const number = mapGet(numbers, object) as number | undefined;
    if (number !== undefined) return number;
    mapSet(numbers, object, this.count);
    return -1;
  }

  #makeSet(): Set<unknown> {
    const set: Set<unknown> = (this.#set = new Set());
    for (let i = 0; i < this.count; i++) setAdd(set, this.#objects[i]);
    return set;
  }

  #makeNumbers(): Map<unknown, number> {
    const numbers: Map<unknown, number> = (this.#numbers = new Map());
    for (let i = 0; i < this.count; i++) mapSet(numbers, this.#objects[i], i);
    this.#set = undefined;
    return numbers;
  }
}
