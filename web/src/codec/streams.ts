// Sequences of items, piece by piece. A stream begins with the version of the format.

import { decodeItem, type Input } from './decode.js';
import { encodeWith } from './encode.js';
import { CodecError } from './errors.js';
import { formatVersion } from './format.js';
import { max, setBytes, subarray, typedArrayBytes } from './intrinsics.js';
import {
  type DecodeOptions,
  type DecodeSettings,
  type EncodeOptions,
  type EncodeSettings,
  settingsOf,
} from './options.js';
import { isDecidable, Scan } from './scan.js';
import { CborWriter } from './writer.js';

/**
 * Values to chunks of bytes: `values.pipeThrough(new codec.Encoder())`, or by hand with `push`.
 *
 * Large buffers are chunks by themselves, which show the memory of the value.
 */
export class Encoder {
  #settings: EncodeSettings;
  #writer = new CborWriter();
  #begun = false;
  #stream: TransformStream<unknown, Uint8Array> | undefined;

  constructor(options?: EncodeOptions) {
    this.#settings = settingsOf(options);
  }

  /**
   * The chunks of the next value; before the first one, of the version.
   *
   * @throws as `encode`; the stream is as before then
   */
  push(value: unknown): Uint8Array[] {
    const writer = this.#writer;
    const chunks: Uint8Array[] = [];
    try {
      encodeWith(writer, value, this.#settings, undefined, chunks);
    } finally {
      writer.length = 0;
    }
    return this.#begin(chunks);
  }

  /** What a stream without values begins with; nothing if there was a value. */
  end(): Uint8Array[] {
    return this.#begin([]);
  }

  get readable(): ReadableStream<Uint8Array> {
    return this.#pair().readable;
  }

  get writable(): WritableStream<unknown> {
    return this.#pair().writable;
  }

  #begin(chunks: Uint8Array[]): Uint8Array[] {
    if (this.#begun) return chunks;
    this.#begun = true;
    const all = [Uint8Array.of(formatVersion)];
    for (let i = 0; i < chunks.length; i++) all[i + 1] = chunks[i] as Uint8Array<ArrayBuffer>;
    return all;
  }

  #pair(): TransformStream<unknown, Uint8Array> {
    return (this.#stream ??= new TransformStream({
      transform: (value, controller) => enqueue(controller, this.push(value)),
      flush: (controller) => enqueue(controller, this.end()),
    }));
  }
}

/**
 * Chunks of bytes, split anywhere, to values: `chunks.pipeThrough(new codec.Decoder())`; or by hand
 * with `push`, and a loop over the decoder, which gives the values that have come in full.
 *
 * What is wrong with the bytes is the same, and at the same offset, as if they came at once.
 */
export class Decoder implements IterableIterator<unknown> {
  #settings: DecodeSettings;
  #input: Input = { bytes: new Uint8Array(0), at: 0, base: 0 };
  #room: Uint8Array = this.#input.bytes; // of which the input is the part that is filled
  #scan = new Scan();
  #begun = false;
  #ended = false;
  #stream: TransformStream<Uint8Array, unknown> | undefined;

  constructor(options?: DecodeOptions) {
    this.#settings = settingsOf(options);
  }

  /** Takes the next bytes, by copy. */
  push(chunk: Uint8Array): void {
    const input = this.#input;
    let length = typedArrayBytes(input.bytes);
    const added = typedArrayBytes(chunk);
    if (length + added > typedArrayBytes(this.#room)) {
      const kept = subarray(input.bytes, input.at, length);
      length -= input.at;
      this.#room = new Uint8Array(max(length + added, 2 * length));
      setBytes(this.#room, kept, 0);
      input.base += input.at;
      input.at = 0;
    }
    setBytes(this.#room, chunk, length);
    input.bytes = subarray(this.#room, 0, length + added);
  }

  /**
   * The next value; `done` if it has not come in full, which more bytes may change.
   *
   * @throws CodecError
   */
  next(): IteratorResult<unknown, undefined> {
    if (!this.#begun && this.#isReady()) {
      if (this.#decode() !== formatVersion)
        throw new CodecError('unsupported', 0, `not version ${formatVersion} of the format`);
      this.#begun = true;
    }
    if (!this.#begun || !this.#isReady()) return { done: true, value: undefined };
    return { done: false, value: this.#decode() };
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** No more bytes follow: a value that has not come in full then is `truncated`. */
  end(): void {
    this.#ended = true;
  }

  get readable(): ReadableStream<unknown> {
    return this.#pair().readable;
  }

  get writable(): WritableStream<Uint8Array> {
    return this.#pair().writable;
  }

  /** Whether what has come is an item, or is known to be none. */
  #isReady(): boolean {
    const { bytes, at } = this.#input;
    const length = typedArrayBytes(bytes);
    if (this.#ended) return at < length || !this.#begun;
    if (length - at > this.#settings.maxBytes) return true;
    return isDecidable(this.#scan, bytes, at, length);
  }

  #decode(): unknown {
    const value = decodeItem(this.#input, this.#settings);
    this.#scan = new Scan();
    return value;
  }

  #pair(): TransformStream<Uint8Array, unknown> {
    const give = (controller: TransformStreamDefaultController<unknown>) => {
      for (let next = this.next(); !next.done; next = this.next()) controller.enqueue(next.value);
    };
    return (this.#stream ??= new TransformStream({
      transform: (chunk, controller) => {
        this.push(chunk);
        give(controller);
      },
      flush: (controller) => {
        this.end();
        give(controller);
      },
    }));
  }
}

function enqueue(
  controller: TransformStreamDefaultController<Uint8Array>,
  chunks: Uint8Array[],
): void {
  for (let i = 0; i < chunks.length; i++) controller.enqueue(chunks[i]);
}
