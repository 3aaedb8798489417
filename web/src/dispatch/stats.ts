// What a dispatcher tells of itself.
import { doublesFrom, textAt } from './instance.js';

/** Queued jobs of one method, alike in everything that the choice looks at. Times are milliseconds. */
export interface GroupStats {
  module: string;
  method: string;
  priority: number;
  /** The only worker that may run them, if there is one. */
  worker?: number;
  exclusive: boolean;
  queued: number;
  /** How long the method's last calls held their worker, on average; once one has ended. */
  meanDuration?: number;
  /** How long the one that came first has been queued. */
  longestWait: number;
}

/** Times are milliseconds. */
export interface DispatcherStats {
  queued: number;
  /** Jobs that hold a worker. */
  running: number;
  /** Jobs that have started and hold none, because they wait. */
  waiting: number;
  workers: number;
  /** Workers with room for a job. */
  freeWorkers: number;
  /** The longest that any job so far has been queued, or is. */
  longestWait: number;
  /** Those with queued jobs, in no particular order. */
  groups: GroupStats[];
}

/** Reads what the export `stats` left in memory. */
export function readStats(memory: WebAssembly.Memory, address: number): DispatcherStats {
  const next = doublesFrom(memory, address);
  const optional = () => {
    const value = next();
    return value < 0 ? undefined : value;
  };
  // The order is that of the list.
  return {
    queued: next(),
    running: next(),
    waiting: next(),
    workers: next(),
    freeWorkers: next(),
    longestWait: next(),
    groups: Array.from({ length: next() }, () => ({
      module: textAt(memory, next(), next()),
      method: textAt(memory, next(), next()),
      priority: next(),
      worker: optional(),
      exclusive: next() !== 0,
      queued: next(),
      meanDuration: optional(),
      longestWait: next(),
    })),
  };
}
