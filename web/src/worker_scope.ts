// Where the bundle of the worker script and that of the package meet, inside a worker: both have this
// file, and share one object.

import type { PoolSettings } from './protocol.js';

/** The call that runs. */
export interface CurrentCall {
  /** The page's number for it: `Task.id`. */
  readonly id: number;
  readonly method: string;
  /** Aborted when the page cancels the call, or lets go of the iterator or subscription that it gave. */
  readonly signal: AbortSignal;
}

/** What a worker script tells of its worker, and does for the code that runs there. */
export interface WorkerHome {
  /** The number in the pool, from 0. */
  readonly id: number;
  readonly kind: string;
  /** The pool's name. */
  readonly pool: string;
  /** Whether the code that asks runs in this worker: always, if the worker has its thread to itself. */
  isCurrent(): boolean;
  /** Offers functions of the module that calls this. @throws TypeError if none is loaded or called now */
  expose(api: object): void;
  /** Ends the worker; what runs rejects with WorkerDeath, whose cause is `error`. */
  fatal(error: unknown): void;
  /** The pool as the first page has it; undefined until one has said. */
  readonly settings: PoolSettings | undefined;
  /** Sends the port to one who uses the worker, for whoever decides for the pool; to another one each time. */
  meetCoordinator(port: MessagePort): void;
  /** Makes the other end of the port a client of this worker. */
  connect(port: MessagePort): void;
  /** Whether the worker has ended: code of one inside a page may live on. */
  readonly isOver: boolean;
  /** Calls `closed`, once, when no page has the pool any more; at once, if the worker has ended. */
  onClosed(closed: () => void): void;
}

export interface WorkerScope {
  /** The workers that live here: one, or those inside a page. */
  homes: Set<WorkerHome>;
  call: CurrentCall | undefined; // undefined between calls
}

export const workerScope = ((globalThis as Record<symbol, unknown>)[Symbol.for('weft.worker')] ??= {
  homes: new Set(),
  call: undefined,
}) as WorkerScope;

/** The worker that the code which asks this runs in, as far as that can be told. */
export function currentHome(): WorkerHome | undefined {
  for (const home of workerScope.homes) if (home.isCurrent()) return home;
  return undefined;
}
