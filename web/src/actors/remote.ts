// What this node knows of an actor behind a link, and what an actor here knows of askers and watchers
// there: every signal becomes a frame.

import { type ActorRef, targetOf } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';
import {
  writeAnswer,
  writeAsk,
  writeDemonitor,
  writeDown,
  writeExit,
  writeFailure,
  writeGone,
  writeLink,
  writeMonitor,
  writeSend,
  writeUnlink,
} from './frames.js';
import type { Asker } from './mailbox.js';
import type { Node } from './node.js';
import type { Peer } from './peer.js';
import type { Target, Watcher } from './target.js';

/** An actor in another node. */
export class Remote implements Target {
  constructor(
    readonly node: Node,
    readonly peer: Peer,
    readonly number: number,
  ) {}

  send(type: string | null, content: unknown): void {
    this.peer.signal(writeSend, this.number, type, content, undefined);
  }

  ask(asker: Asker, type: string | null, content: unknown): number {
    const id = this.peer.asks.add(asker);
    try {
      this.peer.signal(writeAsk, id, this.number, type, content);
    } catch (error) {
      this.peer.asks.take(id);
      throw error;
    }
    return id;
  }

  forget(id: number): void {
    this.peer.asks.take(id);
  }

  exit(from: ActorRef | null, reason: ExitReason, isLinked: boolean): void {
    this.peer.signal(writeExit, this.number, from && this.#numberOf(from), reason, isLinked);
  }

  link(from: ActorRef): void {
    this.peer.signal(writeLink, this.number, this.#numberOf(from), undefined, undefined);
  }

  unlink(from: ActorRef): void {
    this.peer.signal(writeUnlink, this.number, this.#numberOf(from), undefined, undefined);
  }

  /** The number of an actor here, which the other node gets to know by it. */
  #numberOf(from: ActorRef): number {
    const { number } = targetOf(from);
    this.node.sent(number, from);
    return number;
  }

  monitor(watcher: Watcher): void {
    watcher.id = this.peer.monitors.add(watcher);
    this.peer.signal(writeMonitor, watcher.id, this.number, undefined, undefined);
  }

  demonitor(watcher: Watcher): void {
    this.peer.monitors.take(watcher.id);
    this.peer.signal(writeDemonitor, watcher.id, undefined, undefined, undefined);
  }
}

/** Who waits for an answer in another node. */
export class RemoteAsker implements Asker {
  constructor(
    readonly peer: Peer,
    readonly id: number,
  ) {}

  /** What cannot be sent fails the ask, not the actor. */
  answer(content: unknown): void {
    try {
      this.peer.signal(writeAnswer, this.id, content, undefined, undefined);
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.peer.signal(writeFailure, this.id, error, undefined, undefined);
  }

  gone(reason: ExitReason): void {
    this.peer.signal(writeGone, this.id, reason, undefined, undefined);
  }
}

/** Who wants to know, in another node, of the end of an actor here. */
export class RemoteWatcher implements Watcher {
  constructor(
    readonly peer: Peer,
    public id: number,
    readonly target: Target,
  ) {}

  down(reason: ExitReason): void {
    this.peer.watchers.delete(this.id);
    this.peer.signal(writeDown, this.id, reason, undefined, undefined);
  }
}
