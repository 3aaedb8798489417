// Which job of a pool starts next, and on which worker: the C++ of runtime/dispatch in a small module of
// its own, dispatch.wasm. It decides and keeps account, and does nothing else; dispatcher.hpp says how.
//
// Times, `now` too, are milliseconds of one clock that does not go back.
import { doublesFrom, idsFrom, instantiate, type Exports } from './instance.js';
import { readStats, type DispatcherStats } from './stats.js';

/** A call as the dispatcher sees it. */
export interface Job {
  module: string;
  method: string;
  /** From -128 to 127, usually 0. Under `hrrn` a step doubles the worth of a wait. */
  priority: number;
  /** The only worker that may run it; otherwise any. */
  worker?: number;
  /** It starts before this, or not at all. */
  deadline?: number;
  /** While it is under way, nothing else is on its worker. */
  exclusive?: boolean;
}

/**
 * `hrrn`: highest response ratio next, so that short jobs go first and every job's turn comes.
 * `fifo`: as they came. `priority`: the highest first, and a lower one may wait for ever.
 */
export type Order = 'hrrn' | 'fifo' | 'priority';

export interface DispatcherOptions {
  order: Order;
  /** How many jobs may be queued, or expired and not yet taken; a million at most. */
  queuedMax: number;
  /** A worker that holds jobs gets more while those are expected to take less than this. 0: one. */
  ahead: number;
}

/** The jobs that went with a worker. All are forgotten. */
export interface LostJobs {
  /** Those that had started, in that order. */
  running: number[];
  /** Those that were queued for this worker only. */
  namingIt: number[];
}

const orders: readonly Order[] = ['hrrn', 'fifo', 'priority']; // as in C++
const methodsMax = 1024; // as many as C++ remembers

/**
 * Ids of jobs are positive integers. They are not used again before four billion later jobs.
 *
 * Throws an Error when a contract is broken, and is of no use then: a worker's number that is out of
 * range (from 0 to 4095) or taken.
 */
export class Dispatcher {
  readonly #wasm: Exports;
  /** The index of each method that has been named, by module. */
  readonly #methods = new Map<string, Map<string, number>>();
  #methodCount = 0;

  private constructor(wasm: Exports) {
    this.#wasm = wasm;
  }

  /** Fetches dispatch.wasm. Rejects with a LoadError when that fails. */
  static async load(wasm: string | URL, options: DispatcherOptions): Promise<Dispatcher> {
    const exports = await instantiate(wasm);
    exports.open(orders.indexOf(options.order), options.queuedMax, options.ahead);
    return new Dispatcher(exports);
  }

  /** Adds a worker with nothing under way. */
  addWorker(worker: number): void {
    this.#wasm.add_worker(worker);
  }

  /** The worker has died or left. Other queued jobs stay. A worker that is not there lost nothing. */
  removeWorker(worker: number): LostJobs {
    const next = doublesFrom(this.#wasm.memory, this.#wasm.remove_worker(worker));
    return { running: idsFrom(next), namingIt: idsFrom(next) };
  }

  /** Queues a job, and gives it an id. One whose deadline has passed is accepted, and expires. */
  submit(job: Job, now: number): number | 'queue_full' | 'no_such_worker' {
    const id = this.#wasm.submit(
      this.#methodIndex(job.module, job.method),
      job.priority,
      job.worker ?? -1,
      job.deadline ?? Infinity,
      job.exclusive ? 1 : 0,
      now,
    );
    if (id > 0) return id;
    return id === 0 ? 'queue_full' : 'no_such_worker';
  }

  /** Forgets a job that is still queued. False, and nothing happens, for any other. */
  cancel(id: number): boolean {
    return this.#wasm.cancel(id) !== 0;
  }

  /**
   * The next job to start and its worker, which it holds now; undefined while there is no worker for any
   * queued job. To be repeated until then, after a submission, a `waits`, an end, or a new worker.
   */
  next(now: number): { job: number; worker: number } | undefined {
    const job = this.#wasm.next(now);
    return job === 0 ? undefined : { job, worker: this.#wasm.next_worker() };
  }

  /**
   * A job that runs waits from `now` on and lets others have its worker; an exclusive one does not let
   * them. False, and nothing happens, for a job that does not run, or waits already.
   */
  waits(id: number, now: number): boolean {
    return this.#wasm.waits(id, now) !== 0;
  }

  /** A job that had started has ended, however. False, and nothing happens, for any other. */
  finish(id: number, now: number): boolean {
    return this.#wasm.finish(id, now) !== 0;
  }

  /**
   * The jobs whose deadline came, up to `now`, while they were queued. Each is told once; none of them is
   * handed out, even where `next` is called first.
   */
  takeExpired(now: number): number[] {
    return idsFrom(doublesFrom(this.#wasm.memory, this.#wasm.take_expired(now)));
  }

  /** When `takeExpired` will have more; Infinity if no queued job has a deadline. */
  nextDeadline(): number {
    return this.#wasm.next_deadline();
  }

  stats(now: number): DispatcherStats {
    return readStats(this.#wasm.memory, this.#wasm.stats(now));
  }

  #methodIndex(module: string, method: string): number {
    const known = this.#methods.get(module)?.get(method);
    if (known !== undefined) return known;
    if (this.#methodCount === methodsMax) this.#forgetMethods();
    const index = this.#name(module, method);
    const ofModule = this.#methods.get(module) ?? new Map<string, number>();
    this.#methods.set(module, ofModule.set(method, index));
    ++this.#methodCount;
    return index;
  }

  #forgetMethods(): void {
    this.#wasm.forget_methods();
    this.#methods.clear();
    this.#methodCount = 0;
  }

  /** Hands the names over, once for all jobs of the method. */
  #name(module: string, method: string): number {
    const encoder = new TextEncoder();
    const [one, other] = [encoder.encode(module), encoder.encode(method)];
    const at = this.#wasm.text(one.length + other.length);
    const text = new Uint8Array(this.#wasm.memory.buffer, at, one.length + other.length);
    text.set(one);
    text.set(other, one.length);
    return this.#wasm.method(one.length, other.length);
  }
}
