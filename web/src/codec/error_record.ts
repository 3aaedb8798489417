// What of an error travels, and the error that is made of it. docs/wire_format.md, "Errors".

import { errorParts } from './format.js';
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  keys,
  mapGet,
  mapSet,
  includes,
  isArray,
  platformClone,
  setPrototypeOf,
} from './intrinsics.js';
import type { EncodeOptions } from './options.js';

const typeNames = [
  ...['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError'],
  ...['URIError', 'AggregateError', 'SuppressedError'],
];
const aggregate = 7; // from here on the platform's clone makes them plain errors

const prototypes = new Map<string, object>(); // those that this engine has
const names = new Map<object, string>();
for (const name of typeNames) {
  const type = (globalThis as Record<string, any>)[name];
  if (!type) continue;
  mapSet(prototypes, name, type.prototype);
  mapSet(names, type.prototype, name);
}
const { Error: NativeError, DOMException: NativeDOMException } = globalThis;

/** The parts of an error, each with its members' names and values beside each other. */
export interface ErrorRecord {
  type: string;
  message: string | undefined;
  partNames: string[];
  partValues: unknown[];
  ownNames: string[];
  ownValues: unknown[];
}

/** Reads an error, each property once. What a getter of it throws passes. */
export function errorRecord(error: Error, { profile, stacks }: EncodeOptions): ErrorRecord {
  const html = profile === 'html';
  const name: unknown = error.name;
  const type = html ? platformType(name) : nearestType(error);
  const found: Record<string, unknown> = {
    __proto__: null,
    name: !html && typeof name === 'string' && name !== type ? name : undefined,
    stack: stacks === false ? undefined : stringOrNot(error.stack),
  };
  const record: ErrorRecord = {
    type,
    message: ownMessage(error),
    partNames: [],
    partValues: [],
    ownNames: [],
    ownValues: [],
  };
  const { partNames, partValues, ownNames, ownValues } = record;
  for (let i = 0; i < errorParts.length; i++) {
    const part = errorParts[i];
    const known = i < 2; // read above, and undefined if there is none
    if (!known && !hasPart(error, part, type, html)) continue;
    const value: unknown = known ? found[part] : error[part as 'cause'];
    if (known ? value === undefined : part === 'errors' && !isArray(value)) continue;
    partNames[partNames.length] = part;
    partValues[partValues.length] = value;
  }
  if (html) return record;
  const own = keys(error);
  for (let i = 0; i < own.length; i++) {
    if (own[i] === 'message' || own[i] === 'stack' || own[i] === 'name') continue;
    if (includes(partNames, own[i])) continue;
    ownNames[ownNames.length] = own[i];
    ownValues[ownValues.length] = error[own[i] as 'name'];
  }
  return record;
}

/** The record of a DOMException, whose name is an argument of its constructor. */
export function domExceptionRecord(error: DOMException, options: EncodeOptions): ErrorRecord {
  const record = errorRecord(error, options);
  record.type = error.name;
  record.message = error.message;
  if (record.partNames[0] === 'name') {
    record.partNames = tail(record.partNames);
    record.partValues = tail(record.partValues);
  }
  return record;
}

export function isErrorType(name: string): boolean {
  return includes(typeNames, name);
}

/** An error without its parts. In an engine that lacks the type, an Error of that name. */
export function makeError(type: string, message: string | undefined): Error {
  const error = new NativeError();
  const prototype = mapGet(prototypes, type) as object | undefined;
  delete error.stack; // the one of this call
  setPrototypeOf(error, prototype ?? NativeError.prototype);
  if (message !== undefined) definePart(error, 'message', message);
  if (!prototype) definePart(error, 'name', type);
  return error;
}

export function makeDOMException(message: string, name: string): Error {
  const error = new NativeDOMException(message, name);
  delete error.stack;
  return error;
}

/** As the language defines the properties of errors: not enumerable. */
export function definePart(error: object, name: string, value: unknown): void {
  defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
}

/** The nearest built-in type; of an error of another realm by what its prototypes are called. */
function nearestType(error: object): string {
  let foreign: string | undefined;
  for (let at: object | null = getPrototypeOf(error); at !== null; at = getPrototypeOf(at)) {
    const known = mapGet(names, at) as string | undefined;
    if (known) return known;
    const name: unknown = getOwnPropertyDescriptor(at, 'name')?.value;
    if (typeof name === 'string' && includes(typeNames, name)) foreign ??= name;
  }
  return foreign ?? 'Error';
}

function platformType(name: unknown): string {
  for (let i = 0; i < aggregate; i++) if (typeNames[i] === name) return typeNames[i];
  return 'Error';
}

function ownMessage(error: object): string | undefined {
  const found = getOwnPropertyDescriptor(error, 'message');
  return found && 'value' in found ? `${found.value}` : undefined;
}

function stringOrNot(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whether an error has what a type of error has beyond its name and stack. */
function hasPart(error: Error, part: string, type: string, html: boolean): boolean {
  if (!hasOwn(error, part)) return false;
  if (part === 'cause') return !html || platformKeepsCause();
  if (html) return false;
  return type === (part === 'errors' ? 'AggregateError' : 'SuppressedError');
}

let keepsCause: boolean | undefined;
function platformKeepsCause(): boolean {
  return (keepsCause ??= hasOwn(platformClone(new Error('', { cause: 0 })), 'cause'));
}

function tail<T>(list: T[]): T[] {
  const rest: T[] = [];
  for (let i = 1; i < list.length; i++) rest[i - 1] = list[i];
  return rest;
}
