// What one end of a port sends: all frames of one turn of the event loop leave as one post.

import { append, appendLeaf, appendMoving } from './codec/encode.js';
import { major } from './codec/format.js';
import { platformClone } from './codec/intrinsics.js';
import { defaultLimits } from './codec/limits.js';
import type { EncodeOptions, EncodeSettings } from './codec/options.js';
import { CborWriter } from './codec/writer.js';
import { frameKind } from './protocol.js';
import { soon } from './soon.js';

/**
 * The limits of a message hold for the whole frame: the content leaves room for the rest of it.
 */
const contentLimits = {
  maxDepth: defaultLimits.maxDepth - 1,
  maxItems: defaultLimits.maxItems - 6,
  maxBytes: defaultLimits.maxBytes - (1 << 16),
};

/** A turn of those who expect to write more is over when nothing was written for so many microtasks. */
const quietMicrotasks = 8;
const postBytesMax = 1 << 16; // a post of more does not wait for the end of such a turn

/** What travels beside the frames of a post, and which of it is moved. */
export interface Beside {
  objects: readonly unknown[];
  transfer: Transferable[];
}

/** One of these objects. */
export interface BesideEntry {
  entry: unknown;
  isMoved: boolean;
}

const nothing: readonly BesideEntry[] = [];

/** The same while the post is being written. */
class BesideList {
  #beside: { objects: unknown[]; transfer: Transferable[] } | undefined;

  /** Returns the index. */
  add(object: unknown, isMoved: boolean): number {
    const { objects, transfer } = (this.#beside ??= { objects: [], transfer: [] });
    if (isMoved) transfer.push(object as Transferable);
    return objects.push(object) - 1;
  }

  take(): Beside | undefined {
    const beside = this.#beside;
    this.#beside = undefined;
    return beside;
  }
}

/** Frames that are being written, and the side table of the one at hand. */
export class Draft {
  readonly writer = new CborWriter();
  /** Actors as `[node, number]`, and what is to travel beside the frames as it is. */
  readonly table: unknown[] = [];
  #inside: EncodeSettings;
  #withBeside: EncodeSettings;
  #moved = new Set<unknown>(); // what of the table belongs to nobody else
  #beside: BesideList;

  constructor(capability: EncodeOptions['capability'], beside = new BesideList()) {
    this.#beside = beside;
    this.#inside = { ...contentLimits, table: this.table, beside: false, capability };
    this.#withBeside = { ...contentLimits, table: this.table, mustTransfer: true, capability };
  }

  /** The head of a frame: how many elements it has, its kind and the element that follows. */
  head(length: number, kind: number, word: number): void {
    this.writer.head(major.array, length);
    this.writer.number(kind);
    this.writer.number(word);
  }

  /**
   * An element that may be anything that bytes can say.
   *
   * @param name what the path in an error begins with
   * @throws UncloneableError; the writer then ends in a part of the frame
   */
  content(value: unknown, name: string): void {
    append(this.writer, value, name, this.#inside);
  }

  /**
   * An element of a frame about calls: large buffers, and what can be posted, travel beside the frames.
   *
   * @param transfer what is moved, and detached here when this returns
   * @throws as `content`
   */
  words(value: unknown, name: string, transfer: readonly object[] | undefined): void {
    if (appendLeaf(this.writer, value)) return;
    if (transfer === undefined || transfer.length === 0)
      return append(this.writer, value, name, this.#withBeside);
    const settings = { ...this.#withBeside, transfer };
    for (const object of appendMoving(this.writer, value, name, settings)) this.#moved.add(object);
  }

  /** The arguments of a call, which most often are few and simple. Else as `words`. */
  args(args: unknown[], transfer: readonly object[] | undefined): void {
    const { writer } = this;
    const start = writer.length;
    writer.head(major.array, args.length);
    for (let i = 0; i < args.length; i++) {
      if (appendLeaf(writer, args[i])) continue;
      writer.length = start;
      return this.words(args, 'args', transfer);
    }
  }

  /**
   * Puts the side table, if there is one, before the frame that starts at `start`; true if it has
   * actors.
   */
  putTable(start: number): boolean {
    const { table } = this;
    if (table.length === 0) return false;
    const refs = new CborWriter();
    const entries = table.map((entry) => (isActor(entry) ? entry : this.#putBeside(entry)));
    append(refs, [frameKind.refs, entries], 'refs', defaultLimits);
    table.length = 0;
    this.#moved.clear();
    this.insert(start, refs.take());
    return entries.some(isActor);
  }

  /** Adds to the side table what a frame refers to that was written elsewhere. */
  putEntry(entry: unknown, isMoved: boolean): void {
    this.table.push(entry);
    if (isMoved) this.#moved.add(entry);
  }

  /** The side table, for a frame that is to leave later: buffers of the sender's are copied now. */
  takeEntries(): readonly BesideEntry[] {
    if (this.table.length === 0) return nothing;
    const entries = this.table.map((entry) => {
      const isMoved = this.#moved.has(entry);
      return {
        entry: isMoved || !(entry instanceof ArrayBuffer) ? entry : platformClone(entry),
        isMoved,
      };
    });
    this.table.length = 0;
    this.#moved.clear();
    return entries;
  }

  /** Takes back what was written from `start` on. */
  cut(start: number): void {
    this.writer.length = start;
    this.table.length = 0;
    this.#moved.clear();
  }

  insert(start: number, bytes: Uint8Array): void {
    const { writer } = this;
    const end = writer.length;
    writer.extend(bytes.length);
    writer.move(start, end, start + bytes.length);
    writer.rawAt(start, bytes);
  }

  /** A buffer that stays the sender's is copied now: it may be changed before the post leaves. */
  #putBeside(entry: unknown): number {
    if (this.#moved.has(entry)) return this.#beside.add(entry, true);
    if (entry instanceof ArrayBuffer) return this.#beside.add(platformClone(entry), true);
    return this.#beside.add(entry, false);
  }
}

function isActor(entry: unknown): boolean {
  return Array.isArray(entry);
}

/** Writes one frame. */
export type FrameWriter<A, B, C, D> = (draft: Draft, a: A, b: B, c: C, d: D) => void;

/** Whom an outbox asks what it needs. */
export interface OutboxOwner {
  /** Called when a turn is over: what is written now leaves with what was written in it. */
  turnEnds?(): void;
  post(frames: Uint8Array, beside: Beside | undefined): void;
  /** What travels in the side table instead of an object. */
  capability(object: object): ReturnType<NonNullable<EncodeOptions['capability']>>;
  /** The frame that introduces this end to the other. */
  hello(): Uint8Array;
}

export class Outbox {
  #owner: OutboxOwner;
  #capability: EncodeOptions['capability'];
  #beside = new BesideList();
  #draft: Draft;
  #isWriting = false;
  #later: Uint8Array[] = []; // frames that were written while another one was
  #isArmed = false; // a post is to leave at the end of this turn
  #quiet = 0; // microtasks without a write that this turn still waits for
  #seen = 0; // what was written at the last of them
  #greeting: 'none' | 'wanted' | 'sent' = 'none';

  constructor(owner: OutboxOwner) {
    this.#owner = owner;
    this.#capability = (object) => owner.capability(object);
    this.#draft = new Draft(this.#capability, this.#beside);
  }

  /** The next frame is to be preceded by a hello, unless one was sent. */
  wantHello(): void {
    if (this.#greeting === 'none') this.#greeting = 'wanted';
  }

  /** More is about to be written, in a few microtasks: the post at hand waits for it. */
  expectMore(): void {
    this.#quiet = quietMicrotasks;
    this.#arm();
  }

  /**
   * Writes a frame with `frame`, which is given the words. A getter in a word may itself write: that
   * frame follows this one.
   *
   * @throws what `frame` throws; nothing is sent then
   */
  write<A, B, C, D>(frame: FrameWriter<A, B, C, D>, a: A, b: B, c: C, d: D): void {
    if (this.#isWriting) return this.#writeLater(frame, a, b, c, d);
    const draft = this.#draft;
    const start = draft.writer.length;
    this.#isWriting = true;
    try {
      frame(draft, a, b, c, d);
    } catch (error) {
      draft.cut(start);
      throw error;
    } finally {
      this.#isWriting = false;
      this.#complete(draft, start);
    }
  }

  #writeLater<A, B, C, D>(frame: FrameWriter<A, B, C, D>, a: A, b: B, c: C, d: D): void {
    const draft = new Draft(this.#capability, this.#beside);
    frame(draft, a, b, c, d);
    if (draft.putTable(0)) this.wantHello();
    this.#later.push(draft.writer.take());
  }

  /** What comes before the frame that was written at `start`, and what follows it. */
  #complete(draft: Draft, start: number): void {
    if (draft.table.length > 0 && draft.putTable(start)) this.wantHello();
    if (this.#greeting === 'wanted') {
      this.#greeting = 'sent';
      draft.insert(start, this.#owner.hello());
    }
    if (this.#later.length > 0) for (const bytes of this.#later.splice(0)) draft.writer.raw(bytes);
    if (!this.#isArmed && draft.writer.length > 0) this.#arm();
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    soon(this.#microtask);
  }

  #microtask = (): void => {
    const { length } = this.#draft.writer;
    if (this.#quiet === 0 || length > postBytesMax) return this.flush();
    this.#quiet = length === this.#seen ? this.#quiet - 1 : quietMicrotasks;
    this.#seen = length;
    soon(this.#microtask);
  };

  /** Posts what was written, if anything was. */
  flush(): void {
    if (!this.#isArmed || this.#isWriting) return;
    this.#owner.turnEnds?.();
    this.#isArmed = false;
    this.#quiet = this.#seen = 0;
    const { writer } = this.#draft;
    if (writer.length > 0) this.#owner.post(writer.take(), this.#beside.take());
  }
}
