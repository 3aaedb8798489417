import { type Capabilities, detect } from './detect.js';
import { LoadError } from './errors.js';
import { Pool, type PoolOptions } from './pool.js';
import { absoluteUrl } from './urls.js';

export interface LoadOptions {
  /**
   * Where `worker.js` of this package is served, on the page's own origin. Default: beside this
   * file.
   */
  workerUrl?: string | URL;
}

const workersMax = 8; // unless more are asked for: each is an instance with a memory of its own
const defaultStartTimeout = 30_000;

/**
 * Finds out what the browser can do and gives a runtime. No worker is started yet.
 *
 * Rejects with LoadError, saying what is missing, where no pool could ever be created.
 */
export async function load(options: LoadOptions = {}): Promise<Runtime> {
  const capabilities = await detect();
  if (!capabilities.webAssembly) throw new LoadError('There is no WebAssembly here');
  if (!capabilities.dedicatedWorkers && !capabilities.sharedWorkers) {
    throw new LoadError('There is neither Worker nor SharedWorker here');
  }
  const workerUrl = options.workerUrl ?? new URL('./worker.js', import.meta.url);
  return new Runtime(capabilities, absoluteUrl(workerUrl));
}

/** The pools of one page. */
export class Runtime implements AsyncDisposable {
  /** `isolated`: each worker has a WebAssembly instance of its own; they share no memory. */
  readonly mode = 'isolated';

  #capabilities: Capabilities;
  #scriptUrl: string;
  #defaultPool: Pool | undefined;
  #pools = new Set<Pool>();
  #closed = false;

  /** @internal */
  constructor(capabilities: Capabilities, scriptUrl: string) {
    this.#capabilities = capabilities;
    this.#scriptUrl = scriptUrl;
  }

  /**
   * The pool with all defaults, made when first asked for. Its workers start as calls need them.
   *
   * @throws ReferenceError on a closed runtime
   */
  get defaultPool(): Pool {
    this.#checkOpen();
    return (this.#defaultPool ??= this.#add({}, true));
  }

  /**
   * Starts a pool and waits for its workers.
   *
   * Rejects with LoadError if a worker does not start (then none is left running) or the kind is
   * not to be had here, RangeError for an impossible number of workers, ReferenceError on a closed
   * runtime.
   */
  async createPool(options: PoolOptions = {}): Promise<Pool> {
    this.#checkOpen();
    const pool = this.#add(options, false);
    try {
      await pool.start();
    } catch (error) {
      await pool.close({ force: true });
      throw error;
    }
    return pool;
  }

  /**
   * Closes all pools, as `Pool.close` does, and the runtime for good. May be called again, to
   * force.
   */
  async close(options: { force?: boolean } = {}): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#pools].map((pool) => pool.end(options)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closed) throw new ReferenceError('The runtime is closed');
  }

  #add(options: PoolOptions, isDefault: boolean): Pool {
    const pool = new Pool({ ...this.#plan(options), isDefault, scriptUrl: this.#scriptUrl });
    this.#pools.add(pool);
    void pool.closed.then(() => this.#pools.delete(pool));
    return pool;
  }

  #plan(options: PoolOptions): Required<PoolOptions> {
    const { processors } = this.#capabilities;
    const {
      name = 'default',
      kind = this.#defaultKind(),
      workers = Math.min(processors, workersMax),
      startTimeout = defaultStartTimeout,
    } = options;
    if (!Number.isSafeInteger(workers) || workers < 1)
      throw new RangeError(`A pool of ${workers} workers is impossible`);
    this.#checkKind(kind);
    return { name, kind, workers, startTimeout };
  }

  #defaultKind(): Pool['kind'] {
    const { sharedWorkers, locks } = this.#capabilities;
    return sharedWorkers && locks ? 'shared' : 'dedicated';
  }

  /** A shared worker's death can be seen only through its lock, and no call may wait for ever. */
  #checkKind(kind: Pool['kind']): void {
    const { dedicatedWorkers, sharedWorkers, locks } = this.#capabilities;
    if (kind === 'shared' ? !sharedWorkers || !locks : !dedicatedWorkers) {
      const missing =
        kind === 'dedicated'
          ? 'Worker'
          : sharedWorkers
            ? 'Web Locks (a secure context)'
            : 'SharedWorker';
      throw new LoadError(`A ${kind} pool needs ${missing}`);
    }
  }
}
