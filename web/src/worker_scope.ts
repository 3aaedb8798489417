// Where the bundle of the worker script and that of the package meet, inside a worker: both have this
// file, and share one object.

/** The call that runs. */
export interface CurrentCall {
  /** The page's number for it: `Task.id`. */
  readonly id: number;
  readonly method: string;
  /** Aborted when the page cancels the call, or lets go of the iterator or subscription that it gave. */
  readonly signal: AbortSignal;
}

/** What a worker script tells of its worker. */
export interface WorkerHome {
  /** The number in the pool, from 0. */
  readonly id: number;
  readonly kind: string;
  /** The pool's name. */
  readonly pool: string;
  /** Offers functions of the module that calls this. */
  expose(api: object): void;
  /** Ends the worker; what runs rejects with WorkerDeath, whose cause is `error`. */
  fatal(error: unknown): void;
}

export interface WorkerScope {
  home: WorkerHome | undefined; // undefined in a page
  call: CurrentCall | undefined; // undefined between calls
}

export const workerScope = ((globalThis as Record<symbol, unknown>)[Symbol.for('weft.worker')] ??= {
  home: undefined,
  call: undefined,
}) as WorkerScope;
