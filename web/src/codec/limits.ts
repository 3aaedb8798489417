/**
 * Bounds of one message, the same for both directions and the same as in C++ (docs/wire_format.md,
 * "Limits").
 */
export interface CodecLimits {
  /** Arrays and objects open inside one another. Default 65,536. */
  maxDepth?: number;
  /** The item itself, each element of an array, each member of an object. Default 16,777,216. */
  maxItems?: number;
  /** Bytes of one item. Default 268,435,456. */
  maxBytes?: number;
}

export const defaultLimits: Required<CodecLimits> = {
  maxDepth: 1 << 16,
  maxItems: 1 << 24,
  maxBytes: 1 << 28,
};
