// What the worker script needs of the place that it runs in.

import type { WorkerKind } from '../worker_kind.js';
import { nodeProcess, nodeThreads } from '../node_threads.js';
import type { PageMessage, WorkerMessage } from '../protocol.js';

/** One page's control messages: a port, or the global object of a dedicated worker. */
export interface ControlPort {
  postMessage(message: WorkerMessage, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<PageMessage>) => void) | null;
}

export interface Scope {
  /** As it was started: `workerName` of the protocol. */
  readonly name: string;
  readonly kind: WorkerKind;
  /** Whether nothing else runs here. */
  readonly isOwn: boolean;
  /** Hands over each page that uses the worker. */
  onClient(connect: (client: ControlPort) => unknown): void;
  /** Hands over each error that nobody caught, and what is said of it if that is more. */
  onUncaught(uncaught: (error: unknown, report?: string) => void): void;
  /** Ends the worker; what was posted before still leaves. */
  close(): void;
}

/** The scope of this script: a thread of Node, a SharedWorker or a Worker. */
export function scopeHere(): Scope {
  const threads = nodeThreads();
  return threads?.parentPort
    ? threadScope(threads.parentPort, threads.workerData as { name: string })
    : webScope();
}

function webScope(): Scope {
  const scope = self as unknown as DedicatedWorkerGlobalScope | SharedWorkerGlobalScope;
  const isShared = 'onconnect' in scope;
  return {
    name: scope.name,
    kind: isShared ? 'shared' : 'dedicated',
    isOwn: true,
    onClient(connect) {
      if (isShared) scope.onconnect = ({ ports }) => connect(ports[0]);
      else connect(scope as DedicatedWorkerGlobalScope);
    },
    onUncaught(uncaught) {
      addEventListener('error', (event) => {
        event.preventDefault();
        uncaught(event.error, event.message);
      });
      addEventListener('unhandledrejection', (event) => {
        event.preventDefault();
        uncaught(event.reason);
      });
    },
    close: () => scope.close(),
  };
}

function threadScope(port: MessagePort, { name }: { name: string }): Scope {
  return {
    name,
    kind: 'node',
    isOwn: true,
    onClient: (connect) => connect(port),
    onUncaught: (uncaught) => nodeProcess()!.on('uncaughtException', (error) => uncaught(error)),
    close: () => nodeProcess()!.exit(),
  };
}
