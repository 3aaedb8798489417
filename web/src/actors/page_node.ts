// The node of a page: its links are MessagePorts.

import { watchLife } from '../life.js';
import { type CallTable, Link, type Unreadable, type Wire } from '../link.js';
import type { Beside } from '../outbox.js';
import type { Introduction } from '../protocol.js';
import { framesOf, isBesidePost, isIntroduction, postFrames } from '../posts.js';
import { badFrame } from './frame_words.js';
import { type DeadLetter, Node } from './node.js';
import type { Peer } from './peer.js';

export class PageNode extends Node {
  #neighbours = new Set<Link>(); // that were introduced; the links to modules belong to their workers

  /** @param life the lock that the page holds */
  constructor(life: string | null, onDeadLetter?: (letter: DeadLetter) => void) {
    super({ life, onDeadLetter });
  }

  /** Links this node with another one, whose name may not be known yet. */
  meet({ introduce, port, life = null }: Partial<Introduction> & { port: MessagePort }): Peer {
    const wire = new PortWire(port);
    const giveUp: Unreadable = (cause) => link.refuse(cause);
    const link = new Link(wire, this, noCalls, giveUp, introduce);
    this.#neighbours.add(link);
    link.ended.addEventListener('abort', () => this.#neighbours.delete(link));
    if (introduce !== undefined) this.named(link.peer);
    wire.listen(link, this, giveUp);
    // Where the platform tells that the other end is closed. Locks tell everywhere else.
    port.addEventListener('close', () => link.close(undefined));
    link.peer.watch(life);
    link.peer.greet();
    return link.peer;
  }

  /** Whoever started a worker watches it already, and can say more of its end. */
  override watch({ link }: Peer, life: string): void {
    if (!link || !this.#neighbours.has(link)) return;
    watchLife(life, () => link.close(undefined), link.ended);
  }

  override close(): void {
    super.close();
    for (const link of this.#neighbours) link.close(undefined);
  }

  /** Where `a` has not told its name yet, the port for `b` waits for that. */
  protected override connect(a: Peer, b: Peer): void {
    const { port1, port2 } = new MessageChannel();
    wireOf(a)?.introduce({ introduce: b.name!, port: port1, life: b.life });
    a.whenNamed(() => {
      const wire = wireOf(b);
      if (wire) wire.introduce({ introduce: a.name!, port: port2, life: a.life });
      else port2.close();
    });
  }
}

/** Posts through a MessagePort, and hands what comes to a link. */
export class PortWire implements Wire {
  #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  post(frames: Uint8Array, beside: Beside | undefined): void {
    postFrames(this.#port, frames, beside);
  }

  introduce(introduction: Introduction): void {
    this.#port.postMessage(introduction, [introduction.port]);
  }

  close(): void {
    this.#port.close();
  }

  /** What has come, and what comes from now on, is for `link`. */
  listen(link: Link, node: PageNode, unreadable: Unreadable): void {
    this.#port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const frames = framesOf(data);
      if (frames) link.receive(frames);
      else if (isBesidePost(data)) link.receive(data.frames, data.beside);
      else if (isIntroduction(data)) node.meet(data);
      else unreadable(badFrame());
    };
    this.#port.onmessageerror = () => unreadable(new TypeError('A post could not be deserialised'));
  }
}

function wireOf(peer: Peer): PortWire | undefined {
  return peer.link?.wire as PortWire | undefined;
}

/** Nodes do not call each other. */
const noCalls: CallTable = {
  take() {
    throw badFrame();
  },
  lost() {},
};
