// When a call starts, and on which worker. A pool has one schedule; it is `Lone` for one worker that takes
// calls as they come, `Dispatched` where they have to be chosen from, and `Remote` for who asks somebody
// else: then the schedule itself is at the pool's coordinator, or at the page that a worker belongs to.
//
//   submit ──> queued ──start──> running ──ended──> forgotten
//                 │                          ▲
//                 '── refused, or ended ─────'

import type { Job } from '../dispatch/dispatcher.js';

/** A call that waits for its turn. It is told once: to start, or that it never will. */
export interface Candidate {
  readonly job: Job;
  /** Its number in the schedule it was submitted to; that schedule's own. */
  ticket: number;
  start(worker: number): void;
  refuse(error: Error): void;
}

/** What is known of all calls of a pool, those of other pages too. */
export interface ScheduleStats {
  queued: number;
  running: number;
  /** Milliseconds: the longest that any call has waited for its start, so far. */
  longestWait: number;
}

export interface Schedule {
  /** May start or refuse the candidate before it returns. */
  submit(candidate: Candidate): void;
  /** It is over, whether it was started or not. Once for each candidate that was not refused. */
  ended(candidate: Candidate): void;
  /** It runs, and does not hold its worker meanwhile. */
  waits(candidate: Candidate): void;
  /**
   * The worker has died, with what ran on it, and its successor may be started: what names it and is
   * still queued is refused with `Retry`.
   *
   * @param life what distinguishes the dead one from its successor, if anything does
   */
  lost(worker: number, life: string | null): void;
  stats(): ScheduleStats;
  /** Forgets all; nobody is told. */
  close(): void;
}

/** The tickets of a schedule begin at 1. */
export const noTicket = 0;

const { timeOrigin } = performance;

/** Milliseconds since 1970, finer than `Date.now()` and the same in all contexts of a machine. */
export function wallClock(): number {
  return timeOrigin + performance.now();
}
