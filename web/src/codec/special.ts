// Writes the objects that are neither arrays nor plain.

import {
  bigintOf,
  booleanOf,
  type Brand,
  brandOf,
  dateTime,
  numberOf,
  regexpSource,
  stringOf,
  typeName,
} from './brand.js';
import { domExceptionRecord, type ErrorRecord, errorRecord } from './error_record.js';
import { type CapabilityKind, major, tag } from './format.js';
import { type Entries, frameKind, type OpenError } from './frame.js';
import {
  floor,
  getPrototypeOf,
  getterOf,
  isArray,
  mapForEach,
  objectPrototype,
  platformClone,
  round,
  setForEach,
  setHas,
} from './intrinsics.js';
import { writeBuffer, writeView } from './buffers.js';
import type { Walk } from './walk.js';

/** Like `Walk.value`: true if the object's children are to follow. */
export function writeSpecial(walk: Walk, object: object): boolean {
  const found = walk.settings.capability?.(object);
  if (found) return writeEntry(walk, object, found.kind, found.entry);
  const brand = brandOf(object);
  if (brand === 'Object') return walk.plain(object);
  if (brand === 'Unknown' && setHas(walk.transferred, object)) return writeHost(walk, object);
  return writers[brand](walk, object as any);
}

const writers: Record<Exclude<Brand, 'Object'>, (walk: Walk, it: any) => boolean> = {
  Map(walk, map) {
    const entries: Entries = [];
    entries.ofMap = true;
    mapForEach(map, (value, key) => {
      entries[entries.length] = key;
      entries[entries.length] = value;
    });
    walk.writer.head(major.tag, tag.map);
    walk.writer.head(major.map, entries.length / 2);
    return openEntries(walk, entries);
  },
  Set(walk, set) {
    const entries: Entries = [];
    setForEach(set, (element) => (entries[entries.length] = element));
    walk.writer.head(major.tag, tag.set);
    walk.writer.head(major.array, entries.length);
    return openEntries(walk, entries);
  },
  Date: (walk, date) => writeDate(walk, dateTime(date)),
  RegExp(walk, regexp) {
    const { writer, settings } = walk;
    const lastIndex: unknown = regexp.lastIndex;
    const kept = settings.profile !== 'html' && isPositive(lastIndex);
    writer.head(major.tag, tag.regexp);
    writer.head(major.array, kept ? 3 : 2);
    writer.string(regexpSource(regexp));
    writer.string(flagsOf(regexp));
    if (kept) writer.number(lastIndex);
    return false;
  },
  Error: (walk, error) => {
    const record = errorRecord(error, walk.settings);
    const head = openGeneric(walk, record.type, 4);
    walk.value(record.message);
    return openError(walk, record, 2, head);
  },
  DOMException: (walk, error) => {
    const record = domExceptionRecord(error, walk.settings);
    const head = openGeneric(walk, 'DOMException', 5);
    walk.value(record.message);
    walk.value(record.type);
    return openError(walk, record, 3, head);
  },
  View: writeView,
  ArrayBuffer: writeBuffer,
  SharedArrayBuffer: refuse,
  Boolean: (walk, boxed) => writeBoxed(walk, 'Boolean', booleanOf(boxed)),
  Number: (walk, boxed) => writeBoxed(walk, 'Number', numberOf(boxed)),
  String: (walk, boxed) => writeBoxed(walk, 'String', stringOf(boxed)),
  BigInt: (walk, boxed) => writeBoxed(walk, 'BigInt', bigintOf(boxed)),
  Host: writeHost,
  Unknown: writeUnknown,
};

function openEntries(walk: Walk, entries: Entries): boolean {
  walk.count(entries.length);
  return walk.open(frameKind.entries, entries, undefined, entries.length, 0);
}

/** Milliseconds as seconds if that is exact, as all dates of this epoch are. */
function writeDate({ writer }: Walk, time: number): boolean {
  const seconds = time / 1000;
  if (time !== time || round(seconds * 1000) === time) {
    writer.head(major.tag, tag.seconds);
    writer.number(seconds);
    return false;
  }
  const whole = floor(seconds);
  writer.head(major.tag, tag.time);
  writer.head(major.map, 2);
  writer.number(1);
  writer.number(whole);
  writer.number(-3);
  writer.number(time - whole * 1000);
  return false;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 2 ** 53 && floor(value) === value;
}

// One getter for each: the property `flags` would ask the properties of the object.
const flagNames = {
  d: 'hasIndices',
  g: 'global',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  u: 'unicode',
  v: 'unicodeSets',
  y: 'sticky',
};
const flagGetters = Object.entries(flagNames).map(
  ([flag, name]) => [flag, getterOf<boolean>(RegExp.prototype, name)] as const,
);

function flagsOf(regexp: RegExp): string {
  let flags = '';
  for (let i = 0; i < flagGetters.length; i++)
    if (flagGetters[i][1]?.(regexp)) flags += flagGetters[i][0];
  return flags;
}

/** Returns where the array's head stands. */
function openGeneric(walk: Walk, name: string, count: number): number {
  const head = walk.writer.length + 2;
  walk.generic(name, count);
  return head;
}

function openError(walk: Walk, record: ErrorRecord, words: number, head: number): boolean {
  const open: OpenError = { record, words, partsAt: 0, ownAt: 0, parts: 0 };
  return walk.open(frameKind.error, open, undefined, 1, head);
}

function writeBoxed(walk: Walk, name: string, value: unknown): boolean {
  walk.generic(name, 2);
  return walk.value(value);
}

function writeEntry(walk: Walk, object: object, kind: CapabilityKind, entry: unknown): boolean {
  const { table } = walk.settings;
  if (!table) return refuse(walk, object);
  walk.generic(kind, 2);
  walk.writer.number(table.length);
  table[table.length] = entry;
  return false;
}

function writeHost(walk: Walk, object: object): boolean {
  const { beside, mustTransfer } = walk.settings;
  if (beside === false) return refuse(walk, object);
  if (mustTransfer && !setHas(walk.transferred, object) && !isCloneable(object))
    throw walk.failure(`is of type ${typeName(object)}, which is sent only if it is transferred`);
  return writeEntry(walk, object, 'Host', object);
}

function isCloneable(object: object): boolean {
  try {
    platformClone(object);
    return true;
  } catch {
    return false;
  }
}

/** A built-in object of an unknown kind: the platform is asked what it makes of it. */
function writeUnknown(walk: Walk, object: object): boolean {
  let clone: object;
  try {
    clone = platformClone(object);
  } catch {
    return refuse(walk, object);
  }
  const isOrdinary = isArray(clone) || getPrototypeOf(clone) === objectPrototype;
  return isOrdinary ? walk.plain(object) : writeHost(walk, object);
}

function refuse(walk: Walk, object: object): never {
  throw walk.failure(`is of type ${typeName(object)}, which cannot be sent`);
}
