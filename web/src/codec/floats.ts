// Half-precision floats: the bits of a number that a half holds exactly, and back. (IEEE 754
// binary16; RFC 8949, 3.3)

const scratch = new DataView(new ArrayBuffer(4));

/**
 * The 16 bits of `value`, or -1 if a half cannot hold it exactly. `value` is exact in 32 bits and
 * not NaN.
 */
export function halfBits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const biased = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (biased === 0xff) return sign | 0x7c00;
  if (biased === 0) return fraction === 0 ? sign : -1;

  const exponent = biased - 127;
  if (exponent > 15 || exponent < -24) return -1;
  const subnormal = exponent < -14;
  const dropped = subnormal ? -1 - exponent : 13; // low bits that a half has no room for
  const significand = subnormal ? fraction | 0x800000 : fraction;
  if (significand & ((1 << dropped) - 1)) return -1;
  return sign | (subnormal ? 0 : (exponent + 15) << 10) | (significand >>> dropped);
}

/** The number that 16 bits of a half stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
