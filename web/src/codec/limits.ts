/**
 * Bounds of one message, the same for both directions and the same as in C++ (docs/wire_format.md,
 * "Limits").
 */
export interface CodecLimits {
  /** Containers open inside one another. Default 65,536. */
  maxDepth?: number;
  /** The item itself, each element, each member, each key and value of a Map. Default 16,777,216. */
  maxItems?: number;
  /** Bytes of one item, with its buffers in the side table. Default 268,435,456. */
  maxBytes?: number;
}

export const defaultLimits: Required<CodecLimits> = {
  maxDepth: 1 << 16,
  maxItems: 1 << 24,
  maxBytes: 1 << 28,
};

export const noLimits: Required<CodecLimits> = {
  maxDepth: Infinity,
  maxItems: Infinity,
  maxBytes: Infinity,
};
