// A row as a bar chart: weft, then its peers, the best one first. Bars are as wide as a share of the page, so that they
// fit any screen; text is HTML beside them, so that it stays readable on a small one.
import { escaped } from './html.mjs';
import { figure, judged, ranked, ratioText, reached } from './samples.mjs';

/** Bars where there is something to compare with; else the number says it all. */
export function figureOf(row) {
  return row.peers.length > 0 || row.goals.length > 0 ? chart(row) : plain(row);
}

function plain({ what, unit, weft: { median, min, max } }) {
  const spread =
    max > min ? `<span class="quiet">${figure(min, unit)} – ${figure(max, unit)}</span>` : '';
  return `<figure class="plain"><figcaption><strong>${escaped(what)}</strong>${spread}<span class="value">${figure(median, unit)}</span></figcaption></figure>`;
}

function chart(row) {
  const { what, unit, better, weft } = row;
  const goals = judged(row);
  const limits = goals.flatMap(({ limit }) => limit ?? []);
  const scale = scaleOf(row, limits);
  const bars = [
    bar('weft', 'weft', weft, unit, scale, limits),
    ...ranked(row).map(({ name, yardstick, sample }) =>
      bar(yardstick ? 'yardstick' : 'peer', name, sample, unit, scale),
    ),
  ];
  const texts = [ratioText(row), row.rounds && `median of ${row.rounds} rounds`].filter(Boolean);
  const remarks = [...texts.map((text) => remark(text)), ...goals.map(goalRemark)];
  return `<figure>
<figcaption><strong>${escaped(what)}</strong> <span class="quiet">${better} is better</span>${badge(reached(row))}</figcaption>
${bars.join('\n')}
<p class="quiet remarks">${remarks.join(' ')}</p>
</figure>`;
}

function remark(text, kind = '') {
  return `<span class="${kind}">${escaped(text)}</span>`;
}

const signs = { yes: '✓', no: '✗', '': '?' };
function goalRemark({ text, reached }) {
  const kind = verdictOf(reached);
  return remark(`${signs[kind]} ${text}`, kind);
}

/** Empty when there is none. */
function verdictOf(reached) {
  return { true: 'yes', false: 'no' }[reached] ?? '';
}

function badge(reached) {
  const kind = verdictOf(reached);
  return kind && `<span class="verdict ${kind}">${reached ? 'reached' : 'missed'}</span>`;
}

/**
 * How wide, in percent, a value is. So that what matters stays visible, a bar that is many times as long as
 * the others that matter (weft's, its best peer's, the goal's) is cut off.
 */
function scaleOf(row, limits) {
  const { weft, peers } = row;
  const best = ranked(row)[0]?.sample.median ?? 0;
  const matters = Math.max(weft.max, best, ...limits);
  const longest = Math.max(matters, ...peers.map(({ sample }) => sample.max));
  const widest = Math.min(longest, cutFrom * matters);
  return (value) => (100 * value) / widest;
}
const cutFrom = 6;

/** One bar as long as the median, a thin line from the least to the most, and marks at the limits. */
function bar(kind, name, { median, min, max }, unit, scale, limits = []) {
  const isCut = scale(median) > 100;
  const end = Math.min(100, scale(max));
  const spread = max > min && !isCut ? stroke('spread', scale(min), end, 11, 11) : '';
  const goals = limits.map((limit) => stroke('goal', scale(limit), scale(limit), 0, 22)).join('');
  return `<div class="line ${kind}${isCut ? ' cut' : ''}">
<span class="name">${escaped(name)}</span>
<svg height="22" role="img" aria-label="${escaped(`${name}: ${figure(median, unit)}`)}">
<rect width="${Math.min(100, scale(median))}%" y="3" height="16" rx="3"/>${spread}${goals}</svg>
<span class="value">${figure(median, unit)}</span>
</div>`;
}

function stroke(kind, x1, x2, y1, y2) {
  return `<line class="${kind}" x1="${x1}%" x2="${x2}%" y1="${y1}" y2="${y2}"/>`;
}
