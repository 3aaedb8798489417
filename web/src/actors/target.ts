// Where the signals for an actor go: an actor of this page (actor.ts), one behind a link (remote.ts),
// or none any more, which is in this file.

import type { ActorRef } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';
import type { Asker } from './mailbox.js';
import type { Node } from './node.js';
import type { Peer } from './peer.js';

/** Who is to learn of an actor's end, once. */
export interface Watcher {
  /** The monitor's id on the link that it goes through, 0 if it goes through none. */
  id: number;
  down(reason: ExitReason): void;
}

/** Signals; those of one sender are taken in the order in which they are given. */
export interface Target {
  readonly node: Node;
  /** The node that the actor lives in; undefined: in `node`. */
  readonly peer: Peer | undefined;
  readonly number: number;

  send(type: string | null, content: unknown): void;
  /**
   * `asker` is told how it goes.
   *
   * @returns what `forget` takes
   */
  ask(asker: Asker, type: string | null, content: unknown): number;
  /** The asker does not wait any more. */
  forget(id: number): void;
  exit(from: ActorRef | null, reason: ExitReason, isLinked: boolean): void;
  link(from: ActorRef): void;
  unlink(from: ActorRef): void;
  monitor(watcher: Watcher): void;
  demonitor(watcher: Watcher): void;
}
