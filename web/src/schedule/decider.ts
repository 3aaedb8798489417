import type { Schedule } from './schedule.js';

/** Who decides whose turn it is in a pool, as one who uses the pool sees that. */
export interface Decider {
  readonly schedule: Schedule;
  /** Resolves when it has answered; rejects with LoadError if it does not. */
  readonly started: Promise<void>;
  /** Has what others do told as events from now on. */
  watch(): void;
  /** Makes the other end of the port a client of that worker. */
  meet(worker: number, port: MessagePort): void;
  /** At the other end of the port is a worker of the pool, which wants to use it too. */
  admit(worker: number, port: MessagePort): void;
  /** Whom that worker was is gone. */
  workerDied(worker: number): void;
  /** Forgets all, and lets those who were admitted know. */
  close(): void;
}
