import { soon } from '../soon.js';
import { Dispatched } from './dispatched.js';
import { type Candidate, noTicket, type Schedule, type ScheduleStats } from './schedule.js';
import type { PoolShape } from './words.js';

/** The ticket of those that the worker took as they came; no dispatcher gives it. */
const directTicket = -1;

/**
 * The schedule of one worker that is to take calls as they come, until one has a priority or a deadline, or
 * wants the worker for itself: from then on a dispatcher chooses.
 */
export class Lone implements Schedule {
  #shape: PoolShape;
  #direct = 0; // calls at work that the worker took as they came
  #dispatched: Dispatched | undefined;
  #early = new Set<Candidate>(); // that want the worker for themselves while it has some of those

  constructor(shape: PoolShape) {
    this.#shape = shape;
  }

  submit(candidate: Candidate): void {
    const { priority, deadline, exclusive } = candidate.job;
    const isPlain = priority === 0 && deadline === undefined && !exclusive;
    if (isPlain && !this.#dispatched) return this.#take(candidate);
    const dispatched = (this.#dispatched ??= new Dispatched(this.#shape));
    if (exclusive && this.#direct > 0) this.#early.add(candidate);
    else dispatched.submit(candidate);
  }

  ended(candidate: Candidate): void {
    if (candidate.ticket === directTicket) {
      candidate.ticket = noTicket;
      this.#direct--;
      if (this.#direct === 0 && this.#early.size > 0) soon(() => this.#submitEarly()); // if it died, that is told first
    } else if (!this.#early.delete(candidate)) this.#dispatched?.ended(candidate);
  }

  waits(candidate: Candidate): void {
    if (candidate.ticket !== directTicket) this.#dispatched?.waits(candidate);
  }

  lost(worker: number): void {
    this.#dispatched?.lost(worker);
  }

  stats(): ScheduleStats {
    const known = this.#dispatched?.stats() ?? { queued: 0, running: 0, longestWait: 0 };
    known.queued += this.#early.size;
    known.running += this.#direct;
    return known;
  }

  close(): void {
    this.#early.clear();
    this.#dispatched?.close();
  }

  #take(candidate: Candidate): void {
    candidate.ticket = directTicket;
    this.#direct++;
    candidate.start(0);
  }

  #submitEarly(): void {
    const early = [...this.#early];
    this.#early.clear();
    for (const candidate of early) this.#dispatched!.submit(candidate);
  }
}
