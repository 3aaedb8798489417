import { Direct } from './direct.js';
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
  #direct = new Direct();
  #dispatched: Dispatched | undefined;
  #early = new Set<Candidate>(); // that want the worker for themselves while it has some of those

  constructor(shape: PoolShape) {
    this.#shape = shape;
  }

  submit(candidate: Candidate): void {
    const { priority, deadline, exclusive } = candidate.job;
    const isPlain = priority === 0 && deadline === undefined && !exclusive;
    if (isPlain && !this.#dispatched) {
      candidate.ticket = directTicket;
      return this.#direct.submit(candidate);
    }
    const dispatched = (this.#dispatched ??= new Dispatched(this.#shape));
    if (!exclusive || this.#direct.isIdle) return dispatched.submit(candidate);
    this.#early.add(candidate);
    void this.#direct.idle().then(() => {
      if (this.#early.delete(candidate)) dispatched.submit(candidate);
    });
  }

  ended(candidate: Candidate): void {
    if (candidate.ticket === directTicket) {
      candidate.ticket = noTicket;
      this.#direct.ended();
    } else if (!this.#early.delete(candidate)) this.#dispatched?.ended(candidate);
  }

  waits(candidate: Candidate): void {
    if (candidate.ticket !== directTicket) this.#dispatched?.waits(candidate);
  }

  lost(worker: number): void {
    this.#dispatched?.lost(worker);
  }

  stats(): ScheduleStats {
    const direct = this.#direct.stats();
    if (!this.#dispatched) return direct;
    const { queued, running, longestWait } = this.#dispatched.stats();
    return {
      queued: queued + this.#early.size,
      running: running + direct.running,
      longestWait,
    };
  }

  close(): void {
    this.#early.clear();
    this.#dispatched?.close();
  }
}
