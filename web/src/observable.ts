// Observables that a module gives to pages.

import { report } from './streams/report.js';
import type { Observer, Subscription } from './streams/remote_observable.js';

/** Whom the function of an `observable` tells. Nothing that comes after the end is passed on. */
export interface Emitter<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
  /** Whether nobody listens any more. */
  readonly closed: boolean;
}

/** What undoes a subscription: run once, when it ends, in whatever way. */
export type Teardown = (() => void) | { unsubscribe(): void } | void;

/** What `observable` makes: cold, each subscription runs its function. */
export interface Observable<T> {
  subscribe(
    observer?: Observer<T> | ((value: T) => void),
    options?: { signal?: AbortSignal },
  ): Subscription;
}

type Producer<T> = (emitter: Emitter<T>) => Teardown | PromiseLike<Teardown>;
type Subscribable<T> =
  Pick<Observable<T>, 'subscribe'> | { subscribe(observer: Observer<T>): unknown };

/**
 * An observable, to be the result of a function that pages call.
 *
 *     export const ticks = () => observable((observer) => {
 *       const timer = setInterval(() => observer.next(Date.now()), 1000);
 *       return () => clearInterval(timer);
 *     });
 *
 * @param source run for each subscription, with whom to tell; what it throws is the observable's error.
 * Or anything with a `subscribe` of that kind, such as an observable of another library.
 * @throws TypeError if `source` is neither
 */
export function observable<T>(source: Producer<T> | Subscribable<T>): Observable<T> {
  if (typeof source === 'function') return new ProducedObservable(source);
  if (typeof source?.subscribe !== 'function')
    throw new TypeError('observable() takes a function, or an object that has `subscribe`');
  return new ProducedObservable<T>((emitter) => source.subscribe(emitter) as Teardown);
}

class ProducedObservable<T> implements Observable<T> {
  #produce: Producer<T>;

  constructor(produce: Producer<T>) {
    this.#produce = produce;
  }

  subscribe(
    observer: Observer<T> | ((value: T) => void) = {},
    { signal }: { signal?: AbortSignal } = {},
  ): Subscription {
    const told = typeof observer === 'function' ? { next: observer } : observer;
    const subscription = new ProducedSubscription(told);
    if (signal?.aborted) subscription.unsubscribe();
    else subscription.begin(this.#produce, signal);
    return subscription;
  }
}

class ProducedSubscription<T> implements Subscription, Emitter<T> {
  #observer: Observer<T>;
  #isClosed = false;
  #teardown: Teardown = undefined;

  constructor(observer: Observer<T>) {
    this.#observer = observer;
  }

  begin(produce: Producer<T>, signal: AbortSignal | undefined): void {
    signal?.addEventListener('abort', () => this.unsubscribe(), { once: true });
    try {
      const given = produce(this.#emitter);
      if (isPromise(given)) given.then(this.#undoneBy, this.#emitter.error);
      else this.#undoneBy(given);
    } catch (error) {
      this.error(error);
    }
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  unsubscribe(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tearDown();
  }

  next(value: T): void {
    if (!this.#isClosed) attempt(() => this.#observer.next?.(value));
  }

  error(error: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#observer.error) attempt(() => this.#observer.error!(error));
    else report(error);
    this.#tearDown();
  }

  complete(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    attempt(() => this.#observer.complete?.());
    this.#tearDown();
  }

  /** A plain object, whose functions need no `this`. */
  readonly #emitter: Emitter<T> = emitterOf(this);

  #undoneBy = (teardown: Teardown): void => {
    this.#teardown = teardown;
    if (this.#isClosed) this.#tearDown();
  };

  #tearDown(): void {
    const teardown = this.#teardown;
    this.#teardown = undefined;
    if (typeof teardown === 'function') attempt(teardown);
    else if (teardown) attempt(() => teardown.unsubscribe());
  }
}

function emitterOf<T>(subscription: ProducedSubscription<T>): Emitter<T> {
  return {
    next: (value) => subscription.next(value),
    error: (error) => subscription.error(error),
    complete: () => subscription.complete(),
    get closed() {
      return subscription.closed;
    },
  };
}

function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    report(error);
  }
}

function isPromise(value: unknown): value is PromiseLike<Teardown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
