import { Queue } from '../queue.js';

interface Observer<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}
type Subscribe<T> = (observer: Observer<T>) => { unsubscribe(): void };
interface Request<T> {
  resolve(result: IteratorResult<T>): void;
  reject(error: unknown): void;
}

/** An observable does not wait for its observer: from so many items on that nobody takes, it fails. */
const bufferedMax = 1 << 20;

/**
 * The items of an observable one by one: those that nobody has asked for yet are kept, at most 2^20;
 * one more makes the iteration fail with a RangeError.
 */
export class BufferedItems<T> implements AsyncIterableIterator<T> {
  #subscribe: Subscribe<T>;
  #subscription: { unsubscribe(): void } | undefined;
  #items = new Queue<T>();
  #requests = new Queue<Request<T>>();
  #error: { error: unknown } | undefined;
  #isOver = false;

  constructor(subscribe: Subscribe<T>) {
    this.#subscribe = subscribe;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      this.#requests.push({ resolve, reject });
      if (!this.#isOver) this.#subscription ??= this.#subscribe(this.#observer);
      this.#settle();
    });
  }

  return(value?: unknown): Promise<IteratorResult<T>> {
    this.#subscription?.unsubscribe();
    this.#items.drain();
    this.#end(undefined);
    return Promise.resolve({ value, done: true });
  }

  #observer: Observer<T> = {
    next: (value) => {
      this.#items.push(value);
      if (this.#items.length > bufferedMax) this.#overflow();
      this.#settle();
    },
    error: (error) => this.#end({ error }),
    complete: () => this.#end(undefined),
  };

  #overflow(): void {
    this.#subscription?.unsubscribe();
    this.#items.drain();
    this.#end({ error: new RangeError(`More than ${bufferedMax} items wait to be taken`) });
  }

  #end(error: { error: unknown } | undefined): void {
    if (!this.#isOver) this.#error = error;
    this.#isOver = true;
    this.#settle();
  }

  #settle(): void {
    while (this.#requests.length > 0) {
      if (this.#items.length === 0 && !this.#isOver) return;
      const { resolve, reject } = this.#requests.shift()!;
      const error = this.#error;
      if (this.#items.length > 0) resolve({ value: this.#items.shift()!, done: false });
      else if (error) {
        this.#error = undefined;
        reject(error.error);
      } else resolve({ value: undefined, done: true });
    }
  }
}
