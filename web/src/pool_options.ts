// What a pool and a call can be asked for, and what that means where it is left open.

import type { CallSettings } from './calls.js';
import type { WorkerKind } from './worker_kind.js';
import type { Locks } from './locks.js';
import type { TaskLimits } from './task.js';

/** What a pool is to be like. */
export interface PoolOptions {
  /** Default `default`. Shared pools of one name are one pool over all pages of the origin. */
  name?: string;
  /** Default: the first that is to be had of shared, dedicated and inline; in Node, node. */
  kind?: WorkerKind;
  /**
   * Default: the machine's logical processors, at most 8. The page that opens a shared pool first decides;
   * for the others the pool is what it is.
   */
  workers?: number;
  /** Milliseconds within which each worker has to start. Default 30,000. */
  startTimeout?: number;
  /**
   * Who goes first when workers are busy. `hrrn` (default): highest response ratio next, which favours
   * methods that take little time, and whoever has waited long; a step of priority doubles the worth of
   * a wait. `priority`: the highest priority; lower ones may wait for ever. `fifo`: as they came. A pool of
   * one worker that names none hands calls to the worker as they come, until one has a priority, a deadline,
   * or wants the worker for itself.
   */
  scheduler?: 'hrrn' | 'fifo' | 'priority';
  /** Calls that may wait for a worker, from 1; others reject with Retry. Default 100,000. */
  maxQueue?: number;
  /**
   * Modules that each worker loads, in this order, before the first module that this page calls in it. Where
   * one cannot be loaded, calls reject with a LoadError that names it; the next call tries again.
   */
  preload?: readonly (string | URL)[];
  /**
   * Modules by the names that `pool.module(name)` and `pool.call(name, …)` then take. Any other string is a
   * URL; the URL of a module that has a name is loaded as that. Each name has a URL of its own.
   */
  modules?: Readonly<Record<string, string | URL | ModuleEntry>>;
  /**
   * The URL of an ES module whose default export, a ModuleLoader, loads the modules (and what `preload`
   * names) instead of `import()`. What it throws is the `cause` of a LoadError.
   */
  load?: string | URL;
  /**
   * Milliseconds, more than 0: a worker without calls, streams and known actors for so long is ended, and
   * started anew by the next call; what its modules held in memory is lost. A shared worker is let go of,
   * and ends when nobody else uses it. Default: never.
   */
  idleTimeout?: number;
  /**
   * Whether a worker's default pool is one of its own, made when it is first asked for. Default false: it is
   * this pool.
   */
  isolated?: boolean;
}

/** A module that has a name. */
export interface ModuleEntry {
  url: string | URL;
  /** Loaded after the pool's `preload`, and before the module. */
  preload?: readonly (string | URL)[];
  /** In place of the pool's, for the module and its own `preload`. */
  load?: string | URL;
}

/** A priority by number, from -100 to 100, or by the names of `scheduler.postTask`: 4, 0 and -4. */
export type Priority = number | 'user-blocking' | 'user-visible' | 'background';

/** How a call is made; `Remote.with` takes them. */
export interface CallOptions extends TaskLimits, CallSettings {
  /** The worker to run on, from 0. Default: one that has room. */
  worker?: number;
  /** Default 0. */
  priority?: Priority;
  /**
   * A call that has not started by then (as `Date.now()` counts, or a Date) never is, and rejects with
   * DeadlineError. What runs is not stopped: see `timeout`.
   */
  deadline?: number | Date;
  /**
   * Named locks, held from before the call's start to its end: over all tabs for a shared pool, else over
   * this pool. A call that gives an iterator ends with that, one that gives an observable with its last
   * subscription; or when nobody has it any more.
   */
  locks?: Locks;
  /**
   * The call has its worker for itself, to its end as for `locks`: nothing else of this pool runs there
   * meanwhile. A shared pool of one worker has no coordinator: there calls of other tabs may, unless they
   * take the same lock.
   */
  exclusive?: boolean;
  /**
   * How often the call is made again when its worker dies before it has answered, or it rejects with
   * Retry. Default 0: it may have been half done.
   */
  retry?: number;
}

const priorities = { 'user-blocking': 4, 'user-visible': 0, background: -4 };
const priorityMax = 100;

/** @throws RangeError for a number out of range, TypeError for what is no priority */
export function priorityNumber(priority: Priority = 0): number {
  if (typeof priority === 'string' && Object.hasOwn(priorities, priority))
    return priorities[priority];
  if (typeof priority !== 'number') throw new TypeError(`${String(priority)} is not a priority`);
  if (!Number.isSafeInteger(priority) || Math.abs(priority) > priorityMax)
    throw new RangeError(`A priority is a whole number from -100 to 100, not ${priority}`);
  return priority;
}

/** @throws TypeError for what is no point in time */
export function deadlineTime(deadline: number | Date | undefined): number | undefined {
  const time = deadline instanceof Date ? deadline.getTime() : deadline;
  if (time === undefined || time === Infinity) return undefined;
  if (typeof time !== 'number' || Number.isNaN(time))
    throw new TypeError(`${String(deadline)} is not a point in time`);
  return time;
}

/** @throws RangeError for what is no number of repetitions */
export function retryCount(retry = 0): number {
  if (!(Number.isSafeInteger(retry) || retry === Infinity) || retry < 0)
    throw new RangeError(`A call cannot be made again ${retry} times`);
  return retry;
}
