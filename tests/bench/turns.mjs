// What is measured by functions that take turns, and the rows made of it; rounds.mjs does the same with programs.
import { sampleOf } from './samples.mjs';

/**
 * Has each round measured by `measureRound(keep)`, which says `keep(what, contender, value)`. Gives the values by
 * `what` and by contender; those of the first round, which warms up, are thrown away.
 */
export async function inRounds(step, { roundCount, progress }, measureRound) {
  const values = {};
  for (let round = 0; round <= roundCount; ++round) {
    progress.step(step, round + 1, roundCount + 1);
    await measureRound((what, contender, value) => {
      if (round > 0) ((values[what] ??= {})[contender] ??= []).push(value);
    });
  }
  return values;
}

/** The row of one contender of ours; `peers` are { name, yardstick? } by contender. */
export function rowBeside(peers, row, values, contender = 'weft') {
  return {
    goals: [],
    ...row,
    weft: sampleOf(values[contender]),
    peers: Object.entries(peers)
      .filter(([peer]) => values[peer])
      .map(([peer, { name, yardstick }]) => ({ name, yardstick, sample: sampleOf(values[peer]) })),
  };
}
