import { decode, decodeSequence } from './decode.js';
import { encode, encodeInto } from './encode.js';
import { Decoder, Encoder } from './streams.js';
import { clone } from './structured_clone.js';

export { CodecError, UncloneableError, type CodecErrorCode, type LimitCode } from './errors.js';
export type { CapabilityKind } from './format.js';
export type { CodecLimits } from './limits.js';
export type { Capability, DecodeOptions, EncodeOptions } from './options.js';
export type { StructuredCloneOptions } from './structured_clone.js';

/** The message format by itself: values to bytes and back (docs/wire_format.md). */
export const codec = {
  encode,
  encodeInto,
  decode,
  decodeSequence,
  Encoder,
  Decoder,
  structuredClone: clone,
};
