// A container whose children are being written, and how an error names the place.

import type { ErrorRecord } from './error_record.js';
import { uncurry } from './intrinsics.js';

export const enum frameKind {
  /** The elements of `source`. */
  elements = 0,
  /** Those of a list made of a Map's keys and values, or of a Set's elements. */
  entries = 1,
  /** The properties `keys` of `source`; those of an array with holes, `items`, by number. */
  members = 2,
  items = 3,
  /** `source[i]` by the name `keys[i]`: part of an error. */
  parts = 4,
  /** The two maps of an error. */
  error = 5,
}

export class Frame {
  kind: number = frameKind.elements;
  source: any;
  keys: readonly string[] | undefined;
  /** The index of the child to write next, and how many there are. */
  next = 0;
  length = 0;
  /** Where the head stands. */
  head = 0;
  /** Children that turned out not to be there, or not to be cloneable. */
  missing = 0;

  // Of `parts` that may be left out: how things were before the child at hand.
  bytes = 0;
  met = 0;
  insertions = 0;
  tabled = 0;
  besideBytes = 0;
  lateBytes = 0;

  /** Used again and again. */
  inner: Frame | undefined;
  constructor(readonly outer: Frame | undefined) {}
}

/** What `Frame.source` is for `frameKind.entries`: keys and values in turn, or elements. */
export type Entries = unknown[] & { ofMap?: boolean };

/** What `Frame.source` is for `frameKind.error`. */
export interface OpenError {
  record: ErrorRecord;
  /** Elements before the two maps. */
  words: number;
  /** Where the maps begin, and how many members the first one has. */
  partsAt: number;
  ownAt: number;
  parts: number;
}

const { stringify } = JSON;
const exec = uncurry(RegExp.prototype.exec);
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The path to the latest child of each frame from the root to `top`. */
export function pathTo(rootName: string, root: Frame, top: Frame): string {
  let path = rootName;
  for (let frame = root; frame !== top;) {
    frame = frame.inner!;
    path += step(frame);
  }
  return path;
}

function step({ kind, keys, next, source }: Frame): string {
  const index = next - 1;
  if (index < 0 || kind === frameKind.error) return '';
  if (kind === frameKind.elements) return `[${index}]`;
  if (kind === frameKind.entries) return entryStep(source, index);
  const key = keys![index];
  if (kind === frameKind.items && isIndex(key)) return `[${key}]`;
  return exec(identifier, key) ? `.${key}` : `[${stringify(key)}]`;
}

function entryStep(source: Entries, index: number): string {
  if (!source.ofMap) return `.values[${index}]`;
  return `.${index % 2 ? 'values' : 'keys'}[${index >> 1}]`;
}

/** Whether a property of an array is an element. */
export function isIndex(key: string): boolean {
  const number = +key >>> 0;
  return `${number}` === key && number !== 0xffffffff;
}
