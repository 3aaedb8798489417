import { type CurrentCall, currentHome, type WorkerHome, workerScope } from './worker_scope.js';

/**
 * What code that runs in a worker can ask and tell it. In a page there is nobody to ask. In a worker
 * inside a page there is, while a module is being loaded, and in a call before its first `await`.
 */
export const worker = {
  /** Whether this code runs in a worker of a pool. */
  get isWorker(): boolean {
    return currentHome() !== undefined;
  },
  /** The worker's number in its pool, from 0; undefined in a page. */
  get id(): number | undefined {
    return currentHome()?.id;
  },
  /** Of the pool; undefined in a page. */
  get kind(): string | undefined {
    return currentHome()?.kind;
  },
  /** The pool's name; undefined in a page. */
  get pool(): string | undefined {
    return currentHome()?.pool;
  },
  /**
   * The call that runs, which may keep this; to be asked for before the first `await`. Undefined
   * elsewhere.
   */
  get task(): CurrentCall | undefined {
    return workerScope.call;
  },
  /**
   * Offers the functions of `api` to pages, as if the module that calls this exported them. To be called
   * while that is loaded, or in a call.
   *
   * @throws ReferenceError in a page; TypeError if it cannot be told which module calls
   */
  expose(api: object): void {
    homeOrThrow().expose(api);
  },
  /**
   * Ends the worker at once: all that runs in it rejects with WorkerDeath, whose `cause` is `error`.
   *
   * @throws `error`, to end the caller too; ReferenceError in a page
   */
  fatal(error: unknown): never {
    homeOrThrow().fatal(error);
    throw error;
  },
};

function homeOrThrow(): WorkerHome {
  const found = currentHome();
  if (found) return found;
  throw new ReferenceError('This does not run in a worker');
}
