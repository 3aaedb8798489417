// What stands for a thrown value that cannot be sent.

import { decode } from './codec/decode.js';
import { encode } from './codec/encode.js';

/** An error that says so, with what can be read of the name, message and stack of `thrown`. */
export function standIn(thrown: unknown, reason: unknown): Error {
  const { name, message, stack } = partsOf(thrown);
  const what = message ?? describe(thrown);
  const error = new Error(`${what} (what was thrown cannot be sent: ${describe(reason)})`);
  define(error, 'name', name);
  define(error, 'stack', stack);
  return error;
}

type Parts = Partial<Record<'name' | 'message' | 'stack', string>>;

function partsOf(thrown: unknown): Parts {
  const parts: Parts = {};
  if (typeof thrown !== 'object' || thrown === null) return parts;
  for (const part of ['name', 'message', 'stack'] as const) {
    try {
      const value = (thrown as Parts)[part];
      if (typeof value === 'string') parts[part] = value;
    } catch {
      // a getter that throws has nothing to tell
    }
  }
  return parts;
}

function define(error: Error, property: 'name' | 'stack', value: string | undefined): void {
  if (value === undefined) return;
  Object.defineProperty(error, property, { value, writable: true, configurable: true });
}

/** What a value is called in a message, whatever it is. */
export function describe(value: unknown): string {
  try {
    return value instanceof Error ? value.message : String(value);
  } catch {
    return 'a value that no text says';
  }
}

/** Anything that was thrown, as bytes: for control messages. */
export function encodeThrown(thrown: unknown): Uint8Array {
  try {
    return encode(thrown);
  } catch (reason) {
    return encode(standIn(thrown, reason));
  }
}

/** The inverse of `encodeThrown`. */
export function decodeThrown(bytes: Uint8Array): unknown {
  return decode(bytes);
}
