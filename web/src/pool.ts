import type { PageNode } from './actors/page_node.js';
import { captureCall } from './captured_call.js';
import { WorkerConnection } from './connection.js';
import type { WorkerKind } from './worker_kind.js';
import { PoolDeath } from './errors.js';
import { Events, type PoolEvent } from './events.js';
import type { Link } from './link.js';
import { holdLocks, type LockRequest } from './locks.js';
import { type CallOwner, PoolCall } from './pool_call.js';
import { type CallOptions, deadlineTime, priorityNumber, retryCount } from './pool_options.js';
import { workerName } from './protocol.js';
import { remote, type Remote } from './remote.js';
import { CoordinatorConnection, openCoordinator } from './schedule/connect.js';
import { Direct } from './schedule/direct.js';
import { Dispatched } from './schedule/dispatched.js';
import type { Schedule } from './schedule/schedule.js';
import type { PoolShape } from './schedule/words.js';
import { Task } from './task.js';
import { after } from './timer.js';
import { absoluteUrl } from './urls.js';
import { Workers } from './workers.js';

/** `open` for calls; `closing` while running calls end; then `dead`. */
export type PoolState = 'open' | 'closing' | 'dead';

/** What a pool is doing, and has done. */
export interface PoolStats {
  /** Calls made through this pool object so far. */
  calls: number;
  /** Those that have not ended, and iterators and subscriptions that are at work. */
  inFlight: number;
  /**
   * Calls that wait for a worker, and that run, of all who share the pool (as far as has been heard by
   * now); and the longest that one has waited for its start, in milliseconds.
   */
  queued: number;
  running: number;
  longestWait: number;
  /** One for each worker that was needed so far, by number. */
  workers: WorkerStats[];
}

/** What one worker of a pool is doing. */
export interface WorkerStats {
  worker: number;
  state: 'starting' | 'up' | 'dead';
  /** This page's calls to the worker that have not ended. */
  inFlight: number;
  /** Posts to the worker's modules. */
  posts: number;
}

/** How a pool is closed. */
export interface CloseOptions {
  /** Running calls reject with PoolDeath, at once. */
  force?: boolean;
  /** Milliseconds that running calls are given; then as by force. Default: as long as they take. */
  timeout?: number;
  /** The `cause` of the PoolDeath. */
  reason?: unknown;
}

/** A pool's options with nothing left open. @internal */
export interface PoolPlan {
  kind: WorkerKind;
  startTimeout: number;
  scriptUrl: string;
  coordinatorUrl: string;
  shape: PoolShape;
  /** Whether calls are to be chosen from though there is one worker. */
  isScheduled: boolean;
  isDefault: boolean;
  node: PageNode;
}

/** How the default pool is known without importing anything: it has a property of this name. */
const defaultPoolMark = Symbol.for('weft.defaultPool');

/**
 * Workers that run the functions of modules.
 *
 * A worker starts with its first call, or all of them with `createPool`; one that died is started
 * anew by the next call to it. Each loads a module once, when it is first called there, and keeps
 * it: what a module holds in memory belongs to that worker.
 */
export class Pool implements AsyncDisposable {
  readonly name: string;
  readonly kind: WorkerKind;
  readonly isDefault: boolean;
  /** Resolves when the pool is dead. */
  readonly closed: Promise<void>;

  #plan: PoolPlan;
  #state: PoolState = 'open';
  #workers: Workers;
  #coordinator: CoordinatorConnection | undefined;
  #direct: Direct | undefined;
  #schedule: Schedule;
  #made = 0;
  #calls = new Map<number, PoolCall>(); // that have not ended, by task
  #streams = 0; // iterators and subscriptions at work
  #events = new Events();
  #lockPrefix: string;
  #moduleUrls = new Map<string, string>();
  #deathCause: unknown;
  #resolveClosed!: () => void;

  /** @internal */
  constructor(plan: PoolPlan) {
    this.#plan = plan;
    this.name = plan.shape.name;
    this.kind = plan.kind;
    this.isDefault = plan.isDefault;
    if (this.isDefault) Object.defineProperty(this, defaultPoolMark, { value: true });
    this.#workers = new Workers(plan.shape.workers, (worker, gone) => this.#connect(worker, gone));
    this.#lockPrefix = `weft/lock/${this.kind === 'shared' ? this.name : crypto.randomUUID()}/`;
    this.#schedule = this.#makeSchedule();
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  get state(): PoolState {
    return this.#state;
  }

  /**
   * The functions of a module, as functions of this page that return tasks.
   *
   * @param spec the URL of the module's ES module; relative to the page
   * @throws TypeError if `spec` is no URL
   */
  module<Module = Record<string, (...args: any[]) => unknown>>(spec: string | URL): Remote<Module> {
    const url = this.#resolve(spec);
    return remote<Module>((method, args, options) => this.call(url, method, args, options));
  }

  /**
   * Calls one function of a module. The arguments are copied before this returns.
   *
   * The task rejects with what the function throws; TypeError with `.path` for arguments that
   * cannot be sent; RangeError if there is no such `worker`; LoadError if the worker or the module
   * cannot be loaded; WorkerDeath and PoolDeath; DeadlineError and Retry, if it never ran;
   * TimeoutError; or the signal's reason.
   * @throws ReferenceError on a pool that is not open; TypeError if `spec` is no URL, or for an
   * option that makes no sense; RangeError for one that is out of range
   */
  call<Result = unknown>(
    spec: string | URL,
    method: string,
    args: unknown[] = [],
    options: CallOptions = {},
  ): Task<Result> {
    this.#checkOpen();
    const job = {
      module: this.#resolve(spec),
      method,
      priority: priorityNumber(options.priority),
      worker: options.worker,
      deadline: deadlineTime(options.deadline),
      exclusive: options.exclusive ?? false,
    };
    const repetitions = retryCount(options.retry);
    if (repetitions > 0 && options.transfer?.length)
      throw new TypeError('What a call has transferred cannot be sent again: retry must be 0');
    const call = new PoolCall(this.#owner, job, args, options, repetitions);
    const task = new Task<Result>(call, options);
    if (call.isOver) return task;
    this.#made++;
    this.#calls.set(task.id, call);
    this.#tell(() => ({
      type: 'created',
      task: task.id,
      module: job.module,
      method,
      elsewhere: false,
    }));
    if (options.worker !== undefined && !this.#workers.has(options.worker))
      task.fail(this.#noSuchWorker(options.worker));
    else if (options.locks !== undefined) void this.#enterLocked(call, options);
    else this.#enter(call);
    if (!call.isOver) this.#keepWords(call);
    return task;
  }

  /**
   * Closes this page's side of the pool: at once calls throw ReferenceError. Running ones end
   * first; with `force` they reject with PoolDeath. Dedicated workers end; shared ones live on
   * while another page uses them. May be called again, to force.
   *
   * Resolves when the pool is dead. Rejects with TypeError for the default pool, which ends with
   * its runtime.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    if (this.isDefault) throw new TypeError('The default pool is closed by closing its runtime');
    await this.end(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A snapshot of what this page knows about the pool. */
  stats(): PoolStats {
    const { queued, running, longestWait } = this.#schedule.stats();
    const workers = this.#workers.stats();
    return {
      calls: this.#made,
      inFlight: this.#calls.size + this.#streams,
      queued,
      running,
      longestWait,
      workers,
    };
  }

  /** What happens in the pool from now on; for a shared pool, in all tabs. Ends with the pool. */
  events(): AsyncIterableIterator<PoolEvent> {
    this.#coordinator?.watch();
    return this.#events.listen();
  }

  /**
   * Runs `body` while a named lock is held, the same that calls name as `locks`: over all tabs for a
   * shared pool, else over this pool. Resolves with what `body` returns, and rejects with what it throws,
   * or with the signal's reason.
   */
  async lock<Result>(
    name: string,
    body: () => Result | PromiseLike<Result>,
    { mode, signal }: { mode?: LockRequest['mode']; signal?: AbortSignal } = {},
  ): Promise<Result> {
    const release = await holdLocks(this.#lockPrefix, { name, mode }, signal);
    try {
      return await body();
    } finally {
      release();
    }
  }

  /**
   * The link to a module in one of the workers.
   *
   * @throws ReferenceError on a pool that is not open; RangeError if there is no such `worker`;
   * TypeError if `spec` is no URL
   * @internal
   */
  link(spec: string | URL, worker = this.#workers.leastBusy()): Link {
    this.#checkOpen();
    if (!this.#workers.has(worker)) throw this.#noSuchWorker(worker);
    return this.#workers.at(worker).link(this.#resolve(spec));
  }

  /** Starts all workers; rejects with the first failure. @internal */
  async start(): Promise<void> {
    await this.#coordinator?.started;
    await this.#workers.start();
  }

  /** `close`, for the default pool too. @internal */
  end({ force = false, timeout, reason }: CloseOptions): Promise<void> {
    if (reason !== undefined) this.#deathCause = reason;
    if (this.#state === 'open') this.#setState('closing');
    if (force || this.#isIdle) this.#finish();
    else if (timeout !== undefined) {
      const limit = after(timeout, () => this.#finish());
      void this.closed.then(() => clearTimeout(limit));
    }
    return this.closed;
  }

  #owner: CallOwner = {
    run: (call, worker) => this.#run(call, worker),
    again: (call) => this.#again(call),
    over: (call) => this.#over(call),
  };

  #makeSchedule(): Schedule {
    const { kind, shape, isScheduled } = this.#plan;
    if (shape.workers === 1 && !isScheduled) return (this.#direct = new Direct());
    return kind === 'shared' && shape.workers > 1
      ? this.#share()
      : new Dispatched(this.#plan.shape);
  }

  #share(): Schedule {
    const { shape, coordinatorUrl, startTimeout } = this.#plan;
    this.#coordinator = new CoordinatorConnection({
      shape,
      isPage: true,
      open: (failed) => openCoordinator(coordinatorUrl, shape.name, failed),
      startTimeout,
      shaped: ({ workers }) => (this.#workers.count = workers),
      meet: (worker, port) => this.#workers.at(worker).introduce(port),
      event: (event) => this.#events.emit({ ...event, elsewhere: true }),
    });
    return this.#coordinator.schedule;
  }

  async #enterLocked(call: PoolCall, { locks, signal }: CallOptions): Promise<void> {
    try {
      call.locked(await holdLocks(this.#lockPrefix, locks!, signal));
    } catch (error) {
      call.task.fail(error);
    }
    if (!call.isOver) this.#enter(call);
  }

  /** What a lone worker does not need is there from the first call that does. */
  #enter(call: PoolCall): void {
    const { priority, deadline, exclusive } = call.job;
    if (this.#schedule === this.#direct && (priority !== 0 || deadline !== undefined || exclusive))
      this.#schedule = new Dispatched(this.#plan.shape);
    if (exclusive && this.#direct && !this.#direct.isIdle)
      void this.#direct.idle().then(() => call.isOver || call.enter(this.#schedule));
    else call.enter(this.#schedule);
  }

  /** The words of a call that is not sent in this turn, or may be sent again, are copied now. */
  #keepWords(call: PoolCall): void {
    if (!call.args || (call.task.state === 'running' && !call.mayRepeat)) return;
    try {
      call.captured = captureCall(call);
      call.args = undefined;
    } catch (error) {
      call.task.fail(error);
    }
  }

  #run(call: PoolCall, worker: number): void {
    this.#tell(() => ({ type: 'started', task: call.task.id, worker, elsewhere: false }));
    this.#workers.at(worker).call(call);
  }

  #again(call: PoolCall): boolean {
    if (this.#state === 'dead') return false;
    queueMicrotask(() => call.isOver || this.#enter(call)); // when what has just died is known to be dead
    return true;
  }

  #over(call: PoolCall): void {
    const { id, state } = call.task;
    if (!this.#calls.delete(id)) return;
    this.#tell(() => ({ type: 'ended', task: id, state: state as 'done', elsewhere: false }));
    this.#finishIfIdle();
  }

  get #isIdle(): boolean {
    return this.#calls.size === 0 && this.#streams === 0;
  }

  #finishIfIdle(): void {
    if (this.#state === 'closing' && this.#isIdle) this.#finish();
  }

  #connect(worker: number, predecessorGone: Promise<void>): WorkerConnection {
    const { kind, scriptUrl, startTimeout, node } = this.#plan;
    return new WorkerConnection({
      node,
      kind,
      scriptUrl,
      startTimeout,
      name: workerName(this.name, worker),
      predecessorGone,
      up: () => this.#tell(() => ({ type: 'worker', worker, state: 'up' })),
      dead: (error, life) => {
        if (this.#state === 'dead') return; // it lives on, for others
        this.#schedule.lost(worker, life);
        this.#tell(() => ({ type: 'worker', worker, state: 'dead', error }));
      },
      waiting: (task) => this.#calls.get(task)?.waits(),
      streamBegan: () => this.#streams++,
      streamEnded: () => {
        this.#streams--;
        this.#finishIfIdle();
      },
    });
  }

  #finish(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    const cause = this.#deathCause;
    const error = new PoolDeath(`The pool ${this.name} was closed`, { cause });
    for (const call of this.#calls.values()) call.task.fail(error);
    this.#workers.close(error);
    this.#schedule.close();
    this.#coordinator?.close();
    this.#setState('dead');
    this.#events.end();
    this.#resolveClosed();
  }

  #setState(state: 'closing' | 'dead'): void {
    this.#state = state;
    this.#tell(() => ({ type: 'pool', state }));
  }

  #tell(event: () => PoolEvent): void {
    if (this.#events.hasListeners) this.#events.emit(event());
  }

  #noSuchWorker(worker: number): RangeError {
    return new RangeError(`The pool ${this.name} has no worker ${worker}`);
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw new ReferenceError(`The pool ${this.name} is closed`);
  }

  #resolve(spec: string | URL): string {
    if (spec instanceof URL) return spec.href;
    let url = this.#moduleUrls.get(spec);
    if (url === undefined) {
      url = absoluteUrl(spec);
      this.#moduleUrls.set(spec, url);
    }
    return url;
  }
}
