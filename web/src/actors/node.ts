// Where actors live that share their memory: the JavaScript of a page, or a module written in it. Knows
// the actors here by their numbers, and the other nodes that it is linked with.

import { type ActorRef, targetOf } from './actor_ref.js';
import { Actor } from './actor.js';
import { ExitReason } from './exit_reason.js';
import { writeSpawn } from './frames.js';
import { Gone } from './gone.js';
import type { Behaviour } from './handlers.js';
import { badFrame } from './frame_words.js';
import { Peer } from './peer.js';
import { Scheduler } from './scheduler.js';
import type { Target } from './target.js';
import { WeakCache } from './weak_cache.js';

/** A message that nobody will take. */
export interface DeadLetter {
  /** Whom it was for. */
  actor: ActorRef;
  type: string | null;
  content: unknown;
}

export interface NodeOptions {
  /** The Web Lock that is held as long as the node lives. */
  life: string | null;
  /** What other nodes may spawn here, by name. */
  types?: Record<string, Behaviour<any[]>>;
  onDeadLetter?: (letter: DeadLetter) => void;
}

type LocalTarget = Target & { readonly ref: ActorRef };

const chosenMin = 2 ** 52; // numbers from here on are chosen by whoever spawns from another node

/** What it needs of the place that it is in is abstract. */
export abstract class Node {
  readonly name = randomName();
  readonly life: string | null;
  readonly scheduler = new Scheduler();
  deadLetters = 0;

  #types: Record<string, Behaviour<any[]>>;
  #onDeadLetter: ((letter: DeadLetter) => void) | undefined;
  #actors = new Map<number, LocalTarget>(); // the living, and those that could not be started
  #lastNumber = 0;
  #sent = new WeakCache<number, ActorRef>(); // to other nodes, which may send them back when the actors have ended
  #peers = new Map<string, Peer>(); // those whose name is known
  #lost = new WeakCache<string, Peer>(); // those that cannot be reached, as long as somebody has refs to them
  #introduced = new WeakMap<Peer, WeakSet<Peer>>();

  constructor({ life, types = {}, onDeadLetter }: NodeOptions) {
    this.life = life;
    this.#types = types;
    this.#onDeadLetter = onDeadLetter;
  }

  /** Sees to it that the link to `peer` is closed when that lock is free. */
  abstract watch(peer: Peer, life: string): void;

  /** Gives two neighbours a pair of ports. The name of `b` is known. */
  protected abstract connect(a: Peer, b: Peer): void;

  spawn(behaviour: Behaviour<any[]>, init: unknown[], number = ++this.#lastNumber): ActorRef {
    const actor = new Actor(this, number, behaviour, init);
    this.#actors.set(number, actor);
    return actor.ref;
  }

  /** Starts an actor of a type that the node of `peer` offers. @throws UncloneableError for `args` */
  spawnAt(peer: Peer, type: string, args: unknown[]): ActorRef {
    const number = randomNumber();
    peer.signal(writeSpawn, number, type, args, undefined);
    return peer.refOf(number);
  }

  /** The same for another node, which chose the number. @throws TypeError for an impossible number */
  spawnFor(number: number, type: string, args: unknown[]): void {
    if (number < chosenMin || this.#actors.has(number)) throw badFrame();
    if (Object.hasOwn(this.#types, type)) this.spawn(this.#types[type], args, number);
    else this.#actors.set(number, this.#unstarted(number, type));
  }

  /** Where signals to the actor of that number go. */
  targetAt(number: number): LocalTarget {
    return this.#actors.get(number) ?? this.#ended(number);
  }

  refOf(number: number): ActorRef {
    return this.targetAt(number).ref;
  }

  /** An actor of this node is made known to another one. */
  sent(number: number, ref: ActorRef): void {
    if (!this.#sent.get(number)) this.#sent.set(number, ref);
  }

  /** The ref to an actor in a third node; if there is no link to it, the actor counts as ended. */
  refIn(name: string, number: number): ActorRef {
    return (this.#peers.get(name) ?? this.#lost.get(name) ?? this.#stranger(name)).refOf(number);
  }

  /** The name of `peer` is known from now on. Of several links to a node the first one is used. */
  named(peer: Peer): void {
    const first = this.#peers.get(peer.name!);
    if (!first) this.#peers.set(peer.name!, peer);
    else if (first !== peer) first.share(peer);
  }

  /** Makes two neighbours known to each other, once. */
  introduce(a: Peer, b: Peer): void {
    if (this.#introduced.get(a)?.has(b)) return;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      const known = this.#introduced.get(one) ?? new WeakSet();
      this.#introduced.set(one, known.add(other));
    }
    this.connect(a, b);
  }

  /** `peer` was lost, and with it every actor there. */
  lost(peer: Peer): void {
    if (peer.name !== undefined && this.#peers.get(peer.name) === peer) {
      this.#peers.delete(peer.name);
      this.#lost.set(peer.name, peer);
    }
    for (const actor of [...this.#actors.values()]) if (actor instanceof Actor) actor.lost(peer);
  }

  /** The actor of that number has ended. */
  forget(number: number): void {
    this.#actors.delete(number);
  }

  deadLetter(actor: ActorRef, type: string | null, content: unknown): void {
    this.deadLetters++;
    const tell = this.#onDeadLetter;
    if (tell) queueMicrotask(() => tell({ actor, type, content }));
  }

  /** Ends every actor here with `shutdown`. */
  close(): void {
    for (const { ref } of [...this.#actors.values()]) {
      const target = targetOf(ref);
      if (target instanceof Actor) target.end(ExitReason.shutdown());
    }
  }

  #stranger(name: string): Peer {
    return this.#lost.set(name, new Peer(this, undefined, name));
  }

  #ended(number: number): LocalTarget {
    const known = this.#sent.get(number);
    if (known) return targetOf(known) as Gone;
    return new Gone({ node: this, peer: undefined, number }, ExitReason.noproc());
  }

  #unstarted(number: number, type: string): Gone {
    const error = new TypeError(`There is no type of actor called ${type}`);
    return new Gone({ node: this, peer: undefined, number }, ExitReason.error(error));
  }
}

/** 128 bits: nobody else's. */
function randomName(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** From 2^52 to 2^53 - 1. */
function randomNumber(): number {
  const [upper, lower] = crypto.getRandomValues(new Uint32Array(2));
  return chosenMin + (upper & 0xfffff) * 2 ** 32 + lower;
}
