import { resumeHow, type ResumeHow } from '../protocol.js';
import { Queue } from '../queue.js';
import { Feed, type Request, type Result, settle } from './feed.js';
import type { StreamSource } from './stream.js';

/** Values come as long as there is credit for them. */
export class Prefetching extends Feed {
  #values = new Queue<unknown>();
  #prefetch: number;
  #isStarted = false;
  #taken = 0; // values for which no new credit was given yet
  #isClosing = false; // `return` or `throw` has been sent: values do not matter any more

  constructor(source: StreamSource, id: number, prefetch: number) {
    super(source, id);
    this.#prefetch = prefetch;
  }

  protected get hasValues(): boolean {
    return this.#values.length > 0;
  }

  override ask(how: ResumeHow, value: unknown): Promise<Result> {
    const isPlain = how === resumeHow.next && value === undefined;
    if (!isPlain || !this.hasValues || this.requests.length > 0) return super.ask(how, value);
    this.#credit();
    return Promise.resolve({ value: this.#values.shift(), done: false });
  }

  protected override request(request: Request): void {
    if (request.how === resumeHow.next && request.value !== undefined)
      return settle(request, {
        error: new TypeError('next() takes an argument only with the call option prefetch: 0'),
      });
    this.requests.push(request);
    if (this.requests.length === 1) this.#serve();
  }

  override item(value: unknown): void {
    if (this.#isClosing) return;
    this.#values.push(value);
    this.#serve();
  }

  override lost(error: unknown): void {
    this.#values.drain();
    super.lost(error);
  }

  /** Does what can be done for the requests at the front. */
  #serve(): void {
    while (this.requests.length > 0 && !this.#isClosing) {
      const { how } = this.requests.first!;
      if (how !== resumeHow.next) return this.#close();
      if (!this.hasValues) return this.isOver ? this.settleEnded() : this.#start();
      this.#credit();
      this.answer(this.requests.shift()!, this.#values.shift());
    }
    if (this.#isClosing && this.isOver) this.settleEnded();
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.begin();
    this.source.pull(this.id, this.#prefetch);
  }

  #credit(): void {
    if (++this.#taken * 2 < this.#prefetch || this.isOver) return;
    this.source.pull(this.id, this.#taken);
    this.#taken = 0;
  }

  /** The request at the front ends the iterator. */
  #close(): void {
    this.#isClosing = true;
    this.#values.drain();
    if (this.isOver) {
      this.forgetEnd();
      return this.settleEnded();
    }
    this.begin();
    const { how, value } = this.requests.first!;
    try {
      this.source.resume(this.id, how, value);
    } catch (error) {
      this.#isClosing = false;
      settle(this.requests.shift()!, { error });
    }
  }
}
