// Another node, at the other end of a link: reads its frames, and keeps what is under way between the
// two. In its refs frames, `""` is the receiver.

import { encode } from '../codec/encode.js';
import type { FrameTable, Link } from '../link.js';
import type { FrameWriter } from '../outbox.js';
import { frameKind } from '../protocol.js';
import { ActorRef, targetOf } from './actor_ref.js';
import { ExitReason } from './exit_reason.js';
import {
  arrayIn,
  badFrame,
  checkLength,
  numberIn,
  stringIn,
  stringOrNullIn,
} from './frame_words.js';
import { writeNothing } from './frames.js';
import { Gone } from './gone.js';
import type { Asker } from './mailbox.js';
import type { Node } from './node.js';
import { Remote, RemoteAsker, RemoteWatcher } from './remote.js';
import type { Watcher } from './target.js';
import { Waiting } from './waiting.js';
import { WeakCache } from './weak_cache.js';

/** Stands for the name of a node that was lost before it told its name. */
const nowhere = 'nowhere';

export class Peer implements FrameTable {
  /** Asks and monitors of this node's, by their ids on the link. */
  readonly asks = new Waiting<Asker>();
  readonly monitors = new Waiting<Watcher>();
  /** The other node's monitors of actors here. */
  readonly watchers = new Map<number, RemoteWatcher>();
  /** Links to one node share it. */
  refs = new WeakCache<number, ActorRef>();

  #node: Node;
  #link: Link | undefined; // undefined when the node cannot be reached any more
  #name: string | undefined; // undefined until the hello
  #life: string | null = null;
  #cause: unknown; // of the loss
  #uponName: (() => void)[] = [];

  constructor(node: Node, link: Link | undefined, name?: string) {
    this.#node = node;
    this.#link = link;
    this.#name = name;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  get name(): string | undefined {
    return this.#name;
  }

  /** The lock that the node holds, if it is known and if it has one. */
  get life(): string | null {
    return this.#life;
  }

  /** Sends a frame; to a node that was lost, none. @throws as `Link.signal` */
  signal<A, B, C, D>(frame: FrameWriter<A, B, C, D>, a: A, b: B, c: C, d: D): void {
    this.#link?.signal(frame, a, b, c, d);
  }

  /** Says who we are, unless that was said. */
  greet(): void {
    this.signal(writeNothing, undefined, undefined, undefined, undefined);
  }

  /** Calls `action` when the node's name is known. */
  whenNamed(action: () => void): void {
    if (this.#name === undefined) this.#uponName.push(action);
    else action();
  }

  /** `other` is another link to the same node: the same actors have the same refs. */
  share(other: Peer): void {
    for (const [number, ref] of other.refs.entries())
      if (!this.refs.get(number)) this.refs.set(number, ref);
    other.refs = this.refs;
  }

  /** Asks to be told when the holder of that lock is gone. */
  watch(life: string | null): void {
    if (life === null || life === this.#life) return;
    this.#life = life;
    this.#node.watch(this, life);
  }

  /** The ref to an actor of this node. */
  refOf(number: number): ActorRef {
    const known = this.refs.get(number);
    if (known) return known;
    const where = { node: this.#node, peer: this, number };
    if (!this.#link) return new Gone(where, ExitReason.noconnection(), this.#cause).ref;
    this.#link.wire.actorsMeet?.();
    return this.refs.set(number, new ActorRef(new Remote(this.#node, this, number)));
  }

  /**
   * What stands in the side table towards this node, if `object` is an actor; a third node and this
   * one are made known to each other.
   *
   * @throws TypeError for an actor whose node is not known here
   */
  entryOf(object: object): unknown {
    if (!(object instanceof ActorRef)) return undefined;
    const { node, peer, number } = targetOf(object);
    if (node !== this.#node) throw new TypeError('An actor of another runtime cannot be sent');
    if (!peer) {
      node.sent(number, object);
      this.#link?.wire.actorsMeet?.();
      return [node.name, number];
    }
    if (peer === this || (peer.name !== undefined && peer.name === this.#name)) return ['', number];
    if (peer.#link && peer.name === undefined)
      throw new TypeError(
        'An actor cannot be sent on before its module has answered anything: what it is called is not known yet',
      );
    if (peer.#link) node.introduce(this, peer);
    return [peer.name ?? nowhere, number];
  }

  /** The actors of a refs frame, and what of `beside` it means by numbers. @throws TypeError */
  readTable(frame: unknown[], beside: readonly unknown[] = []): unknown[] {
    if (frame.length !== 2) throw badFrame();
    return arrayIn(frame[1]).map((entry) => {
      if (typeof entry === 'number' && entry in beside) return beside[entry];
      const [node, number, ...more] = arrayIn(entry);
      if (more.length > 0) throw badFrame();
      return this.#readRef(stringIn(node), numberIn(number));
    });
  }

  /** The frame that introduces this node to the other one. */
  hello(): Uint8Array {
    return encode([frameKind.hello, this.#node.name, this.#node.life]);
  }

  take(frame: unknown[]): void {
    checkLength(frame);
    const number = frame[0] === frameKind.hello ? 0 : numberIn(frame[1]);
    switch (frame[0]) {
      case frameKind.hello:
        return this.#takeHello(stringIn(frame[1]), stringOrNullIn(frame[2]));
      case frameKind.send:
        return this.#node.targetAt(number).send(stringOrNullIn(frame[2]), frame[3]);
      case frameKind.ask: {
        const target = this.#node.targetAt(numberIn(frame[2]));
        target.ask(new RemoteAsker(this, number), stringOrNullIn(frame[3]), frame[4]);
        return;
      }
      case frameKind.answer:
        return this.asks.take(number)?.answer(frame[2]);
      case frameKind.failure:
        return this.asks.take(number)?.fail(frame[2]);
      case frameKind.gone:
        return this.asks.take(number)?.gone(ExitReason.fromWire(frame[2]));
      case frameKind.monitor:
        return this.#takeMonitor(number, numberIn(frame[2]));
      case frameKind.demonitor:
        return this.#takeDemonitor(number);
      case frameKind.down:
        return this.monitors.take(number)?.down(ExitReason.fromWire(frame[2]));
      case frameKind.link:
        return this.#node.targetAt(number).link(this.refOf(numberIn(frame[2])));
      case frameKind.unlink:
        return this.#node.targetAt(number).unlink(this.refOf(numberIn(frame[2])));
      case frameKind.exit:
        return this.#takeExit(number, frame[2], frame[3], frame[4]);
      default:
        return this.#node.spawnFor(number, stringIn(frame[2]), arrayIn(frame[3]));
    }
  }

  /** The node is gone, and with it every actor there. */
  lost(cause: unknown): void {
    if (!this.#link) return;
    this.#link = undefined;
    this.#cause = cause;
    const reason = ExitReason.noconnection();
    for (const [, ref] of this.refs.entries()) {
      const target = targetOf(ref);
      if (target.peer === this) new Gone(target, reason, cause, ref);
    }
    for (const asker of this.asks.takeAll()) asker.gone(reason, cause);
    for (const watcher of this.monitors.takeAll()) watcher.down(reason);
    for (const watcher of this.watchers.values()) watcher.target.demonitor(watcher);
    this.watchers.clear();
    this.#node.lost(this);
  }

  #takeHello(name: string, life: string | null): void {
    const isOther = this.#name !== undefined && this.#name !== name;
    if (isOther || name === '' || name === this.#node.name) throw badFrame();
    this.#name = name;
    this.#node.named(this);
    this.watch(life);
    this.greet();
    for (const action of this.#uponName.splice(0)) action();
  }

  #takeMonitor(id: number, to: number): void {
    const target = this.#node.targetAt(to);
    const watcher = new RemoteWatcher(this, id, target);
    this.watchers.set(id, watcher);
    target.monitor(watcher);
  }

  #takeDemonitor(id: number): void {
    const watcher = this.watchers.get(id);
    this.watchers.delete(id);
    watcher?.target.demonitor(watcher);
  }

  #takeExit(to: number, from: unknown, reason: unknown, isLinked: unknown): void {
    if (typeof isLinked !== 'boolean' || (isLinked && from === null)) throw badFrame();
    const sender = from === null ? null : this.refOf(numberIn(from));
    this.#node.targetAt(to).exit(sender, ExitReason.fromWire(reason), isLinked);
  }

  #readRef(name: string, number: number): ActorRef {
    if (name === '' || name === this.#node.name) return this.#node.refOf(number);
    return name === this.#name ? this.refOf(number) : this.#node.refIn(name, number);
  }
}
