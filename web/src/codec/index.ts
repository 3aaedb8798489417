export * as codec from './functions.js';
export { CodecError, UncloneableError, type CodecErrorCode, type LimitCode } from './errors.js';
export type { CapabilityKind } from './format.js';
export type { CodecLimits } from './limits.js';
export type { Capability, DecodeOptions, EncodeOptions } from './options.js';
export type { StructuredCloneOptions } from './structured_clone.js';
