import { TimeoutError } from './errors.js';
import { nextId } from './ids.js';
import { LazyIterator, type ItemOf } from './streams/lazy_iterator.js';
import { after } from './timer.js';

/**
 * `queued` until a worker has the call, `running` until it is settled; `cancelled` if that was by
 * `cancel`, the signal or the time limit.
 */
export type TaskState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** What ends a task before its result. */
export interface TaskLimits {
  /**
   * Its abort cancels the task; the task then rejects with `signal.reason` itself. It also ends the
   * iterator that the call gave.
   */
  signal?: AbortSignal;
  /** Milliseconds after which the task is cancelled and rejects with a TimeoutError. */
  timeout?: number;
}

/** Who carries a task out, and is told when it has ended, whatever way. */
export interface TaskOwner {
  taskEnded(id: number, state: TaskState): void;
}

/** Who has made a task. */
export interface TaskKeeper {
  /** Set by the task, first of all. */
  task: Task | undefined;
  /** The task has ended; who carried it out knows. */
  taskEnded(): void;
  /** Says whether the task is not to fail with this error, but will be carried out anew. */
  takesBack(error: unknown): boolean;
}

/**
 * A call under way: a promise of its result that can be cancelled. If the result is an iterator or an
 * observable, `for await` goes over the task itself, too.
 */
export class Task<T = unknown> extends Promise<T> implements AsyncIterable<ItemOf<T>> {
  /** Unique in this page. */
  readonly id = nextId();

  #state: TaskState = 'queued';
  #keeper: TaskKeeper;
  #resolve: (value: any) => void; // any, so that a Task<number> is a Task<unknown>
  #reject: (reason: unknown) => void;
  #owner: TaskOwner | undefined;
  #forgetLimits: (() => void) | undefined;

  /** @internal */
  constructor(keeper: TaskKeeper, limits: TaskLimits) {
    super(keepResolvers);
    this.#resolve = resolveLast;
    this.#reject = rejectLast;
    this.#keeper = keeper;
    keeper.task = this;
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

  /** A worker has it. @internal */
  started(): void {
    if (this.#state === 'queued') this.#state = 'running';
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
    if (this.#isOver) return;
    if (this.#keeper.takesBack(error)) return this.#again();
    if (this.#end('failed')) this.#reject(error);
  }

  #again(): void {
    if (this.#isOver) return; // that was quick
    this.#owner = undefined;
    this.#state = 'queued';
  }

  get #isOver(): boolean {
    return this.#state !== 'queued' && this.#state !== 'running';
  }

  #end(state: TaskState): boolean {
    if (this.#isOver) return false;
    this.#state = state;
    this.#forgetLimits?.();
    this.#owner?.taskEnded(this.id, state);
    this.#keeper.taskEnded();
    return true;
  }

  #obey(signal: AbortSignal): void {
    const cancel = (): void => this.cancel(signal.reason);
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel);
    this.#atEnd(() => signal.removeEventListener('abort', cancel));
  }

  #limit(milliseconds: number): void {
    const expire = (): void =>
      this.cancel(new TimeoutError(`The call took longer than ${milliseconds} ms`));
    const timer = after(milliseconds, expire);
    this.#atEnd(() => clearTimeout(timer));
  }

  #atEnd(forget: () => void): void {
    const forgetFirst = this.#forgetLimits;
    this.#forgetLimits = () => {
      forgetFirst?.();
      forget();
    };
    if (this.#isOver) this.#forgetLimits();
  }
}

// `await` takes a promise as it is, and does not make another one of it, only if its constructor is
// Promise; `then` and its like give plain promises for the same reason.
Object.defineProperty(Task.prototype, 'constructor', { value: Promise });

// One function for all tasks: a constructor of promises calls it at once.
let resolveLast: (value: unknown) => void;
let rejectLast: (reason: unknown) => void;
function keepResolvers(resolve: (value: any) => void, reject: (reason: unknown) => void): void {
  resolveLast = resolve;
  rejectLast = reject;
}
