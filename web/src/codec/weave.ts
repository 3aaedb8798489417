// What can be written only when the whole message is known is put in last:
//
//   - tag 28 before each object that turned out to be referred to more than once;
//   - the references to it, which need its number among those;
//   - buffers, whose form depends on whether something else refers to them, and which are copied only
//     once this way, or not at all when the message leaves in chunks.
//
// While the message is written they are *insertions*: a position, and what belongs there.

import { major, tag } from './format.js';
import type { Identity } from './identity.js';
import { mapGet, mapHas, mapSet, sliceBytes, typedArrayBytes } from './intrinsics.js';
import { type CborWriter, headSize } from './writer.js';

/** Numbers of shared objects by their numbers in `Identity`. */
export type SharedNumbers = Map<number, number>;

/** Bytes that are known last: gives them in pieces. */
export type Late = (shared: SharedNumbers) => Uint8Array[];

interface Insertion {
  at: number;
  /** So many objects had begun before. */
  met: number;
  /** The object that is referred to, or bytes. */
  what: number | Late;
}

/** Instead of where an object begins: the insertion that it is in has tag 28 where it is needed. */
export const marksItself = -1;

const mark = -1;
const tagSize = 2; // of 28 and 29
const chunkedBytes = 1 << 16; // a piece of so many bytes is a chunk by itself, uncopied

/** What is to be woven in: tag 28, a reference to the object of that shared number, or bytes. */
type Piece = typeof mark | number | Uint8Array;

export class Insertions {
  #list: Insertion[] = [];

  get count(): number {
    return this.#list.length;
  }

  add(at: number, met: number, what: number | Late): void {
    this.#list[this.#list.length] = { at, met, what };
  }

  /** As if only the first `count` had been added. */
  forget(count: number): void {
    if (this.#list.length > count) this.#list.length = count;
  }

  /** Puts everything into what `writer` holds; with `chunks`, all but the large pieces. */
  weaveInto(writer: CborWriter, identity: Identity, chunks?: Uint8Array[]): void {
    if (this.#list.length === 0) return chunks && void pushChunk(chunks, writer, 0, writer.length);
    const shared = this.#sharedNumbers(identity);
    const at: number[] = [];
    const pieces: Piece[] = [];
    const put = (position: number, piece: Piece) => {
      at[at.length] = position;
      pieces[pieces.length] = piece;
    };
    let next = 0;
    const marksUpTo = (met: number) => {
      for (; next < met; next++)
        if (identity.starts[next] !== marksItself && mapHas(shared, next))
          put(identity.starts[next], mark);
    };
    for (let i = 0; i < this.#list.length; i++) {
      const insertion = this.#list[i];
      const { what } = insertion;
      marksUpTo(insertion.met);
      if (typeof what === 'number') put(insertion.at, mapGet(shared, what) as number);
      else {
        const late = what(shared);
        for (let j = 0; j < late.length; j++) put(insertion.at, late[j]);
      }
    }
    marksUpTo(identity.count);
    weave(writer, at, pieces, chunks);
  }

  /** Numbers the objects that are referred to, in the order in which they begin. */
  #sharedNumbers(identity: Identity): SharedNumbers {
    const referred = new Uint8Array(identity.count);
    for (let i = 0; i < this.#list.length; i++) {
      const { what } = this.#list[i];
      if (typeof what === 'number') referred[what] = 1;
    }
    const shared: SharedNumbers = new Map();
    let count = 0;
    for (let i = 0; i < identity.count; i++) if (referred[i]) mapSet(shared, i, count++);
    return shared;
  }
}

/** From the end to the start, so that every byte moves once. */
function weave(writer: CborWriter, at: number[], pieces: Piece[], chunks?: Uint8Array[]): void {
  const isChunk = (piece: Piece) =>
    chunks !== undefined && typeof piece === 'object' && typedArrayBytes(piece) >= chunkedBytes;
  let from = writer.length; // what stands before has not moved yet
  let more = 0;
  for (let i = 0; i < pieces.length; i++) if (!isChunk(pieces[i])) more += sizeOf(pieces[i]);
  writer.extend(more);
  const { length } = writer;
  let to = length; // from here on everything is in its place
  const cuts: number[] = [];
  for (let i = pieces.length - 1; i >= 0; i--) {
    writer.move(at[i], from, to - (from - at[i]));
    to -= from - at[i];
    from = at[i];
    cuts[i] = to;
    if (isChunk(pieces[i])) continue;
    to -= sizeOf(pieces[i]);
    writePiece(writer, to, pieces[i]);
  }
  if (!chunks) return;
  let begun = 0;
  for (let i = 0; i < pieces.length; i++) {
    if (!isChunk(pieces[i])) continue;
    pushChunk(chunks, writer, begun, cuts[i]);
    chunks[chunks.length] = pieces[i] as Uint8Array;
    begun = cuts[i];
  }
  pushChunk(chunks, writer, begun, length);
}

function sizeOf(piece: Piece): number {
  if (typeof piece === 'object') return typedArrayBytes(piece);
  return piece === mark ? tagSize : tagSize + headSize(piece);
}

function writePiece(writer: CborWriter, at: number, piece: Piece): void {
  if (typeof piece === 'object') return writer.rawAt(at, piece);
  const end = writer.headAt(at, major.tag, piece === mark ? tag.shared : tag.reference);
  if (piece !== mark) writer.headAt(end, major.unsigned, piece);
}

function pushChunk(chunks: Uint8Array[], writer: CborWriter, start: number, end: number): void {
  if (end > start) chunks[chunks.length] = sliceBytes(writer.written(start, end), 0, end - start);
}
