import type { Asker } from './mailbox.js';

/** An answer that an actor still owes; see `Self.makePromise`. */
export class LateAnswer<T = unknown> {
  #take: () => Asker | undefined;

  /** @param take gives the asker, the first time */
  constructor(take: () => Asker | undefined) {
    this.#take = take;
  }

  /** Answers; once. Does nothing if nobody asked, or if the actor has ended. */
  resolve(value: T): void {
    this.#take()?.answer(value);
  }

  /** Makes the ask reject with `error`; the actor goes on. */
  reject(error: unknown): void {
    this.#take()?.fail(error);
  }
}
