import { TimeoutError } from './errors.js';
import { nextId } from './ids.js';
import { LazyIterator, type ItemOf } from './streams/lazy_iterator.js';
import { after } from './timer.js';

/**
 * `running` until it is settled; `cancelled` if that was by `cancel`, the signal or the time limit.
 */
export type TaskState = 'running' | 'done' | 'failed' | 'cancelled';

export interface TaskLimits {
  /**
   * Its abort cancels the task; the task then rejects with `signal.reason` itself. It also ends the
   * iterator that the call gave.
   */
  signal?: AbortSignal;
  /** Milliseconds after which the task is cancelled and rejects with a TimeoutError. */
  timeout?: number;
}

/** Who is told when a task has ended, whatever way. */
export interface TaskOwner {
  taskEnded(id: number, state: TaskState): void;
}

/**
 * A call under way: a promise of its result that can be cancelled. If the result is an iterator or an
 * observable, `for await` goes over the task itself, too.
 */
export class Task<T = unknown> extends Promise<T> implements AsyncIterable<ItemOf<T>> {
  /** Unique in this page. */
  readonly id = nextId();
  #state: TaskState = 'running';
  #resolve: (value: any) => void; // any, so that a Task<number> is a Task<unknown>
  #reject: (reason: unknown) => void;
  #owner: TaskOwner | undefined;
  #forgetSignal: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `then` and its like give plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @internal */
  constructor(limits: TaskLimits) {
    let resolve!: (value: T) => void;
    let reject!: (reason: unknown) => void;
    super((resolveThis, rejectThis) => {
      resolve = resolveThis as (value: T) => void;
      reject = rejectThis;
    });
    this.#resolve = resolve;
    this.#reject = reject;
    if (limits.signal) this.#obey(limits.signal);
    if (limits.timeout !== undefined) this.#limit(limits.timeout);
  }

  get state(): TaskState {
    return this.#state;
  }

  /**
   * Rejects the task with `reason` (default: an AbortError) and asks the worker to stop the call.
   * Does nothing if the task has ended.
   */
  cancel(reason: unknown = new DOMException('The task was cancelled', 'AbortError')): void {
    if (this.#end('cancelled')) this.#reject(reason);
  }

  /** The items of the result. A result that has none rejects the first `next` with a TypeError. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ItemOf<T>> {
    return new LazyIterator(this);
  }

  /** @internal */
  ownedBy(owner: TaskOwner): void {
    this.#owner = owner;
  }

  /** @internal */
  fulfil(value: T): void {
    if (this.#end('done')) this.#resolve(value);
  }

  /** @internal */
  fail(error: unknown): void {
    if (this.#end('failed')) this.#reject(error);
  }

  #end(state: TaskState): boolean {
    if (this.#state !== 'running') return false;
    this.#state = state;
    this.#forgetSignal?.();
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#owner?.taskEnded(this.id, state);
    return true;
  }

  #obey(signal: AbortSignal): void {
    const cancel = (): void => this.cancel(signal.reason);
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel);
    this.#forgetSignal = () => signal.removeEventListener('abort', cancel);
  }

  #limit(milliseconds: number): void {
    const expire = (): void =>
      this.cancel(new TimeoutError(`The call took longer than ${milliseconds} ms`));
    this.#timer = after(milliseconds, expire);
  }
}
