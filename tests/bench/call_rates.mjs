// Calls per second, with one or more of them under way all the time.
import { rowBeside } from './turns.mjs';

const rateMilliseconds = 500;
const inFlightCounts = [1, 32, 1000];

/** The contenders take turns at each number of calls: `measureRate(contender, inFlight, milliseconds)`. */
export async function keepRates(contenders, measureRate, keep) {
  for (const inFlight of inFlightCounts)
    for (const contender of contenders)
      keep(inFlight, contender, await measureRate(contender, inFlight, rateMilliseconds));
}

/** A row for each number of calls; `goals` are by that number. */
export function rateRows(what, goals, peers, values, contender) {
  return inFlightCounts.map((inFlight) => {
    const row = {
      what: `${what}, ${inFlight.toLocaleString('en-US')} in flight`,
      unit: '/s',
      better: 'more',
      goals: goals[inFlight],
    };
    return rowBeside(peers, row, values[inFlight], contender);
  });
}
