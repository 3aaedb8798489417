// The errors of pools and calls. Errors that a called function throws arrive as themselves: see
// `remoteError`.

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

/** The call took longer than its `timeout`. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}

/** An error as it travels: as a frame's third element, or in a control message. */
export interface ErrorRecord {
  name: string;
  message: string;
  stack?: string;
}

const nativeErrors = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/**
 * An error of the native type that `record` names, else an Error that carries the name. What has
 * arrived as an error, with its cause and properties, stays what it is.
 */
export function remoteError(record: ErrorRecord): Error {
  if (record instanceof Error) return record;
  const native = Object.hasOwn(nativeErrors, record.name)
    ? nativeErrors[record.name as keyof typeof nativeErrors]
    : Error;
  const error = new native(record.message);
  if (error.name !== record.name) define(error, 'name', record.name);
  if (record.stack !== undefined) define(error, 'stack', record.stack);
  return error;
}

/** The inverse of `remoteError`, for anything that was thrown. */
export function errorRecord(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack } = thrown;
  return stack === undefined ? { name, message } : { name, message, stack };
}

function define(error: Error, property: 'name' | 'stack', value: string): void {
  Object.defineProperty(error, property, { value, writable: true, configurable: true });
}
