const longest = 2 ** 31 - 1; // setTimeout takes anything longer, Infinity too, for zero

/** `setTimeout` for any number of milliseconds; none is longer than 24 days. */
export function after(milliseconds: number, action: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(action, Math.min(milliseconds, longest));
}
