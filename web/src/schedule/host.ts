import { Coordinator } from './coordinator.js';
import type { Decider } from './decider.js';
import { Dispatched } from './dispatched.js';
import { Lone } from './lone.js';
import type { Schedule } from './schedule.js';
import type { ElsewhereEvent, PoolShape } from './words.js';

export interface HostOptions {
  shape: PoolShape;
  /** Whether calls are to be chosen from though there is one worker. */
  isScheduled: boolean;
  /** The lock that this context holds. */
  life: string | null;
  /** Makes the other end of the port a client of that worker. */
  introduce(worker: number, port: MessagePort): void;
  /** What a worker does that uses the pool. */
  event(event: ElsewhereEvent): void;
}

/** Decides here, for itself and for the pool's workers, should they use it. */
export class Host implements Decider {
  readonly schedule: Schedule;
  readonly started = Promise.resolve();
  #options: HostOptions;
  #coordinator: Coordinator | undefined; // from the first worker on that uses the pool
  #admitted = new Map<number, (() => void)[]>(); // how they leave, by worker

  constructor(options: HostOptions) {
    const { shape, isScheduled } = options;
    this.#options = options;
    this.schedule = shape.workers > 1 || isScheduled ? new Dispatched(shape) : new Lone(shape);
  }

  watch(): void {}

  meet(worker: number, port: MessagePort): void {
    this.#options.introduce(worker, port);
  }

  admit(worker: number, port: MessagePort): void {
    const { shape, life } = this.#options;
    this.#coordinator ??= new Coordinator(shape, life, this.schedule, this.#options);
    const leave = this.#coordinator.listen(port);
    this.#admitted.set(worker, [...(this.#admitted.get(worker) ?? []), leave]);
  }

  workerDied(worker: number): void {
    for (const leave of this.#admitted.get(worker) ?? []) leave();
    this.#admitted.delete(worker);
  }

  close(): void {
    this.#coordinator?.close();
    this.schedule.close();
  }
}
