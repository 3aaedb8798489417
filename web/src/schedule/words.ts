// What passes between a pool's coordinator, or the page that is one for its workers, and those who share the
// pool: pages, and the pool's own workers. Tickets are the client's numbers for its calls. All that one side has to say in a turn of its
// event loop leaves as one `turn`.

import type { Job } from '../dispatch/dispatcher.js';

/** What a pool is, as its first page has asked for it. */
export interface PoolShape {
  name: string;
  workers: number;
  order: 'hrrn' | 'fifo' | 'priority';
  /** Calls that may wait for a worker. */
  queuedMax: number;
  /** Where the dispatcher is. */
  dispatchUrl: string;
}

export type ClientMessage =
  /** The first message. `life`: the lock that the client holds; null where there are none. */
  | { type: 'join'; life: string | null; isPage: boolean; shape: PoolShape }
  | ClientTurn
  /** The client has seen this worker die; the coordinator counts each death once. */
  | { type: 'lost'; worker: number; life: string | null }
  /** Wants to learn what other clients do. */
  | { type: 'watch' }
  /** The other end of this port is to become a client of that worker. */
  | { type: 'meet'; worker: number; port: MessagePort }
  /** The other end of this port is a worker that wants to use its own pool: a client from now on. */
  | { type: 'client'; port: MessagePort };

export interface ClientTurn {
  type: 'turn';
  /** Those that follow one another and are alike but for their tickets are told as one: a job is large. */
  submit?: { job: Job; tickets: number[] }[];
  waits?: number[];
  ended?: number[];
}

export type CoordinatorMessage =
  /** The pool as it is, which may be other than what this client asked for. */
  | { type: 'hello'; life: string | null; shape: PoolShape }
  | CoordinatorTurn
  /** It decides no more: there may be another. */
  | { type: 'gone' }
  /** To a page: hand this port to that worker, as a client's. */
  | { type: 'meet'; worker: number; port: MessagePort }
  /** What happened to another client's call, for those that watch. */
  | { type: 'event'; event: ElsewhereEvent };

export interface CoordinatorTurn {
  type: 'turn';
  /** Pairs of a ticket and its worker, one after the other. */
  start?: number[];
  /** The error's name, of those that `Remote` knows, and its message. */
  refused?: [ticket: number, name: string, message: string][];
  /** Of the whole pool, at this time. */
  stats: [queued: number, running: number, longestWait: number];
}

/** `task` is unique among the calls of the other clients. */
export type ElsewhereEvent =
  | { type: 'created'; task: string; module: string; method: string }
  | { type: 'started'; task: string; worker: number }
  | { type: 'ended'; task: string };
