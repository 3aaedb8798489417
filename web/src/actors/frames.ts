// The frames between actors as bytes: docs/wire_format.md, "Frames between actors".

import type { Draft } from '../outbox.js';
import { frameKind } from '../protocol.js';
import type { ExitReason } from './exit_reason.js';

export function writeNothing(): void {}

export function writeSend(draft: Draft, to: number, type: string | null, content: unknown): void {
  draft.head(4, frameKind.send, to);
  writeMessage(draft, type, content);
}

export function writeAsk(
  draft: Draft,
  id: number,
  to: number,
  type: string | null,
  content: unknown,
): void {
  draft.head(5, frameKind.ask, id);
  draft.writer.number(to);
  writeMessage(draft, type, content);
}

export function writeAnswer(draft: Draft, id: number, content: unknown): void {
  draft.head(3, frameKind.answer, id);
  draft.content(content, 'answer');
}

/** A thrown value that cannot be encoded travels as an error that says what it was. */
export function writeFailure(draft: Draft, id: number, error: unknown): void {
  draft.head(3, frameKind.failure, id);
  writeOrDescribe(draft, error, error);
}

export function writeGone(draft: Draft, id: number, reason: ExitReason): void {
  draft.head(3, frameKind.gone, id);
  writeReason(draft, reason);
}

export function writeMonitor(draft: Draft, id: number, to: number): void {
  draft.head(3, frameKind.monitor, id);
  draft.writer.number(to);
}

export function writeDemonitor(draft: Draft, id: number): void {
  draft.head(2, frameKind.demonitor, id);
}

export function writeDown(draft: Draft, id: number, reason: ExitReason): void {
  draft.head(3, frameKind.down, id);
  writeReason(draft, reason);
}

export function writeLink(draft: Draft, to: number, from: number): void {
  draft.head(3, frameKind.link, to);
  draft.writer.number(from);
}

export function writeUnlink(draft: Draft, to: number, from: number): void {
  draft.head(3, frameKind.unlink, to);
  draft.writer.number(from);
}

export function writeExit(
  draft: Draft,
  to: number,
  from: number | null,
  reason: ExitReason,
  isLinked: boolean,
): void {
  draft.head(5, frameKind.exit, to);
  draft.content(from, 'from');
  writeReason(draft, reason);
  draft.content(isLinked, 'linked');
}

export function writeSpawn(draft: Draft, actor: number, type: string, args: unknown[]): void {
  draft.head(4, frameKind.spawn, actor);
  draft.writer.string(type);
  draft.content(args, 'args');
}

function writeMessage(draft: Draft, type: string | null, content: unknown): void {
  if (type === null) draft.content(null, 'type');
  else draft.writer.string(type);
  draft.content(content, 'content');
}

function writeReason(draft: Draft, reason: ExitReason): void {
  const words = reason.toWire();
  writeOrDescribe(draft, words, [reason.kind, new Error(describe(words[1]))]);
}

/** Writes `value`, or what stands for it if it cannot be encoded. */
function writeOrDescribe(draft: Draft, value: unknown, standIn: unknown): void {
  const start = draft.writer.length;
  const tabled = draft.table.length;
  try {
    draft.content(value, 'reason');
  } catch {
    draft.writer.length = start;
    draft.table.length = tabled;
    draft.content(standIn === value ? new Error(describe(value)) : standIn, 'reason');
  }
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that cannot be sent';
  }
}
