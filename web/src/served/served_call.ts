import { writeError } from '../frames.js';
import { type CurrentCall, workerScope } from '../worker_scope.js';
import { Served } from './served.js';
import type { ServedCalls } from './served_calls.js';

/** A call of a function here; `worker.task` of what it runs. */
export class ServedCall extends Served implements CurrentCall {
  readonly method: string;
  /** Whom it belongs to. */
  readonly owner: ServedCalls;
  #controller: AbortController | undefined; // made when it is asked for

  constructor(owner: ServedCalls, id: number, method: string) {
    super(id);
    this.owner = owner;
    this.method = method;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** Runs `act(word)` as a part of this call. */
  run<Word, T>(act: (word: Word) => T, word: Word): T {
    const outer = workerScope.call;
    workerScope.call = this;
    try {
      return act(word);
    } finally {
      workerScope.call = outer;
    }
  }

  abort(): void {
    const controller = (this.#controller ??= new AbortController());
    controller.abort(new DOMException('The call was cancelled', 'AbortError'));
  }

  /** The page does not wait for its answer. */
  override cancel(): void {
    this.owner.forget(this);
    this.abort();
  }

  override release(): void {
    this.cancel();
  }

  override fail(error: unknown): void {
    this.owner.forget(this);
    this.owner.link.write(writeError, this.id, error, undefined, undefined);
  }
}
