// A row of the report, and what its figures say:
//
//   { what, unit, better: 'less' | 'more', weft: Sample, peers: [{ name, yardstick?, sample }],
//     goals: [goal], rounds? }
//
// with `rounds` where they are fewer than elsewhere. The rival of a row is the best of its peers. A yardstick
// is no rival: it shows how much room there is, as a bare switch without a scheduler does. A goal is one of
//
//   { most: n }               at most n units
//   { least: n }              at least n units
//   { speed: n, than: NAME }   at least n times as fast as that peer, or as small
//   { cost: n, than: NAME }    at most n times what that peer takes
//
// where a goal without `than` speaks of the rival.

/** The median of some values, and how far they spread. */
export function sampleOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0], max: sorted.at(-1), values };
}

/** The value below which a share of the sorted `values` lies. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The peers of a row, the best one first. */
export function ranked({ better, peers }) {
  const sign = better === 'more' ? -1 : 1;
  return [...peers].sort((a, b) => sign * (a.sample.median - b.sample.median));
}

/** Undefined when only yardsticks were there to compare with. */
export function rivalOf(row) {
  return ranked(row).find(({ yardstick }) => !yardstick);
}

/** How many times as fast as `peer` weft is. */
function speed({ better, weft }, peer) {
  const [more, less] = better === 'more' ? [weft, peer.sample] : [peer.sample, weft];
  return more.median / less.median;
}

/**
 * The goals of a row: { text, reached, limit }, where `limit` is the figure that weft must not pass, or must pass
 * if more is better. `reached` and `limit` are undefined when the peer that the goal speaks of is missing.
 */
export function judged(row) {
  return row.goals.map((goal) => judgement(row, goal));
}

function judgement(row, goal) {
  const { most, least: enough } = goal;
  if (most !== undefined) return inUnits('at most', most, row, row.weft.median <= most);
  if (enough !== undefined) return inUnits('at least', enough, row, row.weft.median >= enough);
  const peer = goal.than ? row.peers.find(({ name }) => name === goal.than) : rivalOf(row);
  const name = peer?.name ?? goal.than ?? 'the best peer';
  const least = goal.speed ?? 1 / goal.cost;
  const text = goal.cost ? `at most ${goal.cost}x ${name}` : aheadText(goal.speed, name);
  if (!peer) return { text };
  const median = peer.sample.median;
  const limit = row.better === 'more' ? median * least : median / least;
  return { text, reached: speed(row, peer) >= least, limit };
}

function inUnits(how, limit, { unit }, reached) {
  return { text: `${how} ${figure(limit, unit)}`, reached, limit };
}

function aheadText(speed, name) {
  return speed === 1 ? `ahead of ${name}` : `at least ${speed}x ahead of ${name}`;
}

/** Whether all the goals are reached that could be judged; undefined if there are none. */
export function reached(row) {
  const verdicts = judged(row).flatMap(({ reached }) => reached ?? []);
  return verdicts.length > 0 ? verdicts.every(Boolean) : undefined;
}

/** How weft does beside its rival, or else beside the best yardstick. */
export function ratioText(row) {
  const peer = rivalOf(row) ?? ranked(row)[0];
  if (!peer) return '';
  const ratio = speed(row, peer);
  if (peer.yardstick) return `${digits(1 / ratio)}x ${peer.name}`;
  return ratio >= 1
    ? `${digits(ratio)}x ahead of ${peer.name}`
    : `${digits(1 / ratio)}x behind ${peer.name}`;
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
