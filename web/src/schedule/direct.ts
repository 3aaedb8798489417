import type { Candidate, Schedule, ScheduleStats } from './schedule.js';

/** The schedule of one worker that takes calls as they come: there is nothing to choose. */
export class Direct implements Schedule {
  #running = 0;
  #idle: (() => void)[] = []; // told when nothing runs any more

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    if (!this.isIdle) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  submit(candidate: Candidate): void {
    this.#running++;
    candidate.start(0);
  }

  ended(): void {
    if (--this.#running === 0) for (const tell of this.#idle.splice(0)) tell();
  }

  waits(): void {}
  lost(): void {}
  close(): void {}

  stats(): ScheduleStats {
    return { queued: 0, running: this.#running, longestWait: 0 };
  }
}
