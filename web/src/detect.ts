import { hasLocks } from './life.js';

/** What this page's browser offers. */
export interface Capabilities {
  dedicatedWorkers: boolean;
  sharedWorkers: boolean;
  /** Web Locks, with which each side learns that the other is gone. Secure contexts only. */
  locks: boolean;
  webAssembly: boolean;
  /** Logical processors; 1 if the browser does not tell. */
  processors: number;
}

/** Finds out what this page's browser offers. Never rejects. */
export async function detect(): Promise<Capabilities> {
  return {
    dedicatedWorkers: typeof Worker !== 'undefined',
    sharedWorkers: typeof SharedWorker !== 'undefined',
    locks: hasLocks(),
    webAssembly: typeof WebAssembly !== 'undefined',
    processors: globalThis.navigator?.hardwareConcurrency ?? 1,
  };
}
