import type { Behaviour } from './actors/handlers.js';
import type { ActorRef } from './actors/actor_ref.js';
import type { DeadLetter } from './actors/node.js';
import { PageNode } from './actors/page_node.js';
import { type AssetOptions, coordinatorUrl, dispatchUrl, scriptUrl, workerUrl } from './assets.js';
import { type Capabilities, detect } from './detect.js';
import { checkKind, chooseKind } from './kinds.js';
import { beginLife, type Life } from './life.js';
import { moduleNames } from './module_table.js';
import { Pool, type PoolPlan } from './pool.js';
import type { PoolOptions } from './pool_options.js';
import { currentHome, type WorkerHome } from './worker_scope.js';
import type { WorkerKind } from './worker_kind.js';

/** Where the package's files are, and who is told of lost messages. */
export interface LoadOptions extends AssetOptions {
  /** Told, a little later, of each message that no actor will take. */
  onDeadLetter?: (letter: DeadLetter) => void;
}

/** A type of actor that a module offers. */
export interface ActorType {
  /** A name that the pool knows, or the URL of the module's ES module; relative to the page. */
  module: string | URL;
  type: string;
  /** Default: the runtime's default pool. */
  pool?: Pool;
  /** The worker to live in, from 0. Default: as for a call. */
  worker?: number;
}

/** What `spawn` is called with, by what each type of actors is spawned with. */
export type SpawnWords<Actors extends Record<keyof Actors, unknown[]>> = {
  [Type in keyof Actors]: [type: ActorType & { type: Type }, ...init: Actors[Type]];
}[keyof Actors];

const workersMax = 8; // unless more are asked for: each is an instance with a memory of its own
const defaultStartTimeout = 30_000;
const defaultQueueMax = 100_000;

/**
 * Finds out what the browser, or Node, can do and gives a runtime. No worker is started yet.
 *
 * In a worker of a pool, the runtime's default pool is that pool, unless this is `isolated`. In one inside
 * a page, `load` is to be called while its module is being loaded, or before the first `await` of a call.
 */
export async function load(options: LoadOptions = {}): Promise<Runtime> {
  const home = currentHome();
  return new Runtime(await detect(), await beginLife(), options, home);
}

/** The pools and the actors of one page, of one Node program, or of a worker. */
export class Runtime implements AsyncDisposable {
  /** `isolated`: each worker has a WebAssembly instance of its own; they share no memory. */
  readonly mode = 'isolated';

  #capabilities: Capabilities;
  #options: LoadOptions;
  #defaultPool: Pool | undefined;
  #pools = new Set<Pool>();
  #closed = false;
  #life: Life | null;
  #node: PageNode;
  #home: WorkerHome | undefined; // the worker that this runs in

  /** @internal */
  constructor(
    capabilities: Capabilities,
    life: Life | null,
    options: LoadOptions,
    home: WorkerHome | undefined,
  ) {
    this.#home = home;
    this.#capabilities = capabilities;
    this.#life = life;
    this.#options = options;
    this.#node = new PageNode(life?.name ?? null, options.onDeadLetter);
  }

  /** How many messages no actor has taken, nor will. */
  get deadLetters(): number {
    return this.#node.deadLetters;
  }

  /** The actors of this page. @internal */
  get node(): PageNode {
    return this.#node;
  }

  /**
   * The pool with all defaults, made when first asked for. Its workers start as calls need them. In a worker
   * it is the pool that the worker is in, unless that is `isolated`: calls there wait for their turn as
   * the page's do, and may run on the worker itself. It is dead when its last page has closed the pool.
   *
   * @throws ReferenceError on a closed runtime; LoadError, saying what is missing, where there can be
   * no pool
   */
  get defaultPool(): Pool {
    this.#checkOpen();
    const known = this.#defaultPool;
    if (known && (known.state !== 'dead' || this.#home?.isOver)) return known;
    return (this.#defaultPool = this.#add(this.#planInside() ?? this.#plan({}), true));
  }

  /**
   * Starts a pool and waits for its workers. In a worker the pool is its own, and ends with it; it can have
   * the kinds that there are in a worker.
   *
   * Rejects with LoadError if a worker does not start (then none is left running) or the kind is
   * not to be had here, RangeError for an impossible number of workers or of milliseconds, TypeError for
   * an unknown scheduler or, naming the entry, what in `preload`, `modules` or `load` is no URL;
   * ReferenceError on a closed runtime.
   */
  async createPool(options: PoolOptions = {}): Promise<Pool> {
    this.#checkOpen();
    const pool = this.#add(this.#plan(options), false);
    try {
      await pool.start();
    } catch (error) {
      await pool.close({ force: true });
      throw error;
    }
    return pool;
  }

  /**
   * Starts an actor in this page; it runs its first line at the end of this turn. `Behaviour` says
   * what it is to return.
   *
   * @throws ReferenceError on a closed runtime
   */
  spawn<Init extends unknown[]>(behaviour: Behaviour<Init>, ...init: Init): ActorRef;
  /**
   * Starts an actor of a type that a module offers, in a worker of a pool. The ref can be used at once:
   * what it is sent waits. An actor that cannot be started counts as one that has ended.
   *
   * @throws TypeError with `.path` for words that cannot be sent, or if `module` is neither a name nor a URL; RangeError
   * if there is no such `worker`; ReferenceError on a closed runtime or pool
   */
  spawn(type: ActorType, ...init: unknown[]): ActorRef;
  /**
   * The same with the types that a C++ module declares:
   *
   *     import type { Actors } from './counters.mjs';
   *     runtime.spawn<Actors>({ module: './counters.mjs', type: 'counter' }, 10);
   */
  spawn<Actors extends Record<keyof Actors, unknown[]>>(...words: SpawnWords<Actors>): ActorRef;
  spawn(what: Behaviour<any[]> | ActorType, ...init: unknown[]): ActorRef {
    this.#checkOpen();
    if (typeof what === 'function') return this.#node.spawn(what, init);
    const { module, type, pool = this.defaultPool, worker } = what;
    return this.#node.spawnAt(pool.link(module, worker).peer, type, init);
  }

  /**
   * Closes all pools, as `Pool.close` does, and the runtime for good: its actors end with `shutdown`.
   * May be called again, to force.
   */
  async close(options: { force?: boolean } = {}): Promise<void> {
    this.#closed = true;
    this.#node.close();
    await Promise.all([...this.#pools].map((pool) => pool.end(options)));
    this.#life?.end(); // not before: whoever watches it takes this page for gone, and its calls with it
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closed) throw new ReferenceError('The runtime is closed');
  }

  #add(plan: Omit<PoolPlan, 'isDefault' | 'node'>, isDefault: boolean): Pool {
    const pool = new Pool({ ...plan, isDefault, node: this.#node });
    this.#pools.add(pool);
    void pool.closed.then(() => this.#pools.delete(pool));
    return pool;
  }

  /** How a worker uses the pool that it is in. */
  #planInside(): Omit<PoolPlan, 'isDefault' | 'node'> | undefined {
    const home = this.#home;
    const settings = home?.settings;
    if (!home || !settings || settings.isIsolated) return undefined;
    return {
      kind: home.kind as WorkerKind,
      settings,
      scriptUrl: '',
      coordinatorUrl: '',
      isScheduled: true,
      home,
    };
  }

  #plan(options: PoolOptions): Omit<PoolPlan, 'isDefault' | 'node'> {
    const { processors } = this.#capabilities;
    const {
      name = 'default',
      kind = chooseKind(this.#capabilities, workerUrl(this.#options)),
      workers = Math.min(processors, workersMax),
      startTimeout = defaultStartTimeout,
      scheduler,
      maxQueue = defaultQueueMax,
      idleTimeout = Infinity,
      isolated = false,
    } = options;
    if (!Number.isSafeInteger(workers) || workers < 1)
      throw new RangeError(`A pool of ${workers} workers is impossible`);
    if (!Number.isSafeInteger(maxQueue) || maxQueue < 1)
      throw new RangeError(`A queue of ${maxQueue} calls is impossible`);
    if (!(idleTimeout > 0)) throw new RangeError(`Workers cannot be idle for ${idleTimeout} ms`);
    const order = scheduler ?? 'hrrn';
    if (!['hrrn', 'fifo', 'priority'].includes(order))
      throw new TypeError(`There is no scheduler ${order}: hrrn, fifo or priority`);
    checkKind(kind, this.#capabilities, workerUrl(this.#options));
    const dispatch = dispatchUrl(this.#options);
    return {
      kind,
      settings: {
        shape: { name, workers, order, queuedMax: maxQueue, dispatchUrl: dispatch },
        lockPrefix: `weft/lock/${kind === 'shared' ? name : crypto.randomUUID()}/`,
        startTimeout,
        idleTimeout,
        modules: moduleNames(options),
        isIsolated: isolated,
      },
      scriptUrl: scriptUrl(kind, this.#options),
      coordinatorUrl: coordinatorUrl(this.#options),
      isScheduled: scheduler !== undefined,
    };
  }
}
