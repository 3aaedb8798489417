// How a page learns that a worker is gone, and a worker that a page is: ports do not tell, but the
// browser releases the Web Locks of whoever ends, in whatever way. Each side holds a lock under a
// name of its own; the other side waits for it. Threads of Node tell of their ends without.

import { nodeThreads } from './node_threads.js';

/** A lock held under a name that nobody else uses. */
export interface Life {
  name: string;
  /** Releases the lock: for those who watch, the holder is gone. */
  end(): void;
}

/** Secure contexts of current browsers have locks. */
function hasLocks(): boolean {
  return globalThis.navigator?.locks !== undefined && nodeThreads() === undefined;
}

/**
 * Takes a lock with a fresh name; resolves once it is held, so that the name can be told to others.
 * Resolves with null where there are no locks, or none may be held, as in a sandboxed frame. Never
 * rejects.
 */
export function beginLife(): Promise<Life | null> {
  if (!hasLocks()) return Promise.resolve(null);
  const name = `weft/life/${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    const held = (): Promise<void> =>
      new Promise((end) => {
        resolve({ name, end });
      });
    navigator.locks.request(name, held).catch(() => resolve(null));
  });
}

/**
 * Calls `ended` once when the holder of the lock `name` is gone; not after `signal` was aborted, and
 * never where there are no locks.
 */
export function watchLife(name: string, ended: () => void, signal?: AbortSignal): void {
  if (!hasLocks()) return;
  const options: LockOptions = signal ? { mode: 'shared', signal } : { mode: 'shared' };
  // Shared, so that all who watch are told at once. The only rejection is the abort that `signal`
  // asks for.
  navigator.locks.request(name, options, ended).catch(() => {});
}
