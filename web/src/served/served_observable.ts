import { writeDone, writeError, writeItem } from '../frames.js';
import { transferOf } from '../transfer.js';
import type { Subscribable } from './results.js';
import { Served } from './served.js';
import { ServedCall } from './served_call.js';

/** An observable here that a page has. */
export class ServedObservable extends Served {
  readonly #call: ServedCall;
  readonly #source: Subscribable;

  constructor(call: ServedCall, source: Subscribable) {
    super(call.id);
    this.#call = call;
    this.#source = source;
  }

  get method(): string {
    return this.#call.method;
  }

  override subscribe(id: number): void {
    const call = new ServedCall(this.#call.owner, id, this.method);
    new ServedSubscription(call).begin(this.#source);
  }

  /** Its subscriptions live on. */
  override release(): void {
    this.#call.owner.forget(this);
  }

  override fail(): void {} // only subscriptions can
}

/** One subscription of the page's to an observable here. */
class ServedSubscription extends Served {
  readonly #call: ServedCall;
  #isOver = false;
  #unsubscribe: (() => void) | undefined;

  constructor(call: ServedCall) {
    super(call.id);
    this.#call = call;
  }

  get method(): string {
    return this.#call.method;
  }

  begin(source: Subscribable): void {
    this.#call.owner.keep(this);
    const { signal } = this.#call;
    try {
      const given = this.#call.run(() => source.subscribe(this.#observer, { signal }), undefined);
      this.#unsubscribe = unsubscriberOf(given);
      if (this.#isOver) this.#tearDown(); // it ended while it was being subscribed to
    } catch (error) {
      this.fail(error);
    }
  }

  override release(): void {
    if (this.#end()) this.#tearDown();
  }

  override fail(error: unknown): void {
    if (!this.#end()) return;
    this.#call.owner.link.write(writeError, this.id, error, undefined, undefined);
    this.#tearDown();
  }

  #observer = {
    next: (value: unknown): void => {
      if (this.#isOver) return;
      try {
        this.#call.owner.link.write(writeItem, this.id, value, transferOf(value), undefined);
      } catch (error) {
        this.fail(error);
      }
    },
    error: (error: unknown): void => this.fail(error),
    complete: (): void => {
      if (!this.#end()) return;
      this.#call.owner.link.write(writeDone, this.id, undefined, undefined, undefined);
      this.#tearDown();
    },
  };

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#call.owner.forget(this);
    return true;
  }

  #tearDown(): void {
    this.#call.abort();
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = undefined;
    try {
      if (unsubscribe) this.#call.run(unsubscribe, undefined);
    } catch (error) {
      console.error(error); // nobody is left to be told
    }
  }
}

/** What libraries of observables give back: an object with `unsubscribe`, a function, or nothing. */
function unsubscriberOf(given: unknown): (() => void) | undefined {
  if (typeof given === 'function') return given as () => void;
  const subscription = given as { unsubscribe?: unknown } | null | undefined;
  if (typeof subscription?.unsubscribe !== 'function') return undefined;
  return () => (subscription as { unsubscribe(): void }).unsubscribe();
}
