const slackMax = 1024; // so many places that are free at the start are not cleared away

/** First in, first out. */
export class Queue<T> {
  #items: (T | undefined)[] = [];
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  get first(): T | undefined {
    return this.#items[this.#start];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  unshift(item: T): void {
    if (this.#start > 0) this.#items[--this.#start] = item;
    else this.#items.unshift(item);
  }

  shift(): T | undefined {
    const items = this.#items;
    if (this.#start === items.length) return undefined;
    const item = items[this.#start];
    items[this.#start++] = undefined;
    if (this.#start === items.length) this.#start = items.length = 0;
    else if (this.#start > slackMax && this.#start * 2 > items.length) this.#compact();
    return item;
  }

  filter(isMeant: (item: T) => boolean): T[] {
    return (this.#items.slice(this.#start) as T[]).filter(isMeant);
  }

  /** Takes out the first item that `isMeant` says yes to; false if there is none. */
  remove(isMeant: (item: T) => boolean): boolean {
    for (let i = this.#start; i < this.#items.length; i++) {
      if (!isMeant(this.#items[i]!)) continue;
      this.#items.splice(i, 1);
      return true;
    }
    return false;
  }

  /** All items; the queue is empty then. */
  drain(): T[] {
    this.#compact();
    const items = this.#items as T[];
    this.#items = [];
    return items;
  }

  #compact(): void {
    this.#items.splice(0, this.#start);
    this.#start = 0;
  }
}
