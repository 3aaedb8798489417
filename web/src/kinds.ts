// Which kinds of pools there can be here.

import type { Capabilities } from './detect.js';
import type { WorkerKind } from './worker_kind.js';
import { LoadError } from './errors.js';
import { isSameOrigin } from './urls.js';

/** The first that can be had is the default. */
const byPreference: readonly WorkerKind[] = ['shared', 'dedicated', 'node', 'inline'];

/** @throws LoadError, with what each kind lacks, where there can be none */
export function chooseKind(capabilities: Capabilities, workerUrl: string): WorkerKind {
  const complaints: string[] = [];
  for (const kind of byPreference) {
    const missing = missingFor(kind, capabilities, workerUrl);
    if (!missing) return kind;
    complaints.push(`${kind} ones need ${missing}`);
  }
  throw new LoadError(`There can be no pool here: ${complaints.join('; ')}`);
}

/** @throws LoadError, with what is missing, if there can be no pool of this kind */
export function checkKind(kind: WorkerKind, capabilities: Capabilities, workerUrl: string): void {
  const missing = missingFor(kind, capabilities, workerUrl);
  if (missing) throw new LoadError(`There can be no ${kind} pool here: it needs ${missing}`);
}

function missingFor(
  kind: WorkerKind,
  capabilities: Capabilities,
  workerUrl: string,
): string | undefined {
  if (!capabilities.webAssembly) return 'WebAssembly';
  switch (kind) {
    case 'dedicated':
      return capabilities.dedicatedWorkers ? undefined : 'Worker';
    case 'node':
      return capabilities.nodeThreads ? undefined : 'Node 20.16 or later';
    case 'inline':
      return undefined;
    case 'shared':
      return missingForShared(capabilities, workerUrl);
  }
}

/** A shared worker's death can be seen only through its lock, and no call may wait for ever. */
function missingForShared(
  { sharedWorkers, locks }: Capabilities,
  workerUrl: string,
): string | undefined {
  if (!sharedWorkers) return 'SharedWorker';
  if (!locks) return 'Web Locks (a secure context)';
  return isSameOrigin(workerUrl) ? undefined : `its script on this origin, unlike ${workerUrl}`;
}
