// What one end of a port sends: all frames of one turn of the event loop leave as one post.

import { append } from './codec/encode.js';
import { major } from './codec/format.js';
import { defaultLimits } from './codec/limits.js';
import type { EncodeOptions, EncodeSettings } from './codec/options.js';
import { CborWriter } from './codec/writer.js';
import { frameKind } from './protocol.js';

/**
 * The limits of a message hold for the whole frame: the content leaves room for the rest of it.
 */
const contentLimits = {
  maxDepth: defaultLimits.maxDepth - 1,
  maxItems: defaultLimits.maxItems - 6,
  maxBytes: defaultLimits.maxBytes - (1 << 16),
};

/** Frames that are being written, and the side table of the one at hand. */
export class Draft {
  readonly writer = new CborWriter();
  readonly table: unknown[] = [];
  #settings: EncodeSettings;

  constructor(capability: EncodeOptions['capability']) {
    this.#settings = { ...contentLimits, table: this.table, beside: false, capability };
  }

  /** The head of a frame: how many elements it has, its kind and the element that follows. */
  head(length: number, kind: number, word: number): void {
    this.writer.head(major.array, length);
    this.writer.number(kind);
    this.writer.number(word);
  }

  /**
   * An element that may be anything.
   *
   * @param name what the path in an error begins with
   * @throws UncloneableError; the writer then ends in a part of the frame
   */
  content(value: unknown, name: string): void {
    append(this.writer, value, name, this.#settings);
  }

  /** Puts the side table, if there is one, before the frame that starts at `start`. */
  putTable(start: number): void {
    if (this.table.length === 0) return;
    const refs = new CborWriter();
    append(refs, [frameKind.refs, this.table], 'refs', defaultLimits);
    this.table.length = 0;
    this.insert(start, refs.take());
  }

  /** Takes back what was written from `start` on. */
  cut(start: number): void {
    this.writer.length = start;
    this.table.length = 0;
  }

  insert(start: number, bytes: Uint8Array): void {
    const { writer } = this;
    const end = writer.length;
    writer.extend(bytes.length);
    writer.move(start, end, start + bytes.length);
    writer.rawAt(start, bytes);
  }
}

/** Writes one frame. */
export type FrameWriter<A, B, C, D> = (draft: Draft, a: A, b: B, c: C, d: D) => void;

/** Whom an outbox asks what it needs. */
export interface OutboxOwner {
  post(frames: Uint8Array): void;
  /** What travels in the side table instead of an object. */
  capability(object: object): ReturnType<NonNullable<EncodeOptions['capability']>>;
  /** The frame that introduces this end to the other. */
  hello(): Uint8Array;
}

export class Outbox {
  #owner: OutboxOwner;
  #capability: EncodeOptions['capability'];
  #draft: Draft;
  #isWriting = false;
  #later: Uint8Array[] = []; // frames that were written while another one was
  #isArmed = false; // a post is to leave at the end of this turn
  #greeting: 'none' | 'wanted' | 'sent' = 'none';

  constructor(owner: OutboxOwner) {
    this.#owner = owner;
    this.#capability = (object) => owner.capability(object);
    this.#draft = new Draft(this.#capability);
  }

  /** The next frame is to be preceded by a hello, unless one was sent. */
  wantHello(): void {
    if (this.#greeting === 'none') this.#greeting = 'wanted';
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
    const draft = new Draft(this.#capability);
    frame(draft, a, b, c, d);
    if (draft.table.length > 0) this.wantHello();
    draft.putTable(0);
    this.#later.push(draft.writer.take());
  }

  /** What comes before the frame that was written at `start`, and what follows it. */
  #complete(draft: Draft, start: number): void {
    if (draft.table.length > 0) {
      this.wantHello();
      draft.putTable(start);
    }
    if (this.#greeting === 'wanted') {
      this.#greeting = 'sent';
      draft.insert(start, this.#owner.hello());
    }
    if (this.#later.length > 0) for (const bytes of this.#later.splice(0)) draft.writer.raw(bytes);
    if (this.#isArmed || draft.writer.length === 0) return;
    this.#isArmed = true;
    queueMicrotask(this.flush);
  }

  /** Posts what was written, if anything was. */
  flush = (): void => {
    if (!this.#isArmed || this.#isWriting) return;
    this.#isArmed = false;
    this.#owner.post(this.#draft.writer.take());
  };
}
