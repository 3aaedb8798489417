// Floats as they stand in bytes, big-endian, and halves, which JavaScript does not know: the bits of a
// number that a half holds exactly, and back. (IEEE 754 binary16; RFC 8949, 3.3)

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);
const upper = new Uint8Array(Uint16Array.of(1).buffer)[0]; // 1 on little-endian machines

/** Leaves the bits of a number to `upperWord` and `lowerWord`. */
export function splitDouble(value: number): void {
  double[0] = value;
}
export const upperWord = () => doubleWords[upper];
export const lowerWord = () => doubleWords[1 - upper];

/** The number that has these bits. */
export function doubleOf(upperBits: number, lowerBits: number): number {
  doubleWords[upper] = upperBits;
  doubleWords[1 - upper] = lowerBits;
  return double[0];
}

/** The number whose 32 bits these are. */
export function singleValue(bits: number): number {
  singleBits[0] = bits;
  return single[0];
}

/** The 32 bits of a number that is exact in so many. */
export function singleBitsOf(value: number): number {
  single[0] = value;
  return singleBits[0];
}

/** The 16 bits of a half that equals the float of these 32, or -1 if there is none. It is not NaN. */
export function halfBits(bits: number): number {
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
  const sign = (bits & 0x8000) << 16;
  const exponent = bits & 0x7c00;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign ? -1 : 1) * fraction * 2 ** -24;
  if (exponent === 0x7c00) return singleValue(sign | 0x7f800000 | fraction);
  return singleValue(sign | ((exponent << 13) + 0x38000000) | (fraction << 13));
}
