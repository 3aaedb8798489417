// The part of Node that is used here. Reached without an `import`, which bundlers for pages would follow.

/** A thread of `node:worker_threads`, seen from the one that started it. */
export interface Thread {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  on(event: 'message', listener: (message: any) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  /** Keeps the process alive, as a new thread does. */
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface NodeThreads {
  Worker: new (script: URL, options: { name: string; workerData: unknown }) => Thread;
  /** The port to who started this thread; null in the main one. */
  parentPort: MessagePort | null;
  workerData: unknown;
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): NodeThreads;
  getBuiltinModule?(name: 'node:os'): { availableParallelism(): number };
  exit(): never;
  on(event: 'uncaughtException', listener: (error: unknown) => void): void;
}

/** `node:worker_threads`; undefined in pages and web workers, those with Node inside among them. */
export function nodeThreads(): NodeThreads | undefined {
  if ('document' in globalThis || 'WorkerGlobalScope' in globalThis) return undefined;
  return nodeProcess()?.getBuiltinModule?.('node:worker_threads');
}

/** The process of Node that this runs in. */
export function nodeProcess(): NodeProcess | undefined {
  return (globalThis as { process?: NodeProcess }).process;
}

/**
 * Says whether something is waited for at `port`. In Node, a port that is listened to otherwise keeps
 * the process alive for ever; elsewhere this does nothing.
 */
export function holdProcess(port: MessagePort, isHeld: boolean): void {
  const nodePort = port as Partial<Pick<Thread, 'ref' | 'unref'>>;
  if (isHeld) nodePort.ref?.();
  else nodePort.unref?.();
}
