import type { PageNode } from './actors/page_node.js';
import { captureCall } from './captured_call.js';
import { WorkerConnection } from './connection.js';
import type { WorkerKind } from './worker_kind.js';
import { PoolDeath } from './errors.js';
import { type Endpoint, type EndpointEvents, openEndpoint } from './endpoint.js';
import { openPort } from './endpoints/port.js';
import { Events, type PoolEvent } from './events.js';
import { IdMap } from './id_map.js';
import type { Link } from './link.js';
import { holdLocks, type LockRequest } from './locks.js';
import { ModuleTable } from './module_table.js';
import { type CallOwner, PoolCall } from './pool_call.js';
import { type CallOptions, deadlineTime, priorityNumber, retryCount } from './pool_options.js';
import { type ModulePlan, type PoolSettings, workerName } from './protocol.js';
import { remote, type Remote } from './remote.js';
import { CoordinatorConnection, openCoordinator } from './schedule/connect.js';
import type { Decider } from './schedule/decider.js';
import { Host } from './schedule/host.js';
import type { ElsewhereEvent } from './schedule/words.js';
import { Task, type TaskState } from './task.js';
import { after } from './timer.js';
import type { WorkerHome } from './worker_scope.js';
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
  /** `idle`: it was ended, or let go of, because nothing used it. */
  state: 'starting' | 'up' | 'idle' | 'dead';
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
  settings: PoolSettings;
  scriptUrl: string;
  coordinatorUrl: string;
  /** Whether calls are to be chosen from though there is one worker. */
  isScheduled: boolean;
  isDefault: boolean;
  node: PageNode;
  /** The worker of the pool that uses it from inside; of a page's own pool there is none. */
  home?: WorkerHome;
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
  #modules: ModuleTable;
  #decider: Decider;
  #made = 0;
  #calls = new IdMap<PoolCall>(); // that have not ended, by task
  #streams = 0; // iterators and subscriptions at work
  #events = new Events();
  #deathCause: unknown;
  #resolveClosed!: () => void;

  /** @internal */
  constructor(plan: PoolPlan) {
    const { shape, modules } = plan.settings;
    this.#plan = plan;
    this.name = shape.name;
    this.kind = plan.kind;
    this.isDefault = plan.isDefault;
    if (this.isDefault) Object.defineProperty(this, defaultPoolMark, { value: true });
    this.#modules = new ModuleTable(modules);
    this.#workers = new Workers(shape.workers, (worker, gone) => this.#connect(worker, gone));
    this.#decider = this.#makeDecider();
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    plan.home?.onClosed(() => void this.end({ force: true }));
  }

  get state(): PoolState {
    return this.#state;
  }

  /**
   * The functions of a module, as functions of this page that return tasks.
   *
   * @param spec a name that the pool's option `modules` has, or the URL of the module's ES module; relative
   * to the page
   * @throws TypeError if `spec` is neither
   */
  module<Module = Record<string, (...args: any[]) => unknown>>(spec: string | URL): Remote<Module> {
    const plan = this.#modules.find(spec);
    return remote<Module>((method, args, options) => {
      this.#checkOpen();
      return this.#call(plan, method, args, options);
    });
  }

  /**
   * Calls one function of a module. The arguments are copied before this returns.
   *
   * The task rejects with what the function throws; TypeError with `.path` for arguments that
   * cannot be sent; RangeError if there is no such `worker`; LoadError if the worker or the module
   * cannot be loaded; WorkerDeath and PoolDeath; DeadlineError and Retry, if it never ran;
   * TimeoutError; or the signal's reason.
   * @throws ReferenceError on a pool that is not open; TypeError if `spec` is neither a name of the pool's
   * nor a URL, or for an option that makes no sense; RangeError for one that is out of range
   */
  call<Result = unknown>(
    spec: string | URL,
    method: string,
    args: unknown[] = [],
    options: CallOptions = {},
  ): Task<Result> {
    this.#checkOpen();
    return this.#call(this.#modules.find(spec), method, args, options);
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
    const { queued, running, longestWait } = this.#decider.schedule.stats();
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
    this.#decider.watch();
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
    options: { mode?: LockRequest['mode']; signal?: AbortSignal } = {},
  ): Promise<Result> {
    const { mode, signal } = options;
    const release = await holdLocks(this.#plan.settings.lockPrefix, { name, mode }, signal);
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
   * TypeError if `spec` is neither a name nor a URL
   * @internal
   */
  link(spec: string | URL, worker = this.#workers.leastBusy()): Link {
    this.#checkOpen();
    if (!this.#workers.has(worker)) throw this.#noSuchWorker(worker);
    return this.#workers.at(worker).link(this.#modules.find(spec));
  }

  /** Starts all workers; rejects with the first failure. @internal */
  async start(): Promise<void> {
    await this.#decider.started;
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
    settled: (id) => this.#settled(id),
    over: (id, state) => this.#over(id, state),
  };

  #call<Result>(
    plan: ModulePlan,
    method: string,
    args: unknown[],
    options: CallOptions,
  ): Task<Result> {
    const job = {
      module: plan.url,
      method,
      priority: priorityNumber(options.priority),
      worker: options.worker,
      deadline: deadlineTime(options.deadline),
      exclusive: options.exclusive ?? false,
    };
    const repetitions = retryCount(options.retry);
    if (repetitions > 0 && options.transfer?.length)
      throw new TypeError('What a call has transferred cannot be sent again: retry must be 0');
    const call = new PoolCall(plan, job, args, options, repetitions);
    const task = new Task<Result>(call, options);
    if (call.isSettled) return task;
    call.owner = this.#owner;
    this.#made++;
    this.#calls.add(task.id, call);
    this.#events.heard?.emit({
      type: 'created',
      task: task.id,
      module: job.module,
      method,
      elsewhere: false,
    });
    if (options.worker !== undefined && !this.#workers.has(options.worker))
      task.fail(this.#noSuchWorker(options.worker));
    else if (options.locks !== undefined) void this.#enterLocked(call, options);
    else call.enter(this.#decider.schedule);
    if (!call.isSettled) this.#keepWords(call);
    return task;
  }

  /** Pages that share several workers have a coordinator, and workers the page's schedule, or that coordinator. */
  #makeDecider(): Decider {
    const { kind, settings, isScheduled, coordinatorUrl, node, home } = this.#plan;
    const { shape, startTimeout } = settings;
    const event = (event: ElsewhereEvent): void =>
      this.#events.heard?.emit({ ...event, elsewhere: true });
    const introduce = (worker: number, port: MessagePort): void => {
      if (this.#workers.has(worker)) this.#workers.at(worker).introduce(port);
      else port.close();
    };
    if (!home && (kind !== 'shared' || shape.workers === 1))
      return new Host({ shape, isScheduled, life: node.life, introduce, event });
    return new CoordinatorConnection({
      shape,
      isPage: home === undefined,
      open: (failed) =>
        home
          ? portToOther((port) => home.meetCoordinator(port))
          : openCoordinator(coordinatorUrl, shape.name, failed),
      startTimeout,
      shaped: ({ workers }) => (this.#workers.count = workers),
      meet: introduce,
      event,
    });
  }

  async #enterLocked(call: PoolCall, { locks, signal }: CallOptions): Promise<void> {
    try {
      call.locked(await holdLocks(this.#plan.settings.lockPrefix, locks!, signal));
    } catch (error) {
      call.fail(error);
    }
    if (!call.isSettled) call.enter(this.#decider.schedule);
  }

  /** The words of a call that is not sent in this turn, or may be sent again, are copied now. */
  #keepWords(call: PoolCall): void {
    if (!call.args || (call.task?.state === 'running' && !call.mayRepeat)) return;
    try {
      call.captured = captureCall(call);
      call.args = undefined;
    } catch (error) {
      call.fail(error);
    }
  }

  #run(call: PoolCall, worker: number): void {
    const task = call.task!.id;
    this.#events.heard?.emit({ type: 'started', task, worker, elsewhere: false });
    this.#workers.at(worker).call(call);
  }

  #again(call: PoolCall): boolean {
    if (this.#state === 'dead') return false;
    queueMicrotask(() => call.isSettled || call.enter(this.#decider.schedule)); // when what has just died is known to be dead
    return true;
  }

  #settled(id: number): void {
    if (this.#calls.delete(id)) this.#finishIfIdle();
  }

  #over(task: number, state: TaskState): void {
    this.#events.heard?.emit({ type: 'ended', task, state: state as 'done', elsewhere: false });
  }

  get #isIdle(): boolean {
    return this.#calls.size === 0 && this.#streams === 0;
  }

  #finishIfIdle(): void {
    if (this.#state === 'closing' && this.#isIdle) this.#finish();
  }

  #connect(worker: number, predecessorGone: Promise<void>): WorkerConnection {
    const { kind, settings, scriptUrl, node, home } = this.#plan;
    const name = workerName(this.name, worker);
    return new WorkerConnection({
      node,
      settings,
      name,
      started: home ? `The worker ${name}` : `The worker script ${scriptUrl}`,
      startTimeout: settings.startTimeout,
      open: (events) =>
        home
          ? this.#openFromInside(home, worker, events)
          : openEndpoint(kind, scriptUrl, name, events),
      asksAgain: home !== undefined || kind === 'shared',
      endsWorker: home === undefined && kind !== 'shared',
      predecessorGone,
      admit: (port) => this.#decider.admit(worker, port),
      up: () => this.#events.heard?.emit({ type: 'worker', worker, state: 'up' }),
      idle: () => this.#events.heard?.emit({ type: 'worker', worker, state: 'idle' }),
      dead: (error, life) => {
        if (this.#state === 'dead') return; // it lives on, for others
        this.#decider.schedule.lost(worker, life);
        this.#decider.workerDied(worker);
        this.#events.heard?.emit({ type: 'worker', worker, state: 'dead', error });
      },
      streamBegan: () => this.#streams++,
      streamEnded: () => {
        this.#streams--;
        this.#finishIfIdle();
      },
    });
  }

  /** A worker reaches another one through whoever can introduce them, and itself directly. */
  #openFromInside(home: WorkerHome, worker: number, events: EndpointEvents): Endpoint {
    const give = (port: MessagePort): void =>
      worker === home.id ? home.connect(port) : this.#decider.meet(worker, port);
    return openPort(portToOther(give), events);
  }

  #finish(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    const cause = this.#deathCause;
    const error = new PoolDeath(`The pool ${this.name} was closed`, { cause });
    for (const call of this.#calls.values()) call.fail(error);
    this.#workers.close(error);
    this.#decider.close();
    this.#setState('dead');
    this.#events.end();
    this.#resolveClosed();
  }

  #setState(state: 'closing' | 'dead'): void {
    this.#state = state;
    this.#events.heard?.emit({ type: 'pool', state });
  }

  #noSuchWorker(worker: number): RangeError {
    return new RangeError(`The pool ${this.name} has no worker ${worker}`);
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw new ReferenceError(`The pool ${this.name} is closed`);
  }
}

/** A port whose other end is given to somebody. */
function portToOther(give: (port: MessagePort) => void): MessagePort {
  const { port1, port2 } = new MessageChannel();
  give(port2);
  return port1;
}
