import { beginLife } from './life.js';
import { nodeProcess, nodeThreads } from './node_threads.js';

/** What this page's browser, or Node, offers. */
export interface Capabilities {
  dedicatedWorkers: boolean;
  sharedWorkers: boolean;
  /** Threads of Node 20.16 or later. */
  nodeThreads: boolean;
  /** Web Locks, with which each side learns that the other is gone. Secure contexts only. */
  locks: boolean;
  webAssembly: boolean;
  /** Logical processors; 1 if the browser does not tell. */
  processors: number;
}

/** Finds out what this page's browser, or Node, offers. Never rejects. */
export async function detect(): Promise<Capabilities> {
  const life = await beginLife();
  life?.end();
  return {
    dedicatedWorkers: typeof Worker !== 'undefined',
    sharedWorkers: typeof SharedWorker !== 'undefined',
    nodeThreads: nodeThreads() !== undefined,
    locks: life !== null,
    webAssembly: typeof WebAssembly !== 'undefined',
    processors: processors(),
  };
}

function processors(): number {
  if (nodeThreads()) return nodeProcess()!.getBuiltinModule!('node:os').availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
