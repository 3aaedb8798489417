// How a page learns that a worker is gone, and a worker that a page is: ports do not tell, but the
// browser releases the Web Locks of whoever ends, in whatever way. Each side holds a lock under a
// name of its own; the other side waits for it.

/** A lock held under a name that nobody else uses. */
export interface Life {
  name: string;
  /** Releases the lock: for those who watch, the holder is gone. */
  end(): void;
}

/** Whether this context can hold and watch locks: secure contexts of current browsers can. */
export function hasLocks(): boolean {
  return globalThis.navigator?.locks !== undefined;
}

/**
 * Takes a lock with a fresh name; resolves once it is held, so that the name can be told to others.
 */
export function beginLife(): Promise<Life> {
  const name = `weft/life/${crypto.randomUUID()}`;
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> =>
      new Promise((end) => {
        resolve({ name, end });
      });
    navigator.locks.request(name, held).catch(reject);
  });
}

/**
 * Calls `ended` once when the holder of the lock `name` is gone; not after `signal` was aborted.
 */
export function watchLife(name: string, ended: () => void, signal?: AbortSignal): void {
  const options: LockOptions = signal ? { mode: 'shared', signal } : { mode: 'shared' };
  // Shared, so that all who watch are told at once. The only rejection is the abort that `signal`
  // asks for.
  navigator.locks.request(name, options, ended).catch(() => {});
}
