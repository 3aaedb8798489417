// The worker's table of the frames about calls: calls the functions of a module in JavaScript, and keeps
// what they give.
//
//     call ──> value ─────────────> result
//        ╰──> promise ──> (waiting) ──> value, iterator, observable
//        ╰──> iterator ───> ServedIterator ───> item … done
//        ╰──> observable ─> ServedObservable ─> ServedSubscription ─> item … done

import {
  writeError,
  writeIterator,
  writeObservable,
  writeResult,
  writeWaiting,
} from '../frames.js';
import { type CallTable, type Link, notAFrame, numberIn } from '../link.js';
import { frameKind, type ResumeHow } from '../protocol.js';
import { transferOf } from '../transfer.js';
import { workerScope } from '../worker_scope.js';
import type { Methods } from './methods.js';
import { isIterator, isObservable, isPromise } from './results.js';
import type { Served } from './served.js';
import { ServedCall } from './served_call.js';
import { ServedIterator } from './served_iterator.js';
import { ServedObservable } from './served_observable.js';

/** The calls of one page. */
export class ServedCalls implements CallTable {
  link!: Link;
  readonly methods: Methods;
  #served = new Map<number, Served>();
  #begun: ServedCall[] = []; // calls that began in this turn and have not ended at once

  constructor(methods: Methods) {
    this.methods = methods;
  }

  take(kind: number, id: number, a: unknown, b: unknown, length: number): void {
    if (length !== lengths[kind]) throw notAFrame();
    switch (kind) {
      case frameKind.call:
        if (typeof a !== 'string' || !Array.isArray(b)) throw notAFrame();
        return this.#call(id, a, b);
      case frameKind.cancel:
        return this.#served.get(id)?.cancel();
      case frameKind.pull:
        return this.#served.get(id)?.pull(numberIn(a));
      case frameKind.resume:
        return this.#served.get(id)?.resume(a as ResumeHow, b);
      case frameKind.subscribe:
        return this.#served.get(id)?.subscribe(numberIn(a));
      default:
        return this.#served.get(id)?.release();
    }
  }

  lost(): void {
    for (const served of this.#served.values()) served.release();
  }

  /** Says which calls of this turn wait. */
  turnEnds(): void {
    for (const call of this.#begun)
      if (this.#served.get(call.id) === call)
        this.link.write(writeWaiting, call.id, undefined, undefined, undefined);
    this.#begun.length = 0;
  }

  /** From here on frames about its number are for it. */
  keep(served: Served): void {
    this.#served.set(served.id, served);
  }

  forget(served: Served): void {
    if (this.#served.get(served.id) === served) this.#served.delete(served.id);
  }

  /** Ends what may have to do with an error that nobody caught. */
  fail(error: unknown, isMeant: (method: string) => boolean): void {
    for (const served of [...this.#served.values()]) if (isMeant(served.method)) served.fail(error);
  }

  get running(): Iterable<Served> {
    return this.#served.values();
  }

  #call(id: number, method: string, args: unknown[]): void {
    const call = new ServedCall(this, id, method);
    let result: unknown;
    workerScope.call = call;
    try {
      result = this.methods.call(method, args);
    } catch (error) {
      return this.#threw(id, error);
    } finally {
      workerScope.call = undefined;
    }
    if (isPromise(result)) this.#wait(call, result);
    else this.#answer(call, result);
  }

  #wait(call: ServedCall, promise: PromiseLike<unknown>): void {
    this.keep(call);
    this.#begun.push(call);
    this.link.expectMore();
    promise.then(
      (result) => {
        if (!this.#isRunning(call)) return this.#dispose(call, result);
        this.forget(call);
        this.#answer(call, result);
      },
      (error) => {
        if (this.#isRunning(call)) call.fail(error);
      },
    );
  }

  #isRunning(call: ServedCall): boolean {
    return this.#served.get(call.id) === call;
  }

  #answer(call: ServedCall, result: unknown): void {
    const { id } = call;
    if (typeof result === 'object' && result !== null) {
      if (isIterator(result)) return this.#give(new ServedIterator(call, result), writeIterator);
      if (isObservable(result))
        return this.#give(new ServedObservable(call, result), writeObservable);
    }
    try {
      this.link.write(writeResult, id, result, transferOf(result), undefined);
    } catch (error) {
      this.#threw(id, error);
    }
  }

  #threw(id: number, error: unknown): void {
    this.link.write(writeError, id, error, undefined, undefined);
  }

  #give(served: Served, frame: typeof writeIterator): void {
    this.keep(served);
    this.link.write(frame, served.id, undefined, undefined, undefined);
  }

  /** An iterator that comes after its call was cancelled is returned. */
  #dispose(call: ServedCall, result: unknown): void {
    if (isIterator(result)) new ServedIterator(call, result).release();
  }
}

const lengths: Record<number, number> = {
  [frameKind.call]: 4,
  [frameKind.cancel]: 2,
  [frameKind.pull]: 3,
  [frameKind.resume]: 4,
  [frameKind.subscribe]: 3,
  [frameKind.release]: 2,
};
