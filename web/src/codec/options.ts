import type { CapabilityKind } from './format.js';
import { type CodecLimits, defaultLimits } from './limits.js';

/** What stands in the side table for an object that cannot become bytes. */
export interface Capability {
  kind: CapabilityKind;
  /** Goes into the table; of the same object, the same each time. */
  entry: unknown;
}

export interface EncodeOptions extends CodecLimits {
  /**
   * `extended` (default) keeps what the platform's clone loses and refuses with an UncloneableError;
   * `html` does what `structuredClone` does and refuses with a DataCloneError.
   */
  profile?: 'extended' | 'html';
  /** Whether errors keep their `stack`. Default true; transports to other machines say false. */
  stacks?: boolean;
  /**
   * The side table: what travels beside the bytes is appended to it, and taken off again should
   * encoding fail. Host objects, capabilities and large buffers need one.
   */
  table?: unknown[];
  /** With a table: buffers of so many bytes go into it as they are, not copied. Default 65,536. */
  besideMin?: number;
  /**
   * Whether buffers and host objects may go into the table. Default true; a transport that hands over
   * nothing but bytes says false, and has capabilities only.
   */
  beside?: boolean;
  /**
   * What is moved rather than copied, as for `postMessage`; needs a table. Buffers are detached, and
   * the table has the new ones; everything else stands in the table as it is, for the transport to
   * transfer.
   */
  transfer?: readonly object[];
  /** Refuses what the platform hands over only if it is transferred, unless it is listed. */
  mustTransfer?: boolean;
  /** Asked about every object that is neither an array nor has a plain object's prototype. */
  capability?: (object: object) => Capability | undefined;
}

export interface DecodeOptions extends CodecLimits {
  /** The side table that came with the bytes. Its buffers become part of the message, uncopied. */
  table?: readonly unknown[];
  /** Makes the object for an entry of the table. By default the entry itself. */
  capability?: (kind: CapabilityKind, entry: unknown) => unknown;
  /**
   * Lets a typed array that has a buffer to itself be a view of the input instead of a copy: for
   * input that nobody changes or reuses afterwards.
   */
  borrow?: boolean;
}

export type EncodeSettings = EncodeOptions & Required<CodecLimits>;
export type DecodeSettings = DecodeOptions & Required<CodecLimits>;

/** The options with the limits that they leave open. */
export function settingsOf<O extends CodecLimits>(options?: O): O & Required<CodecLimits> {
  return (options ? { ...defaultLimits, ...options } : defaultLimits) as O & Required<CodecLimits>;
}
