import { resumeHow, type ResumeHow } from '../protocol.js';
import type { Feed } from './feed.js';
import { LockStep } from './lock_step.js';
import { Prefetching } from './prefetching.js';
import type { StreamSource } from './stream.js';

/** How an iterator was asked for. */
export interface IteratorSettings {
  /** How many values may be under way to the page. 0: each `next` asks for its own. */
  prefetch: number;
  /** Its abort ends the iterator; who waits for a value gets `signal.reason`. */
  signal?: AbortSignal;
}

/**
 * An iterator that lives in a worker. Nothing of it runs before the first `next`.
 *
 * Requests are answered in the order in which they were made. `return` (so `break`, too) and `throw` run
 * the iterator's `finally` blocks before they settle. With `prefetch` the worker runs ahead of the
 * consumer by so many values; `next` then takes no argument, and `return` and `throw` are the end, even
 * if a `finally` or `catch` block would yield. With `prefetch: 0` it is in lock-step, and does all that a
 * generator does.
 *
 * What ends it from outside (its worker's death, its pool, the signal) rejects everything that waits;
 * if nothing does, the next `next`. An iterator that is dropped is returned.
 */
export class RemoteIterator<T, R = unknown> implements AsyncGenerator<T, R>, AsyncDisposable {
  #feed: Feed;

  /** @internal */
  constructor(source: StreamSource, id: number, settings: IteratorSettings) {
    const { prefetch, signal } = settings;
    this.#feed = prefetch > 0 ? new Prefetching(source, id, prefetch) : new LockStep(source, id);
    if (signal) this.#feed.obey(signal);
    dropped.register(this, this.#feed);
  }

  next(...[value]: [] | [unknown]): Promise<IteratorResult<T, R>> {
    return this.#ask(resumeHow.next, value);
  }

  return(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    return this.#ask(resumeHow.return, value);
  }

  throw(error: unknown): Promise<IteratorResult<T, R>> {
    return this.#ask(resumeHow.throw, error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return(undefined as R);
  }

  get [Symbol.toStringTag](): string {
    return 'RemoteIterator';
  }

  #ask(how: ResumeHow, value: unknown): Promise<IteratorResult<T, R>> {
    return this.#feed.ask(how, value) as Promise<IteratorResult<T, R>>;
  }
}

/** Whoever can be reached no more asks for nothing more. */
const dropped = new FinalizationRegistry((feed: Feed) => feed.drop());
