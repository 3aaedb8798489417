// One call of a pool, from the call to its end: it waits for its locks, then for its turn, runs, and if
// its worker dies may begin again. It keeps its locks and its place in the schedule until it is over: if it
// gave an iterator or an observable, that is when this has ended.
//
//   call ──> locks ──> queued ──start──> running ──> settled ──> over
//                        ▲                  │           '─ stream ─▲
//                        '──── retry ───────'

import type { CallSettings } from './calls.js';
import type { CapturedCall } from './captured_call.js';
import { Retry, WorkerDeath } from './errors.js';
import { type Candidate, noTicket, type Schedule } from './schedule/schedule.js';
import type { Task, TaskKeeper, TaskState } from './task.js';
import type { ModulePlan } from './protocol.js';
import type { Job } from './dispatch/dispatcher.js';

/** The pool, as a call sees it. */
export interface CallOwner {
  /** Sends the call to the worker. */
  run(call: PoolCall, worker: number): void;
  /** The call is to be made again; false if that is not possible any more. */
  again(call: PoolCall): boolean;
  /** The task has ended, whatever way. */
  settled(id: number): void;
  /** So has what the call gave. */
  over(id: number, state: TaskState): void;
}

export class PoolCall implements Candidate, TaskKeeper {
  /** Until it ends: a task keeps its result from being collected, which may be a stream nobody has any more. */
  task: Task | undefined;
  readonly module: ModulePlan;
  readonly job: Job;
  /** What is sent: these words themselves as long as nobody else can have changed them. */
  args: unknown[] | undefined;
  captured: CapturedCall | undefined;
  ticket = noTicket;
  readonly settings: CallSettings;
  /** Who is told; not of a task that had ended before it began. */
  owner: CallOwner | undefined;

  #schedule: Schedule | undefined; // that has it
  #repetitions: number; // that are left
  #releaseLocks: (() => void) | undefined;
  #givesStream = false;
  #streamEnded: (() => void) | undefined; // once the task has ended

  constructor(
    module: ModulePlan,
    job: Job,
    args: unknown[],
    settings: CallSettings,
    repetitions: number,
  ) {
    this.module = module;
    this.job = job;
    this.args = args;
    this.settings = settings;
    this.#repetitions = repetitions;
  }

  /** Whether the words may be sent more than once. */
  get mayRepeat(): boolean {
    return this.#repetitions > 0;
  }

  /** Whether the task has ended. */
  get isSettled(): boolean {
    return this.task === undefined;
  }

  /** Waits for its turn in `schedule`. */
  enter(schedule: Schedule): void {
    this.#schedule = schedule;
    schedule.submit(this);
  }

  start(worker: number): void {
    this.task?.started();
    this.owner?.run(this, worker);
  }

  refuse(error: Error): void {
    this.#schedule = undefined;
    this.fail(error);
  }

  fail(error: unknown): void {
    this.task?.fail(error);
  }

  /** It runs, and leaves its worker to others meanwhile. */
  waits(): void {
    this.#schedule?.waits(this);
  }

  /** The result is a stream, with which the call lasts. Its worker is others' meanwhile. */
  givesStream(): void {
    this.#givesStream = true;
    this.waits();
  }

  streamEnded(): void {
    this.#streamEnded?.();
  }

  /** @param release lets go of the locks that the call now holds */
  locked(release: () => void): void {
    if (this.isSettled) release();
    else this.#releaseLocks = release;
  }

  takesBack(error: unknown): boolean {
    if (this.#repetitions <= 0) return false;
    if (!(error instanceof WorkerDeath || error instanceof Retry)) return false;
    this.#leave();
    this.#repetitions--;
    return this.owner!.again(this);
  }

  taskEnded(): void {
    const task = this.task!;
    const { id, state } = task;
    this.task = this.args = this.captured = undefined;
    if (this.#givesStream && state === 'done') this.#streamEnded = () => this.#over(id, state);
    else this.#over(id, state);
    this.owner?.settled(id);
  }

  #over(id: number, state: TaskState): void {
    this.#streamEnded = undefined;
    this.#leave();
    this.#releaseLocks?.();
    this.owner?.over(id, state);
  }

  #leave(): void {
    this.#schedule?.ended(this);
    this.#schedule = undefined;
  }
}
