// The page's half of an iterator: keeps requests and values in order.
//
//     ask --> requests ──┐
//                        ├── settle          both queues are empty, or one of them is
//     item --> values ───┘

import { resumeHow, type ResumeHow } from '../protocol.js';
import { Queue } from '../queue.js';
import type { Stream, StreamSource } from './stream.js';

export type Result = IteratorResult<unknown, unknown>;

export interface Request {
  how: ResumeHow;
  value: unknown;
  resolve(result: Result | PromiseLike<never>): void;
}

/** How it came to an end. */
type End = { value: unknown } | { error: unknown };

export abstract class Feed implements Stream {
  protected readonly source: StreamSource;
  protected readonly id: number;
  protected readonly requests = new Queue<Request>();

  #hasBegun = false;
  #isDropped = false;
  #end: End | undefined; // until a request was told
  #isOver = false; // no frame about it matters any more
  #forgetSignal: (() => void) | undefined;

  constructor(source: StreamSource, id: number) {
    this.source = source;
    this.id = id;
    source.open(id, this);
  }

  ask(how: ResumeHow, value: unknown): Promise<Result> {
    return new Promise((resolve) => this.request({ how, value, resolve }));
  }

  /** Its abort is the end. */
  obey(signal: AbortSignal): void {
    const abort = (): void => this.#abort(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    this.#forgetSignal = () => signal.removeEventListener('abort', abort);
  }

  /** Nobody can ask any more; who has asked is answered first. */
  drop(): void {
    this.#isDropped = true;
    if (this.requests.length === 0) this.#release();
  }

  done(value: unknown): void {
    this.#ended({ value });
  }

  fail(error: unknown): void {
    this.#ended({ error });
  }

  lost(error: unknown): void {
    this.#over(false);
    const waiting = this.requests.drain();
    for (const request of waiting) settle(request, { error });
    this.#end = waiting.length > 0 ? undefined : { error };
  }

  abstract item(value: unknown): void;
  protected abstract request(request: Request): void;
  /** Values that have come before the end and wait to be asked for. */
  protected abstract readonly hasValues: boolean;

  protected get isOver(): boolean {
    return this.#isOver;
  }

  /** To be called before the first frame. */
  protected begin(): void {
    if (!this.#hasBegun) this.source.began();
    this.#hasBegun = true;
  }

  protected answer(request: Request, value: unknown): void {
    request.resolve({ value, done: false });
    if (this.#isDropped && this.requests.length === 0) this.#release();
  }

  /** Settles requests when the end has come: the first one with it. */
  protected settleEnded(): void {
    for (let request = this.requests.shift(); request; request = this.requests.shift()) {
      settle(request, this.#end ?? afterwards(request));
      this.#end = undefined;
    }
  }

  /** The end does not matter to anybody any more. */
  protected forgetEnd(): void {
    this.#end = undefined;
  }

  #ended(end: End): void {
    if (this.#isOver) return;
    this.#over(false);
    this.#end = end;
    if (!this.hasValues) this.settleEnded();
  }

  #abort(reason: unknown): void {
    if (this.#isOver) return;
    this.#release();
    this.lost(reason);
  }

  #release(): void {
    this.#over(true);
  }

  #over(isReleased: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forgetSignal?.();
    if (isReleased) this.source.release(this.id);
    this.source.close(this.id, this.#hasBegun);
  }
}

/** Answers a request with the end, or with an error of its own. */
export function settle({ resolve }: Request, end: End): void {
  resolve('error' in end ? Promise.reject(end.error) : { value: end.value, done: true });
}

/** What a generator that has ended answers. */
function afterwards({ how, value }: Request): End {
  if (how === resumeHow.throw) return { error: value };
  return { value: how === resumeHow.return ? value : undefined };
}
