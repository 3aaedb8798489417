/** What happens in a pool, as `Pool.events` tells it. */
export type PoolEvent =
  /** A call was made. `elsewhere`: by another page or a worker that shares the pool. */
  | { type: 'created'; task: number | string; module: string; method: string; elsewhere: boolean }
  | { type: 'started'; task: number | string; worker: number; elsewhere: boolean }
  /**
   * However it ended; `state` is known of this page's own. A call that gives an iterator or an observable
   * ends with that.
   */
  | {
      type: 'ended';
      task: number | string;
      state?: 'done' | 'failed' | 'cancelled';
      elsewhere: boolean;
    }
  /** A worker answers, was let go of because nothing used it, or has died: of what, if that is known. */
  | { type: 'worker'; worker: number; state: 'up' | 'idle' | 'dead'; error?: unknown }
  /** The last event tells that the pool is dead. */
  | { type: 'pool'; state: 'closing' | 'dead' };

/** Events that whoever is slow to take them may have waiting; then it loses the oldest. */
const waitingMax = 10_000;

/** Tells events to any number of listeners, each in its time. */
export class Events {
  #listeners = new Set<Listener>();
  #isOver = false;

  /** Itself if anybody listens: what nobody would hear of need not be put together. */
  get heard(): this | undefined {
    return this.#listeners.size > 0 ? this : undefined;
  }

  emit(event: PoolEvent): void {
    for (const listener of this.#listeners) listener.put(event);
  }

  /** There will be no more: listeners end when they have taken what waits. */
  end(): void {
    this.#isOver = true;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  /** All events from now on, as long as they are iterated over. */
  listen(): AsyncIterableIterator<PoolEvent> {
    const listener = new Listener(() => this.#listeners.delete(listener));
    if (this.#isOver) listener.end();
    else this.#listeners.add(listener);
    return listener;
  }
}

class Listener implements AsyncIterableIterator<PoolEvent> {
  #waiting: PoolEvent[] = [];
  #takers: ((result: IteratorResult<PoolEvent>) => void)[] = [];
  #isOver = false;
  #leave: () => void;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  put(event: PoolEvent): void {
    const taker = this.#takers.shift();
    if (taker) return taker({ value: event, done: false });
    this.#waiting.push(event);
    if (this.#waiting.length > waitingMax) this.#waiting.shift();
  }

  end(): void {
    this.#isOver = true;
    for (const taker of this.#takers.splice(0)) taker({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<PoolEvent>> {
    const event = this.#waiting.shift();
    if (event) return Promise.resolve({ value: event, done: false });
    if (this.#isOver) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  return(): Promise<IteratorResult<PoolEvent>> {
    this.#waiting.length = 0;
    this.#leave();
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
