import { Dispatcher } from '../dispatch/dispatcher.js';
import { DeadlineError, Retry } from '../errors.js';
import { IdMap } from '../id_map.js';
import { soon } from '../soon.js';
import { after } from '../timer.js';
import {
  type Candidate,
  noTicket,
  type Schedule,
  type ScheduleStats,
  wallClock,
} from './schedule.js';
import type { PoolShape } from './words.js';

/** A worker that holds calls gets more while those are expected to take less: milliseconds. */
const ahead = 2;

/** The schedule of workers among which a dispatcher chooses, in this context. */
export class Dispatched implements Schedule {
  #name: string;
  #workers: number;
  #dispatcher: Dispatcher | undefined;
  #loadError: Error | undefined;
  #early = new Set<Candidate>(); // submitted before the dispatcher was there
  #jobs = new IdMap<Candidate>(); // queued and running, by job
  #isArmed = false; // a choice is to be made at the end of this turn
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Infinity;

  /**
   * Loads a dispatcher. What is submitted before it is there waits; if it never is, all is refused with a
   * LoadError.
   */
  constructor({ name, workers, order, queuedMax, dispatchUrl }: PoolShape) {
    this.#name = name;
    this.#workers = workers;
    Dispatcher.load(dispatchUrl, { order, queuedMax, ahead }).then(
      (loaded) => this.#begin(loaded),
      (error) => this.#neverBegins(error),
    );
  }

  submit(candidate: Candidate): void {
    if (this.#loadError) return candidate.refuse(this.#loadError);
    if (!this.#dispatcher) return void this.#early.add(candidate);
    const now = wallClock();
    this.#submit(this.#dispatcher, candidate, now);
    this.#choose(now);
  }

  ended(candidate: Candidate): void {
    if (this.#early.delete(candidate)) return;
    const { ticket } = candidate;
    if (this.#jobs.get(ticket) !== candidate) return; // went with its worker
    this.#jobs.delete(ticket);
    candidate.ticket = noTicket;
    const dispatcher = this.#dispatcher!;
    if (!dispatcher.finish(ticket, wallClock())) dispatcher.cancel(ticket);
    this.#chooseSoon();
  }

  waits(candidate: Candidate): void {
    if (this.#jobs.get(candidate.ticket) !== candidate) return;
    this.#dispatcher!.waits(candidate.ticket, wallClock());
    this.#chooseSoon();
  }

  lost(worker: number): void {
    const dispatcher = this.#dispatcher;
    if (!dispatcher) return;
    const { running, namingIt } = dispatcher.removeWorker(worker);
    for (const job of running) this.#forget(job);
    dispatcher.addWorker(worker);
    const error = (): Error => new Retry(`Worker ${worker} of the pool ${this.#name} has died`);
    for (const job of namingIt) this.#forget(job)?.refuse(error());
    this.#chooseSoon();
  }

  stats(): ScheduleStats {
    const known = this.#dispatcher?.stats(wallClock());
    return known
      ? {
          queued: known.queued,
          running: known.running + known.waiting,
          longestWait: known.longestWait,
        }
      : { queued: this.#early.size, running: 0, longestWait: 0 };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#early.clear();
    this.#jobs.clear();
  }

  #begin(dispatcher: Dispatcher): void {
    const now = wallClock();
    this.#dispatcher = dispatcher;
    for (let worker = 0; worker < this.#workers; worker++) dispatcher.addWorker(worker);
    for (const candidate of this.#early) this.#submit(dispatcher, candidate, now);
    this.#early.clear();
    this.#choose(now);
  }

  #neverBegins(error: Error): void {
    this.#loadError = error;
    for (const candidate of this.#early) candidate.refuse(error);
    this.#early.clear();
  }

  #submit(dispatcher: Dispatcher, candidate: Candidate, now: number): void {
    const job = dispatcher.submit(candidate.job, now);
    if (job === 'queue_full')
      return candidate.refuse(new Retry(`The queue of the pool ${this.#name} is full`));
    if (job === 'no_such_worker')
      return candidate.refuse(
        new RangeError(`The pool ${this.#name} has no worker ${candidate.job.worker}`),
      );
    candidate.ticket = job;
    this.#jobs.add(job, candidate);
  }

  #forget(job: number): Candidate | undefined {
    const candidate = this.#jobs.get(job);
    this.#jobs.delete(job);
    if (candidate) candidate.ticket = noTicket;
    return candidate;
  }

  /** Once for all ends that one turn brings. */
  #chooseSoon(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    soon(() => {
      this.#isArmed = false;
      this.#choose(wallClock());
    });
  }

  /** Starts what has its turn, and refuses what came too late. */
  #choose(now: number): void {
    const dispatcher = this.#dispatcher!;
    if (dispatcher.nextDeadline() < now + 1) this.#refuseExpired(dispatcher, now); // 1: it counts in nanoseconds
    for (let next; (next = dispatcher.next(now));) this.#jobs.get(next.job)?.start(next.worker);
    this.#awaitDeadline(dispatcher, now);
  }

  #refuseExpired(dispatcher: Dispatcher, now: number): void {
    for (const job of dispatcher.takeExpired(now))
      this.#forget(job)?.refuse(
        new DeadlineError('The deadline has passed before the call started'),
      );
  }

  #awaitDeadline(dispatcher: Dispatcher, now: number): void {
    const deadline = dispatcher.nextDeadline();
    if (deadline === this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = deadline;
    if (deadline === Infinity) return;
    this.#timer = after(Math.max(0, deadline - now) + 1, () => {
      this.#timerAt = Infinity;
      this.#choose(wallClock());
    });
  }
}
