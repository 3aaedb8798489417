// Finds where an item ends without building it, as far as the bytes have come. The decoder proper then
// gets it whole, so that its results and errors do not depend on how the bytes were split.

import { major } from './format.js';

/** How far an item was followed. */
export class Scan {
  /** From the item's start; may lie beyond what has come, in the middle of a string. */
  at = 0;
  /** Items that are awaited, the next one too. */
  pending = 1;
  /** The byte at `at` begins no item: what is wrong is for the decoder to say. */
  isWrong = false;
}

/**
 * Whether the item that starts at `start` can be decoded: its end has come, or so much that the
 * decoder will find the same mistake in it whatever follows.
 */
export function isDecidable(scan: Scan, bytes: Uint8Array, start: number, length: number): boolean {
  const end = length - start;
  while (scan.pending > 0 && scan.at < end && !scan.isWrong) {
    if (!readHead(scan, bytes, start, end)) return false;
  }
  // Lengths are believed if there is a byte for each awaited item.
  return scan.isWrong ? end >= scan.at + scan.pending : scan.pending === 0 && scan.at <= end;
}

/** Moves behind the next head, and the content of a string; false if the head has not come in full. */
function readHead(scan: Scan, bytes: Uint8Array, start: number, end: number): boolean {
  const initial = bytes[start + scan.at];
  const type = initial & 0xe0;
  const info = initial & 0x1f;
  if (info > 27) {
    scan.isWrong = true;
    return true;
  }
  const size = info < 24 ? 0 : 1 << (info - 24);
  if (scan.at + 1 + size > end) return false;
  let argument = info < 24 ? info : 0;
  for (let i = 1; i <= size; i++) argument = argument * 256 + bytes[start + scan.at + i];
  scan.at += 1 + size;
  scan.pending--;
  if (type === major.bytes || type === major.text) scan.at += argument;
  else if (type === major.array) scan.pending += argument;
  else if (type === major.map) scan.pending += 2 * argument;
  else if (type === major.tag) scan.pending++;
  return true;
}
