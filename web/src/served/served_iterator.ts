import { writeDone, writeError, writeItem } from '../frames.js';
import { resumeHow, type ResumeHow } from '../protocol.js';
import { Queue } from '../queue.js';
import { transferOf } from '../transfer.js';
import { type AnyIterator, isPromise } from './results.js';
import { Served } from './served.js';
import type { ServedCall } from './served_call.js';
import type { ServedCalls } from './served_calls.js';

interface Step {
  how: ResumeHow;
  value: unknown;
}

const nextStep: Step = { how: resumeHow.next, value: undefined };

/**
 * An iterator here that a page has. One step after the other is made, each when it was asked for: first
 * what was resumed by itself, else as long as there is credit.
 */
export class ServedIterator extends Served {
  readonly #call: ServedCall;
  readonly #iterator: AnyIterator;
  #credit = 0;
  #isPrefetched = false; // has been given credit
  #steps = new Queue<Step>();
  #isBusy = false; // a step is being made
  #isOver = false;

  constructor(call: ServedCall, iterator: AnyIterator) {
    super(call.id);
    this.#call = call;
    this.#iterator = iterator;
  }

  get method(): string {
    return this.#call.method;
  }

  override pull(count: number): void {
    this.#isPrefetched = true;
    this.#credit += count;
    this.#go();
  }

  override resume(how: ResumeHow, value: unknown): void {
    if (this.#isPrefetched) this.#credit = 0;
    this.#steps.push({ how, value });
    this.#go();
  }

  override release(): void {
    if (!this.#end()) return;
    this.#call.abort();
    this.#return();
  }

  override fail(error: unknown): void {
    if (!this.#end()) return;
    this.#owner.link.write(writeError, this.id, error, undefined, undefined);
    this.#call.abort();
    this.#return();
  }

  get #owner(): ServedCalls {
    return this.#call.owner;
  }

  /** Makes steps until one takes its time. */
  #go(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (!this.#isOver) {
      const step = this.#takeStep();
      if (!step) break;
      if (!this.#make(step)) return;
    }
    this.#isBusy = false;
  }

  #goOn(): void {
    this.#isBusy = false;
    this.#go();
  }

  #takeStep(): Step | undefined {
    const step = this.#steps.shift();
    if (step || this.#credit === 0) return step;
    this.#credit--;
    return nextStep;
  }

  /** False if it goes on later. */
  #make(step: Step): boolean {
    let result: unknown;
    try {
      result = this.#call.run(this.#ask, step);
    } catch (error) {
      this.#threw(error);
      return true;
    }
    if (!isPromise(result)) return this.#take(step, result as IteratorResult<unknown>);
    this.#owner.link.expectMore();
    result.then(
      (settled) => {
        if (this.#take(step, settled as IteratorResult<unknown>)) this.#goOn();
      },
      (error) => this.#threw(error),
    );
    return false;
  }

  /** An iterator without `return` or `throw` ends as a generator would that has not begun. */
  #ask = ({ how, value }: Step): unknown => {
    const iterator = this.#iterator;
    if (how === resumeHow.next) return iterator.next(value);
    if (how === resumeHow.return) return iterator.return?.(value) ?? { value, done: true };
    if (iterator.throw) return iterator.throw(value);
    this.#return();
    throw value;
  };

  /** False if the value is a promise, which is waited for. */
  #take(step: Step, result: IteratorResult<unknown>): boolean {
    if (typeof result !== 'object' || result === null) {
      this.#threw(new TypeError('The iterator gave something that is no result'));
      return true;
    }
    const { value, done = false } = result;
    if (!isPromise(value)) {
      this.#tell(step, value, done);
      return true;
    }
    value.then(
      (settled) => {
        this.#tell(step, settled, done);
        this.#goOn();
      },
      (error) => this.fail(error),
    );
    return false;
  }

  #tell({ how }: Step, value: unknown, done: boolean): void {
    if (this.#isOver) return;
    if (!done && how !== resumeHow.next && this.#isPrefetched) return this.fail(wentOn());
    try {
      const frame = done ? writeDone : writeItem;
      this.#owner.link.write(frame, this.id, value, transferOf(value), undefined);
      if (done) this.#end();
    } catch (error) {
      this.fail(error);
    }
  }

  /** It has ended by itself. */
  #threw(error: unknown): void {
    if (!this.#end()) return;
    this.#owner.link.write(writeError, this.id, error, undefined, undefined);
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#owner.forget(this);
    return true;
  }

  /** Runs its `finally` blocks. If they fail, nobody is left to be told but the console. */
  #return(): void {
    try {
      const returned = this.#call.run(() => this.#iterator.return?.(), undefined);
      if (isPromise(returned)) returned.then(undefined, (error) => console.error(error));
    } catch (error) {
      console.error(error);
    }
  }
}

function wentOn(): TypeError {
  return new TypeError(
    'The iterator went on after return() or throw(), which needs the call option prefetch: 0',
  );
}
