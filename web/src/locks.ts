// Named locks, for calls that must not run at one time. They are Web Locks where there are any, and so
// hold over all tabs and workers of an origin; elsewhere (Node before 24) over this thread.

import { LocalLocks } from './local_locks.js';

/** A Web Lock to hold. */
export interface LockRequest {
  name: string;
  /** Default `exclusive`. Any number of holders may have a lock in `shared` mode. */
  mode?: 'exclusive' | 'shared';
}

/** One lock or several; a name alone is an exclusive lock. */
export type Locks = string | LockRequest | readonly (string | LockRequest)[];

/** What this module needs of the browser's LockManager. */
export interface LockSource {
  request(
    name: string,
    options: { mode: 'exclusive' | 'shared'; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<void>;
}

let source: LockSource | undefined;

/**
 * Waits for all of the locks and holds them until the function it gives is called. They are taken in
 * the order of their names, so that nobody waits in a circle.
 *
 * Rejects with the signal's reason when that is aborted; then none is held.
 *
 * @param prefix set before each name
 */
export async function holdLocks(
  prefix: string,
  locks: Locks,
  signal?: AbortSignal,
): Promise<() => void> {
  const releases: (() => void)[] = [];
  const releaseAll = (): void => releases.forEach((release) => release());
  try {
    for (const { name, mode } of inOrder(locks))
      releases.push(await hold(prefix + name, mode, signal));
  } catch (error) {
    releaseAll();
    throw error;
  }
  return releaseAll;
}

function hold(
  name: string,
  mode: 'exclusive' | 'shared',
  signal: AbortSignal | undefined,
): Promise<() => void> {
  source ??= globalThis.navigator?.locks ?? new LocalLocks();
  const options = signal ? { mode, signal } : { mode };
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((release) => resolve(release));
    source!.request(name, options, held).catch(reject);
  });
}

/** By name, each once; exclusive where it is asked for in both modes. */
function inOrder(locks: Locks): Required<LockRequest>[] {
  const modes = new Map<string, 'exclusive' | 'shared'>();
  for (const lock of Array.isArray(locks) ? locks : [locks]) {
    const { name, mode = 'exclusive' } = typeof lock === 'string' ? { name: lock } : lock;
    if (typeof name !== 'string' || (mode !== 'exclusive' && mode !== 'shared'))
      throw new TypeError(`A lock needs a name, and a mode of exclusive or shared, not ${mode}`);
    if (modes.get(name) !== 'exclusive') modes.set(name, mode);
  }
  return [...modes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, mode]) => ({ name, mode }));
}
