// A clock for what takes microseconds.

/**
 * Microseconds since the page, or the program, began. The clock of a page that is not cross-origin isolated moves in
 * steps of 100 us, too coarse for one call; isolated, the page and its shared workers would live in
 * different processes, which is not how pages use them. Chromium has this one besides.
 */
export const fineClock = globalThis.chrome?.csi
  ? () => chrome.csi().pageT * 1000
  : () => performance.now() * 1000;

/** What reading the clock twice takes, in microseconds. */
export function fineClockCost() {
  const costs = Array.from({ length: 1001 }, () => -fineClock() + fineClock());
  return costs.sort((a, b) => a - b)[500];
}
