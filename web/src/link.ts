// One end of a port that carries frames: what is sent leaves once a turn, what comes is handed to the
// two tables of frames, that of calls and that of actors.
//
//     Calls ──┐                                    ┌──> Calls
//             ├──> Outbox ──> wire ~~> receive ──> ┤
//     Peer  ──┘                                    └──> Peer

import type { Node } from './actors/node.js';
import { Peer } from './actors/peer.js';
import { decodeItem, type Input } from './codec/decode.js';
import { defaultLimits } from './codec/limits.js';
import type { Capability, DecodeSettings } from './codec/options.js';
import { type CapabilityKind, major } from './codec/format.js';
import { decodeName, decodeWord, readWhole } from './codec/words.js';
import { writeError } from './frames.js';
import { type Beside, type FrameWriter, Outbox } from './outbox.js';
import { frameKind, wholePost } from './protocol.js';

/** How posts get from one end to the other. */
export interface Wire {
  /** Sends frames, which are given away, and what travels beside them. */
  post(frames: Uint8Array, beside: Beside | undefined): void;
  /** An actor at one end is known at the other. */
  actorsMeet?(): void;
  close(): void;
}

/** The frames about actors. */
export interface FrameTable {
  /** @throws TypeError for what is no frame of this table */
  take(frame: unknown[]): void;
  /** The link is of no use any more: everything that waits is told `error`. */
  lost(error: unknown): void;
}

/** The frames about calls, and the streams that they give. */
export interface CallTable {
  /**
   * Takes the frame `[kind, id, a, b]`, of which only `length` elements are there.
   *
   * @throws as FrameTable
   */
  take(kind: number, id: number, a: unknown, b: unknown, length: number): void;
  lost(error: unknown): void;
  /** A turn is over: what is written now leaves with what was written in it. */
  turnEnds?(): void;
}

/** The other end sent what cannot be read: what it sends can no longer be told apart. */
export type Unreadable = (cause: unknown) => void;

/** One end. Closed once, by whoever learns first that the other end is of no use any more. */
export class Link {
  readonly peer: Peer;
  #wire: Wire;
  #calls: CallTable;
  #outbox: Outbox;
  #unreadable: Unreadable;
  #settings: DecodeSettings; // with the side table of the next frame
  #isClosed = false;
  #ended = new AbortController();

  /** @param peerName the name of the node at the other end, if it is known */
  constructor(wire: Wire, node: Node, calls: CallTable, unreadable: Unreadable, peerName?: string) {
    this.#wire = wire;
    this.#unreadable = unreadable;
    this.#calls = calls;
    this.peer = new Peer(node, this, peerName);
    this.#settings = {
      ...defaultLimits,
      table: undefined,
      capability: (kind, entry) => this.#received(kind, entry),
    };
    this.#outbox = new Outbox({
      turnEnds: () => this.#calls.turnEnds?.(),
      post: (frames, beside) => this.#post(frames, beside),
      capability: (object) => this.#capability(object),
      hello: () => this.peer.hello(),
    });
  }

  /** Aborted when the link is closed. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get wire(): Wire {
    return this.#wire;
  }

  /**
   * Sends a frame about calls.
   *
   * @throws what `frame` throws, for words that cannot be encoded
   */
  write<A, B, C, D>(frame: FrameWriter<A, B, C, D>, a: A, b: B, c: C, d: D): void {
    if (!this.#isClosed) this.#outbox.write(frame, a, b, c, d);
  }

  /** Sends a frame about actors: the other end learns first whose they are. Throws as `write`. */
  signal<A, B, C, D>(frame: FrameWriter<A, B, C, D>, a: A, b: B, c: C, d: D): void {
    this.#outbox.wantHello();
    this.write(frame, a, b, c, d);
  }

  /** The other end is about to be sent more, in a few microtasks: what is written waits for it. */
  expectMore(): void {
    if (!this.#isClosed) this.#outbox.expectMore();
  }

  /** Takes a post of the other end, and what came beside it. */
  receive(frames: Uint8Array, beside?: readonly unknown[]): void {
    if (this.#isClosed) return;
    const input = { bytes: frames, at: 0, base: 0 };
    try {
      while (input.at < frames.length)
        if (!this.#takeShort(input)) this.#take(decodeItem(input, this.#settings), beside);
    } catch (error) {
      this.#unreadable(error);
    }
  }

  /** Ends the link because of what came, and tells the other end so. */
  refuse(cause: unknown): void {
    this.write(writeError, wholePost, cause, undefined, undefined);
    this.close(cause);
  }

  /** Ends the link, when what was written has left; what waits is told `error`. */
  close(error: unknown): void {
    if (this.#isClosed) return;
    this.#outbox.flush();
    this.#isClosed = true;
    this.#ended.abort();
    this.#wire.close();
    this.#calls.lost(error);
    this.peer.lost(error);
  }

  /**
   * Takes a frame about calls element by element, which is faster than as one item: most of what is
   * ever sent are small frames of these. False if it is none, or is not in the shortest form.
   */
  #takeShort(input: Input): boolean {
    const { bytes, at } = input;
    const length = bytes[at] - major.array;
    const kind = bytes[at + 1];
    const isCall = kind <= frameKind.cancel || (kind >= frameKind.iterator && kind < 24);
    if (!isCall || length < 2 || length > 4) return false;
    input.at = at + 2;
    const id = readWhole(input);
    if (id < 0) {
      input.at = at;
      return false;
    }
    const settings = this.#settings;
    const decodeFirst = kind === frameKind.call ? decodeName : decodeWord;
    const a = length > 2 ? decodeFirst(input, settings) : undefined;
    const b = length > 3 ? decodeWord(input, settings) : undefined;
    settings.table = undefined;
    this.#calls.take(kind, id, a, b, length);
    return true;
  }

  #take(frame: unknown, beside: readonly unknown[] | undefined): void {
    if (!Array.isArray(frame)) throw notAFrame();
    const kind: unknown = frame[0];
    if (kind === frameKind.refs) {
      this.#settings.table = this.peer.readTable(frame, beside);
      return;
    }
    this.#settings.table = undefined;
    if (isAboutCalls(kind))
      this.#calls.take(kind, numberIn(frame[1]), frame[2], frame[3], frame.length);
    else this.peer.take(frame);
  }

  #post(frames: Uint8Array, beside: Beside | undefined): void {
    if (!this.#isClosed) this.#wire.post(frames, beside);
  }

  #capability(object: object): Capability | undefined {
    const entry = this.peer.entryOf(object);
    return entry ? { kind: 'Actor', entry } : undefined;
  }

  #received(kind: CapabilityKind, entry: unknown): unknown {
    if (kind !== 'Actor' && kind !== 'Host')
      throw new TypeError(`A frame holds a ${kind}, which no link carries`);
    return entry;
  }
}

function isAboutCalls(kind: unknown): kind is number {
  return (kind as number) <= frameKind.cancel || (kind as number) >= frameKind.iterator;
}

/** @throws TypeError for what is no id or count */
export function numberIn(word: unknown): number {
  if (!Number.isSafeInteger(word) || (word as number) < 0) throw notAFrame();
  return word as number;
}

/** For what the other end sent. */
export function notAFrame(): TypeError {
  return new TypeError('Something was sent that is not a frame');
}
