/**
 * The message format by itself: values to bytes and back (docs/wire_format.md).
 *
 * @module
 */
export { decode, decodeSequence } from './decode.js';
export { encode, encodeInto } from './encode.js';
export { UncloneableError } from './errors.js';
export type { CapabilityKind } from './format.js';
export type { Capability, DecodeOptions, EncodeOptions } from './options.js';
export { Decoder, Encoder } from './streams.js';
export { clone as structuredClone, type StructuredCloneOptions } from './structured_clone.js';
