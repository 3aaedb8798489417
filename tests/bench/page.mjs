// The report as one self-contained page. Bars are as wide as a share of the page, so that they fit
// any screen; text is HTML beside them, so that it stays readable on a small one.
import { readFileSync } from 'node:fs';

import { figure, goalText, ratioText, reached } from './samples.mjs';

const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');

export function reportPage(report) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>weft: benchmarks</title>
<link rel="icon" href="data:,">
<style>
${style}</style>
<main>
<header>
<h1>weft, beside its peers</h1>
<p>${summary(report)}</p>
<p class="legend"><span class="weft">weft</span><span class="peer">peer</span><span class="goal">goal</span></p>
</header>
${report.suites.map(section).join('\n')}
${list('Skipped', report.skipped)}
${list('Failed', report.failed)}
${footer(report)}
</main>
</html>
`;
}

function summary({ suites }) {
  const verdicts = suites
    .flatMap(({ rows }) => rows.map(reached))
    .filter((verdict) => verdict !== undefined);
  const good = verdicts.filter(Boolean).length;
  return `${good} of ${verdicts.length} goals reached. In each pair of bars the same work is measured in the same run.`;
}

function section({ title, rows }) {
  return `<section>\n<h2>${escaped(title)}</h2>\n${rows.map(figureOf).join('\n')}\n</section>`;
}

/** Bars where there is something to compare with; else the number says it all. */
function figureOf(row) {
  return row.peer || row.goal ? chart(row) : plain(row);
}

function plain({ what, unit, weft: { median, min, max } }) {
  const spread =
    max > min ? `<span class="quiet">${figure(min, unit)} – ${figure(max, unit)}</span>` : '';
  return `<figure class="plain"><figcaption><strong>${escaped(what)}</strong>${spread}<span class="value">${figure(median, unit)}</span></figcaption></figure>`;
}

function chart(row) {
  const { what, unit, better, weft, peer } = row;
  const verdict = reached(row);
  const goal = goalValue(row);
  const widest = Math.max(weft.max, peer?.sample.max ?? 0, goal ?? 0);
  const share = (value) => (100 * value) / widest;
  const badge =
    verdict === undefined
      ? ''
      : `<span class="verdict ${verdict ? 'yes' : 'no'}">${verdict ? 'reached' : 'missed'}</span>`;
  const remarks = [ratioText(row), goalText(row) && `goal: ${goalText(row)}`]
    .filter(Boolean)
    .join(' · ');
  return `<figure>
<figcaption><strong>${escaped(what)}</strong> <span class="quiet">${better} is better</span>${badge}</figcaption>
${bar('weft', 'weft', weft, unit, share, goal)}
${peer ? bar('peer', peer.name, peer.sample, unit, share) : ''}
${remarks && `<p class="quiet">${remarks}</p>`}
</figure>`;
}

/** Where the bar of weft may end at most, or must end at least, to reach the goal. */
function goalValue({ goal, better, peer }) {
  if (goal?.most !== undefined) return goal.most;
  if (!goal || !peer) return undefined;
  const speed = goal.speed ?? 1 / goal.cost;
  return better === 'more' ? peer.sample.median * speed : peer.sample.median / speed;
}

/** One bar as long as the median, a thin line from the least to the most, and a mark at the goal. */
function bar(kind, name, { median, min, max }, unit, share, goal) {
  const spread =
    max > min
      ? `<line class="spread" x1="${share(min)}%" x2="${share(max)}%" y1="11" y2="11"/>`
      : '';
  const mark =
    goal === undefined
      ? ''
      : `<line class="goal" x1="${share(goal)}%" x2="${share(goal)}%" y1="0" y2="22"/>`;
  return `<div class="line ${kind}">
<span class="name">${escaped(name)}</span>
<svg height="22" role="img" aria-label="${escaped(`${name}: ${figure(median, unit)}`)}">
<rect width="${share(median)}%" y="3" height="16" rx="3"/>${spread}${mark}</svg>
<span class="value">${figure(median, unit)}</span>
</div>`;
}

function list(title, texts) {
  if (texts.length === 0) return '';
  return `<h2>${title}</h2>\n<ul>${texts.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`;
}

function footer({ date, machine, rounds }) {
  const { processors, memory, system, node, load } = machine;
  return `<footer>
<p>Medians of ${rounds} rounds after one to warm up; inside a round every contender has one turn. The thin line in a bar goes from
the least to the most that was measured.</p>
<p>${escaped([date.slice(0, 16).replace('T', ' ') + ' UTC', processors, memory, system, `Node ${node}`, `load ${load.join(' ')}`].join(' · '))}</p>
</footer>`;
}

function escaped(text) {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign],
  );
}
