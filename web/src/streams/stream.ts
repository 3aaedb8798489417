// What the streams of a page have in common: they are fed by the frames of one link.

import type { ResumeHow } from '../protocol.js';

/** An iterator or a subscription whose other half lives in a worker. */
export interface Stream {
  item(value: unknown): void;
  /** It has ended by itself, and its number is free. */
  done(value: unknown): void;
  fail(error: unknown): void;
  /** The other half cannot be reached any more. */
  lost(error: unknown): void;
}

/** What a stream asks of the link that feeds it. What it sends is lost once the link is. */
export interface StreamSource {
  /** From here on `stream` is fed with the frames about `id`. */
  open(id: number, stream: Stream): void;
  /** It counts as work of its worker from here on. */
  began(): void;
  /**
   * No frame about `id` matters any more. If it is a call's, that is over; `hadBegun`: it counted as work.
   */
  close(id: number, hadBegun: boolean): void;
  pull(id: number, count: number): void;
  /** @throws UncloneableError for the value */
  resume(id: number, how: ResumeHow, value: unknown): void;
  subscribe(observable: number, id: number): void;
  release(id: number): void;
}
