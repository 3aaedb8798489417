/** Those who wait for something from the other end of a link, by the id that it will name. */
export class Waiting<T> {
  #byId = new Map<number, T>();
  #last = 0;

  /** Returns an id from 1 that nobody else here has. */
  add(waiting: T): number {
    this.#byId.set(++this.#last, waiting);
    return this.#last;
  }

  /** Undefined if nobody waits under that id any more. */
  take(id: number): T | undefined {
    const waiting = this.#byId.get(id);
    if (waiting !== undefined) this.#byId.delete(id);
    return waiting;
  }

  takeAll(): T[] {
    const all = [...this.#byId.values()];
    this.#byId.clear();
    return all;
  }
}
