// Runs the actors of a node that have something to do, one after the other, at the end of the turn in
// which they got it. Actors that keep each other busy let the event loop go round in between.

import { after } from '../timer.js';

const sliceMilliseconds = 12;
const runsPerLook = 64; // at the clock

export interface Runnable {
  run(): void;
}

export class Scheduler {
  #ready: Runnable[] = [];
  #next = 0;
  #isArmed = false;

  /** `runnable.run` is called once, soon. */
  add(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#isArmed) return;
    this.#isArmed = true;
    queueMicrotask(this.#run);
  }

  #run = (): void => {
    const end = performance.now() + sliceMilliseconds;
    for (let runs = 1; this.#next < this.#ready.length; runs++) {
      this.#ready[this.#next++].run();
      if (runs % runsPerLook === 0 && performance.now() > end) return this.#goOnLater();
    }
    this.#ready.length = this.#next = 0;
    this.#isArmed = false;
  };

  #goOnLater(): void {
    this.#ready.splice(0, this.#next);
    this.#next = 0;
    after(0, this.#run);
  }
}
