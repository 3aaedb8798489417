import type { ResumeHow } from '../protocol.js';

/** What a page knows by a number: a call, or what lives on after it. Each ignores what is not for it. */
export abstract class Served {
  constructor(readonly id: number) {}

  /** The method that it comes from. */
  abstract readonly method: string;
  /** An error of the module may be its: it is over. */
  abstract fail(error: unknown): void;
  /** The page does not want it any more, or is gone. */
  abstract release(): void;
  cancel(): void {}
  pull(_count: number): void {}
  resume(_how: ResumeHow, _value: unknown): void {}
  subscribe(_id: number): void {}
}
