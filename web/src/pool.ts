import type { PageNode } from './actors/page_node.js';
import type { CallSettings } from './calls.js';
import { WorkerConnection } from './connection.js';
import type { WorkerKind } from './worker_kind.js';
import { PoolDeath } from './errors.js';
import { workerName } from './protocol.js';
import type { Link } from './link.js';
import { remote, type Remote } from './remote.js';
import { Task, type TaskLimits } from './task.js';
import { absoluteUrl } from './urls.js';

export interface PoolOptions {
  /** Default `default`. Shared pools of one name are one pool over all pages of the origin. */
  name?: string;
  /** Default: the first of shared, dedicated, node (in Node) and inline that can be had here. */
  kind?: WorkerKind;
  /**
   * Default: the machine's logical processors, at most 8. Pages that share a pool should ask for
   * the same number.
   */
  workers?: number;
  /** Milliseconds within which each worker has to start. Default 30,000. */
  startTimeout?: number;
}

export interface CallOptions extends TaskLimits, CallSettings {
  /**
   * The worker to run on, from 0. Default: the one with the fewest of this page's calls, in turn
   * among equals.
   */
  worker?: number;
}

/** `open` for calls; `closing` while running calls end; then `dead`. */
export type PoolState = 'open' | 'closing' | 'dead';

export interface PoolStats {
  /** Calls made through this pool so far. */
  calls: number;
  /** Calls that have not ended, and iterators and subscriptions that are at work. */
  inFlight: number;
  /** One for each worker that was needed so far, by number. */
  workers: WorkerStats[];
}

export interface WorkerStats {
  worker: number;
  state: 'starting' | 'up' | 'dead';
  /** This page's calls to the worker that have not ended. */
  inFlight: number;
  /** Posts to the worker's modules. */
  posts: number;
}

/** A pool's options with nothing left open. @internal */
export interface PoolPlan extends Required<PoolOptions> {
  scriptUrl: string;
  isDefault: boolean;
  node: PageNode;
}

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
  #calls = 0;
  #inFlight = 0;
  #lastChosen = -1;
  #connections: (WorkerConnection | undefined)[];
  #moduleUrls = new Map<string, string>();
  #resolveClosed!: () => void;

  /** @internal */
  constructor(plan: PoolPlan) {
    this.#plan = plan;
    this.name = plan.name;
    this.kind = plan.kind;
    this.isDefault = plan.isDefault;
    this.#connections = new Array(plan.workers).fill(undefined);
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
   * cannot be loaded; WorkerDeath and PoolDeath; TimeoutError; or the signal's reason.
   * @throws ReferenceError on a pool that is not open; TypeError if `spec` is no URL
   */
  call<Result = unknown>(
    spec: string | URL,
    method: string,
    args: unknown[] = [],
    options: CallOptions = {},
  ): Task<Result> {
    if (this.#state !== 'open') throw new ReferenceError(`The pool ${this.name} is closed`);
    const url = this.#resolve(spec);
    const task = new Task<Result>(options);
    if (task.state === 'running') this.#start(task, url, method, args, options);
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
  async close(options: { force?: boolean } = {}): Promise<void> {
    if (this.isDefault) throw new TypeError('The default pool is closed by closing its runtime');
    await this.end(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A snapshot of what this page knows about the pool. */
  stats(): PoolStats {
    const workers: WorkerStats[] = [];
    this.#connections.forEach((connection, worker) => {
      if (!connection) return;
      const { state, inFlight, posts } = connection;
      workers.push({ worker, state, inFlight, posts });
    });
    return { calls: this.#calls, inFlight: this.#inFlight, workers };
  }

  /**
   * The link to a module in one of the workers.
   *
   * @throws ReferenceError on a pool that is not open; RangeError if there is no such `worker`;
   * TypeError if `spec` is no URL
   * @internal
   */
  link(spec: string | URL, worker = this.#choose()): Link {
    if (this.#state !== 'open') throw new ReferenceError(`The pool ${this.name} is closed`);
    if (!(worker in this.#connections)) throw this.#noSuchWorker(worker);
    return this.#connection(worker).link(this.#resolve(spec));
  }

  /** Starts all workers; rejects with the first failure. @internal */
  async start(): Promise<void> {
    await Promise.all(this.#connections.map((_, worker) => this.#connection(worker).started));
  }

  /** `close`, for the default pool too. @internal */
  end({ force = false }: { force?: boolean }): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    if (force || this.#inFlight === 0) this.#finish();
    return this.closed;
  }

  #start(task: Task, url: string, method: string, args: unknown[], options: CallOptions): void {
    const { worker = this.#choose() } = options;
    if (!(worker in this.#connections)) return task.fail(this.#noSuchWorker(worker));
    this.#calls++;
    this.#inFlight++;
    this.#connection(worker).call(task, url, method, args, options);
  }

  #noSuchWorker(worker: number): RangeError {
    return new RangeError(`The pool ${this.name} has no worker ${worker}`);
  }

  /** The worker with the fewest calls, searched from the one after the last chosen. */
  #choose(): number {
    const count = this.#connections.length;
    let best = (this.#lastChosen + 1) % count;
    for (let i = 1; i < count; i++) {
      const worker = (this.#lastChosen + 1 + i) % count;
      if (this.#load(worker) < this.#load(best)) best = worker;
    }
    return (this.#lastChosen = best);
  }

  #load(worker: number): number {
    return this.#connections[worker]?.inFlight ?? 0;
  }

  #connection(worker: number): WorkerConnection {
    const current = this.#connections[worker];
    if (current && current.state !== 'dead') return current;
    const { kind, scriptUrl, startTimeout, node } = this.#plan;
    const connection = new WorkerConnection({
      node,
      kind,
      scriptUrl,
      startTimeout,
      name: workerName(this.name, worker),
      predecessorGone: current?.gone ?? Promise.resolve(),
      callEnded: () => this.#callEnded(),
      streamBegan: () => this.#inFlight++,
    });
    this.#connections[worker] = connection;
    return connection;
  }

  #callEnded(): void {
    this.#inFlight--;
    if (this.#state === 'closing' && this.#inFlight === 0) this.#finish();
  }

  #finish(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    for (const connection of this.#connections)
      connection?.close(new PoolDeath(`The pool ${this.name} was closed`));
    this.#resolveClosed();
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
