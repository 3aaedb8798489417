// A call whose words were copied when it was made, and that is sent later, or more than once.

import { ActorRef } from './actors/actor_ref.js';
import type { EncodeOptions } from './codec/options.js';
import { writeCall } from './frames.js';
import type { Link } from './link.js';
import { type BesideEntry, Draft } from './outbox.js';
import type { PoolCall } from './pool_call.js';
import { transferOfAll } from './transfer.js';

export interface CapturedCall {
  frame: Uint8Array;
  /** What the frame refers to by place; of actors, who they are: what they are called depends on the reader. */
  entries: readonly BesideEntry[];
}

/** @throws UncloneableError with a path such as `args[0].callback` */
export function captureCall({ task, job, args, settings }: PoolCall): CapturedCall {
  const draft = idleDraft ?? new Draft(actorItself);
  idleDraft = undefined; // in use, should a getter of the words make a call; given up after an error
  writeCall(draft, task!.id, job.method, args!, transferOfAll(args!, settings.transfer));
  const entries = draft.takeEntries();
  const frame = draft.writer.take();
  idleDraft = draft;
  return { frame, entries };
}

/** Kept from one call to the next: making one takes longer than writing a small call. */
let idleDraft: Draft | undefined;

function actorItself(object: object): ReturnType<NonNullable<EncodeOptions['capability']>> {
  return object instanceof ActorRef ? { kind: 'Actor', entry: object } : undefined;
}

/** @throws TypeError for an actor that cannot be sent to this link's peer */
export function sendCaptured(link: Link, call: CapturedCall): void {
  link.write(writeCaptured, link, call, undefined, undefined);
}

function writeCaptured(draft: Draft, link: Link, { frame, entries }: CapturedCall): void {
  draft.writer.raw(frame);
  for (const { entry, isMoved } of entries)
    if (entry instanceof ActorRef) draft.putEntry(link.peer.entryOf(entry), false);
    else draft.putEntry(entry, isMoved);
}
