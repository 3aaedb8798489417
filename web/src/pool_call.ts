// One call of a pool, from the call to its end: it waits for its locks, then for its turn, runs, and if
// its worker dies may begin again.
//
//   call ──> locks ──> queued ──start──> running ──> ended
//                        ▲                  │
//                        '──── retry ───────'

import type { CallSettings } from './calls.js';
import type { CapturedCall } from './captured_call.js';
import { Retry, WorkerDeath } from './errors.js';
import { type Candidate, noTicket, type Schedule } from './schedule/schedule.js';
import type { Task, TaskKeeper } from './task.js';
import type { Job } from './dispatch/dispatcher.js';

/** The pool, as a call sees it. */
export interface CallOwner {
  /** Sends the call to the worker. */
  run(call: PoolCall, worker: number): void;
  /** The call is to be made again; false if that is not possible any more. */
  again(call: PoolCall): boolean;
  /** The call has ended, whatever way. */
  over(call: PoolCall): void;
}

export class PoolCall implements Candidate, TaskKeeper {
  task!: Task;
  readonly url: string;
  readonly job: Job;
  /** What is sent: these words themselves as long as nobody else can have changed them. */
  args: unknown[] | undefined;
  captured: CapturedCall | undefined;
  ticket = noTicket;
  readonly settings: CallSettings;

  #owner: CallOwner;
  #schedule: Schedule | undefined; // that has it
  #repetitions: number; // that are left
  #releaseLocks: (() => void) | undefined;

  constructor(
    owner: CallOwner,
    job: Job,
    args: unknown[],
    settings: CallSettings,
    repetitions: number,
  ) {
    this.#owner = owner;
    this.url = job.module;
    this.job = job;
    this.args = args;
    this.settings = settings;
    this.#repetitions = repetitions;
  }

  /** Whether the words may be sent more than once. */
  get mayRepeat(): boolean {
    return this.#repetitions > 0;
  }

  get isOver(): boolean {
    return this.task.state !== 'queued' && this.task.state !== 'running';
  }

  /** Waits for its turn in `schedule`. */
  enter(schedule: Schedule): void {
    this.#schedule = schedule;
    schedule.submit(this);
  }

  start(worker: number): void {
    this.task.started();
    this.#owner.run(this, worker);
  }

  refuse(error: Error): void {
    this.#schedule = undefined;
    this.task.fail(error);
  }

  /** It runs, and leaves its worker to others meanwhile. */
  waits(): void {
    this.#schedule?.waits(this);
  }

  /** @param release lets go of the locks that the call now holds */
  locked(release: () => void): void {
    if (this.isOver) release();
    else this.#releaseLocks = release;
  }

  takesBack(error: unknown): boolean {
    if (this.#repetitions <= 0) return false;
    if (!(error instanceof WorkerDeath || error instanceof Retry)) return false;
    this.#leave();
    this.#repetitions--;
    return this.#owner.again(this);
  }

  taskEnded(): void {
    this.#leave();
    this.args = this.captured = undefined;
    this.#releaseLocks?.();
    this.#owner.over(this);
  }

  #leave(): void {
    this.#schedule?.ended(this);
    this.#schedule = undefined;
  }
}
