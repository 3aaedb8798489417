import { nextId } from '../ids.js';
import { BufferedItems } from './buffered_items.js';
import { report } from './report.js';
import type { Stream, StreamSource } from './stream.js';

/** Whom an observable tells. */
export interface Observer<T> {
  next?(value: T): void;
  error?(error: unknown): void;
  complete?(): void;
}

/** Of an observer to an observable. */
export interface Subscription {
  /** Tells the worker that the observer is no longer interested, which then is told nothing more. */
  unsubscribe(): void;
  /** Whether the observer will be told nothing more. */
  readonly closed: boolean;
}

/** Defined by some libraries, not yet by the language. */
const { observable } = Symbol as { observable?: symbol };

/**
 * An observable that lives in a worker: cold, that is each subscription here is one there, and nothing
 * runs before. A subscription is told `error` or `complete` at most once and nothing afterwards;
 * what ends it from outside (its worker's death, its pool) is an `error`.
 *
 * `Observable.from`, RxJS's `from` and `for await` take it.
 */
export class RemoteObservable<T> implements AsyncIterable<T> {
  #served: ServedSource;

  /** @internal */
  constructor(source: StreamSource, id: number) {
    this.#served = new ServedSource(source, id);
    dropped.register(this, this.#served);
  }

  /**
   * @param observer whom to tell, or its `next` alone. What it throws is reported as an uncaught error;
   * so is an error of the observable that nobody is told.
   * @param options `signal`: its abort unsubscribes
   */
  subscribe(
    observer: Observer<T> | ((value: T) => void) = {},
    { signal }: { signal?: AbortSignal } = {},
  ): Subscription {
    const told = typeof observer === 'function' ? { next: observer } : observer;
    const subscription = new RemoteSubscription<T>(this.#served, told);
    subscription.begin(signal);
    return subscription;
  }

  /** Subscribes at the first `next`; `break` unsubscribes. What was not asked for yet is kept. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new BufferedItems((observer) => this.subscribe(observer));
  }

  /** What libraries of observables ask for. */
  ['@@observable'](): this {
    return this;
  }
}

if (observable)
  Object.defineProperty(RemoteObservable.prototype, observable, {
    value: RemoteObservable.prototype['@@observable'],
    writable: true,
    configurable: true,
  });

const dropped = new FinalizationRegistry((served: ServedSource) => served.release());

/** What the worker knows as an observable; its call is over when the last subscription has ended. */
class ServedSource {
  readonly stream: StreamSource;
  readonly id: number;
  #subscriptions = 0;

  constructor(stream: StreamSource, id: number) {
    this.stream = stream;
    this.id = id;
  }

  subscribed(): void {
    this.#subscriptions++;
  }

  unsubscribed(): void {
    if (--this.#subscriptions === 0) this.stream.close(this.id, false);
  }

  /** Nobody can subscribe any more. */
  release(): void {
    this.stream.release(this.id);
    if (this.#subscriptions === 0) this.stream.close(this.id, false);
  }
}

class RemoteSubscription<T> implements Stream, Subscription {
  #id = nextId();
  #served: ServedSource;
  #observer: Observer<T>;
  #isClosed = false;
  #forgetSignal: (() => void) | undefined;

  constructor(served: ServedSource, observer: Observer<T>) {
    this.#served = served;
    this.#observer = observer;
  }

  begin(signal: AbortSignal | undefined): void {
    if (signal?.aborted) {
      this.#isClosed = true;
      return;
    }
    const abort = (): void => this.unsubscribe();
    signal?.addEventListener('abort', abort);
    this.#forgetSignal = () => signal?.removeEventListener('abort', abort);
    const { stream, id } = this.#served;
    this.#served.subscribed();
    stream.began();
    stream.open(this.#id, this);
    stream.subscribe(id, this.#id);
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  unsubscribe(): void {
    if (this.#isClosed) return;
    this.#served.stream.release(this.#id);
    this.#close();
  }

  item(value: unknown): void {
    if (!this.#isClosed) this.#tell(() => this.#observer.next?.(value as T));
  }

  done(): void {
    if (this.#close()) this.#tell(() => this.#observer.complete?.());
  }

  fail(error: unknown): void {
    if (!this.#close()) return;
    if (this.#observer.error) this.#tell(() => this.#observer.error!(error));
    else report(error);
  }

  lost(error: unknown): void {
    this.fail(error);
  }

  #close(): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    this.#forgetSignal?.();
    this.#served.stream.close(this.#id, true);
    this.#served.unsubscribed();
    return true;
  }

  #tell(act: () => void): void {
    try {
      act();
    } catch (error) {
      report(error);
    }
  }
}
