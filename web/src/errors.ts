// The errors of pools and calls. What a called function throws arrives as itself.

/**
 * A worker or a module could not be started: the script is missing, is no module, or failed while
 * it started.
 */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** The worker that ran the call has died; `cause` holds its last words, if it had any. */
export class WorkerDeath extends Error {
  override name = 'WorkerDeath';
}

/** The pool was closed by force while the call ran. */
export class PoolDeath extends Error {
  override name = 'PoolDeath';
}

/**
 * The call was never started, through no fault of its own: it can be made again. The worker it named has
 * died, or too many calls wait already.
 */
export class Retry extends Error {
  override name = 'Retry';
}

/** The call's `deadline` has passed before it could be started; it never was. */
export class DeadlineError extends Error {
  override name = 'DeadlineError';
}

/** The call took longer than its `timeout`. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}
