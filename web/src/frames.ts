// The frames about calls as bytes. Those about actors are in actors/frames.ts.

import type { ErrorRecord } from './errors.js';
import type { Draft } from './outbox.js';
import { frameKind } from './protocol.js';

/** @throws UncloneableError with a path such as `args[0].callback` */
export function writeCall(draft: Draft, id: number, method: string, args: unknown[]): void {
  draft.head(4, frameKind.call, id);
  draft.writer.string(method);
  draft.content(args, 'args');
}

export function writeCancel(draft: Draft, id: number): void {
  draft.head(2, frameKind.cancel, id);
}

/** @throws UncloneableError */
export function writeResult(draft: Draft, id: number, value: unknown): void {
  draft.head(3, frameKind.result, id);
  draft.content(value, 'result');
}

export function writeError(draft: Draft, id: number, error: ErrorRecord): void {
  draft.head(3, frameKind.error, id);
  draft.content(error, 'error');
}

export function isErrorRecord(value: unknown): value is ErrorRecord {
  const record = value as { name?: unknown; message?: unknown } | null | undefined;
  return typeof record?.name === 'string' && typeof record.message === 'string';
}
