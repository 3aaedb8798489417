import { after } from './timer.js';

/** Tells when something has not been in use for so long. */
export class IdleTimer {
  #milliseconds: number;
  #idle: () => void;
  #users = 0;
  #idleSince = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds Infinity: never */
  constructor(milliseconds: number, idle: () => void) {
    this.#milliseconds = milliseconds;
    this.#idle = idle;
  }

  /** One user more, or one less. */
  use(more: 1 | -1): void {
    this.#users += more;
    if (this.#users === 0) this.begin();
  }

  /** Counts from now, if it is not in use. Users that come and go set no new timer: the one there is looks again. */
  begin(): void {
    if (this.#users > 0 || this.#milliseconds === Infinity) return;
    this.#idleSince = performance.now();
    if (this.#timer === undefined) this.#wait(this.#milliseconds);
  }

  /** Whether it has not been in use for so long, as of now. */
  get isDue(): boolean {
    return this.#users === 0 && performance.now() - this.#idleSince >= this.#milliseconds;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#milliseconds = Infinity;
  }

  #wait(milliseconds: number): void {
    const timer = after(milliseconds, () => this.#look());
    this.#timer = timer;
    (timer as { unref?(): void }).unref?.(); // in Node: nobody waits for it
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#users > 0) return;
    const left = this.#idleSince + this.#milliseconds - performance.now();
    if (left > 0) this.#wait(left);
    else this.#idle();
  }
}
