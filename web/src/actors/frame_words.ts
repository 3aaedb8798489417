// Checks of what a frame holds. What does not fit makes the whole link useless: its frames can no
// longer be told apart.

import { frameKind } from '../protocol.js';

/** How many elements the frames of each kind have. */
const lengths: Record<number, number> = {
  [frameKind.hello]: 3,
  [frameKind.send]: 4,
  [frameKind.ask]: 5,
  [frameKind.answer]: 3,
  [frameKind.failure]: 3,
  [frameKind.gone]: 3,
  [frameKind.monitor]: 3,
  [frameKind.demonitor]: 2,
  [frameKind.down]: 3,
  [frameKind.link]: 3,
  [frameKind.unlink]: 3,
  [frameKind.exit]: 5,
  [frameKind.spawn]: 4,
};

/** @throws TypeError for a frame that is of no kind between actors, or has not its length */
export function checkLength(frame: unknown[]): void {
  if (lengths[frame[0] as number] !== frame.length) throw badFrame();
}

/** An id, or the number of an actor. */
export function numberIn(word: unknown): number {
  if (!Number.isSafeInteger(word) || (word as number) < 0) throw badFrame();
  return word as number;
}

export function stringIn(word: unknown): string {
  if (typeof word !== 'string') throw badFrame();
  return word;
}

export function stringOrNullIn(word: unknown): string | null {
  return word === null ? null : stringIn(word);
}

export function arrayIn(word: unknown): unknown[] {
  if (!Array.isArray(word)) throw badFrame();
  return word;
}

export function badFrame(): TypeError {
  return new TypeError('Something was sent that is not a frame between actors');
}
