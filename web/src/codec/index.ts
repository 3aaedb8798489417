import { decode, decodeSequence } from './decode.js';
import { encode } from './encode.js';

export { CodecError, UncloneableError, type CodecErrorCode } from './errors.js';
export type { CodecLimits } from './limits.js';

/** The message format by itself: values to bytes and back (docs/wire_format.md). */
export const codec = { encode, decode, decodeSequence };
