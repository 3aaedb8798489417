/** What `for await` gets from a task whose result is `T`. */
export type ItemOf<T> =
  T extends AsyncIterable<infer Item> ? Item : T extends Iterable<infer Item> ? Item : unknown;

/** Iterates over what a promise resolves with, as soon as it does. */
export class LazyIterator<T> implements AsyncIterableIterator<ItemOf<T>> {
  #source: Promise<T>;
  #iterator: AsyncIterator<ItemOf<T>> | undefined;
  #opened: Promise<void> | undefined;
  #early = 0; // requests that wait for the iterator, which later ones must not overtake

  constructor(source: Promise<T>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ItemOf<T>>> {
    return this.#request((iterator) => iterator.next());
  }

  return(value?: unknown): Promise<IteratorResult<ItemOf<T>>> {
    return this.#request(
      (iterator) => iterator.return?.(value) ?? Promise.resolve({ value, done: true }),
    );
  }

  #request<R>(make: (iterator: AsyncIterator<ItemOf<T>>) => Promise<R>): Promise<R> {
    if (this.#iterator && this.#early === 0) return make(this.#iterator);
    this.#opened ??= this.#source.then((result) => {
      this.#iterator = iteratorOf(result);
    });
    this.#early++;
    return this.#opened.then(() => {
      this.#early--;
      return make(this.#iterator!);
    });
  }
}

function iteratorOf<T>(result: T): AsyncIterator<ItemOf<T>> {
  const iterable = result as Partial<AsyncIterable<ItemOf<T>> & Iterable<ItemOf<T>>> | null;
  if (iterable?.[Symbol.asyncIterator]) return iterable[Symbol.asyncIterator]!();
  if (iterable?.[Symbol.iterator]) return asyncFrom(iterable as Iterable<ItemOf<T>>);
  throw new TypeError('The call gave nothing that can be iterated over');
}

async function* asyncFrom<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
