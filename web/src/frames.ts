// The frames about calls as bytes. Those about actors are in actors/frames.ts.

import type { Draft } from './outbox.js';
import { frameKind, type ResumeHow } from './protocol.js';
import { standIn } from './thrown.js';

/** @throws UncloneableError with a path such as `args[0].callback` */
export function writeCall(
  draft: Draft,
  id: number,
  method: string,
  args: unknown[],
  transfer: readonly object[] | undefined,
): void {
  draft.head(4, frameKind.call, id);
  draft.writer.string(method);
  draft.args(args, transfer);
}

export function writeCancel(draft: Draft, id: number): void {
  draft.head(2, frameKind.cancel, id);
}

/** @throws UncloneableError */
export function writeResult(
  draft: Draft,
  id: number,
  value: unknown,
  transfer?: readonly object[],
): void {
  draft.head(3, frameKind.result, id);
  draft.words(value, 'result', transfer);
}

/** Anything may have been thrown. What cannot be encoded travels as an error that says what it was. */
export function writeError(draft: Draft, id: number, thrown: unknown): void {
  draft.head(3, frameKind.error, id);
  const { length } = draft.writer;
  const tabled = draft.table.length;
  try {
    draft.content(thrown, 'error');
  } catch (error) {
    draft.writer.length = length;
    draft.table.length = tabled;
    draft.content(standIn(thrown, error), 'error');
  }
}

export function writeIterator(draft: Draft, id: number): void {
  draft.head(2, frameKind.iterator, id);
}

export function writeObservable(draft: Draft, id: number): void {
  draft.head(2, frameKind.observable, id);
}

/** @throws UncloneableError */
export function writeItem(
  draft: Draft,
  id: number,
  value: unknown,
  transfer?: readonly object[],
): void {
  draft.head(3, frameKind.item, id);
  draft.words(value, 'item', transfer);
}

/** @throws UncloneableError */
export function writeDone(
  draft: Draft,
  id: number,
  value: unknown,
  transfer?: readonly object[],
): void {
  draft.head(3, frameKind.done, id);
  draft.words(value, 'value', transfer);
}

export function writePull(draft: Draft, id: number, count: number): void {
  draft.head(3, frameKind.pull, id);
  draft.writer.number(count);
}

/** @throws UncloneableError */
export function writeResume(
  draft: Draft,
  id: number,
  how: ResumeHow,
  value: unknown,
  transfer?: readonly object[],
): void {
  draft.head(4, frameKind.resume, id);
  draft.writer.number(how);
  draft.words(value, 'value', transfer);
}

export function writeSubscribe(draft: Draft, id: number, subscription: number): void {
  draft.head(3, frameKind.subscribe, id);
  draft.writer.number(subscription);
}

export function writeRelease(draft: Draft, id: number): void {
  draft.head(2, frameKind.release, id);
}

export function writeWaiting(draft: Draft, id: number): void {
  draft.head(2, frameKind.waiting, id);
}
