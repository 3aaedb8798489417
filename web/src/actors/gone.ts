import { ActorRef, setTarget, targetOf } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';
import type { Asker } from './mailbox.js';
import type { Node } from './node.js';
import type { Peer } from './peer.js';
import type { Target, Watcher } from './target.js';

/** The target of an actor that has ended, or that cannot be reached any more. */
export class Gone implements Target {
  readonly node: Node;
  readonly peer: Peer | undefined;
  readonly number: number;
  readonly ref: ActorRef;

  /**
   * @param where whose place this takes; also in `ref`, unless it is a new one that is wanted
   * @param reason what whoever asks for the actor is told
   * @param cause says more of it, if that is known
   */
  constructor(
    where: Pick<Target, 'node' | 'peer' | 'number'>,
    readonly reason: ExitReason,
    readonly cause?: unknown,
    ref?: ActorRef,
  ) {
    this.node = where.node;
    this.peer = where.peer;
    this.number = where.number;
    this.ref = ref ?? new ActorRef(this);
    if (ref) setTarget(ref, this);
  }

  send(type: string | null, content: unknown): void {
    this.node.deadLetter(this.ref, type, content);
  }

  ask(asker: Asker, type: string | null, content: unknown): number {
    this.send(type, content);
    asker.gone(this.reason, this.cause);
    return 0;
  }

  link(from: ActorRef): void {
    targetOf(from).exit(this.ref, this.reason, true);
  }

  monitor(watcher: Watcher): void {
    watcher.down(this.reason);
  }

  forget(): void {}
  exit(): void {}
  unlink(): void {}
  demonitor(): void {}
}
