import type { LockSource } from './locks.js';

interface Request {
  mode: 'exclusive' | 'shared';
  grant(): void;
}

/** Who holds one lock, and who waits for it. */
interface Lock {
  holders: number;
  mode: 'exclusive' | 'shared';
  waiting: Request[];
}

/** Web Locks for one thread, first come, first served. */
export class LocalLocks implements LockSource {
  #locks = new Map<string, Lock>();

  async request(
    name: string,
    { mode, signal }: { mode: 'exclusive' | 'shared'; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<void> {
    signal?.throwIfAborted();
    const lock = this.#locks.get(name) ?? { holders: 0, mode, waiting: [] };
    this.#locks.set(name, lock);
    await new Promise<void>((resolve, reject) => {
      const forget = (): void => {
        lock.waiting.splice(lock.waiting.indexOf(request), 1);
        this.#grant(name, lock); // whoever came after may have waited for this one only
        reject(signal!.reason);
      };
      const request: Request = {
        mode,
        grant: () => {
          signal?.removeEventListener('abort', forget);
          resolve();
        },
      };
      signal?.addEventListener('abort', forget, { once: true });
      lock.waiting.push(request);
      this.#grant(name, lock);
    });
    try {
      await held();
    } finally {
      lock.holders--;
      this.#grant(name, lock);
    }
  }

  #grant(name: string, lock: Lock): void {
    for (let next; (next = lock.waiting[0]);) {
      if (lock.holders > 0 && (lock.mode === 'exclusive' || next.mode === 'exclusive')) return;
      lock.waiting.shift();
      lock.holders++;
      lock.mode = next.mode;
      next.grant();
    }
    if (lock.holders === 0) this.#locks.delete(name);
  }
}
