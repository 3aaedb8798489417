// A row of the report, and what its figures say:
//
//   { what, unit, better: 'less' | 'more', weft: Sample, peer?: { name, sample: Sample }, goal? }
//
// with a goal of { speed: n } (at least n times as fast as the peer), { cost: n } (at most n times
// what the peer takes) or { most: n } (at most n units).

/** The median of some values, and how far they spread. */
export function sampleOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0], max: sorted.at(-1), values };
}

/** The value below which a share of the sorted `values` lies. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** How many times as fast as its peer weft is. */
export function speed({ better, weft, peer }) {
  const [more, less] = better === 'more' ? [weft, peer.sample] : [peer.sample, weft];
  return more.median / less.median;
}

/** Whether the goal of a row is reached; undefined if it has none, or its peer is missing. */
export function reached(row) {
  const { goal, peer, weft } = row;
  if (goal?.most !== undefined) return weft.median <= goal.most;
  if (!goal || !peer) return undefined;
  return goal.speed !== undefined ? speed(row) >= goal.speed : 1 / speed(row) <= goal.cost;
}

export function ratioText(row) {
  if (!row.peer) return '';
  return row.goal?.cost !== undefined
    ? `${digits(1 / speed(row))}x the time`
    : `${digits(speed(row))}x as fast`;
}

export function goalText({ goal, unit }) {
  if (!goal) return '';
  if (goal.most !== undefined) return `at most ${figure(goal.most, unit)}`;
  return goal.cost !== undefined
    ? `at most ${goal.cost}x the time`
    : `at least ${goal.speed}x as fast`;
}

export function figure(value, unit) {
  return `${digits(value)} ${unit}`;
}

/** Three significant digits, and thousands told apart. */
function digits(value) {
  return value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)));
}
