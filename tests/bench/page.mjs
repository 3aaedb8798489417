// The report as one self-contained page.
import { readFileSync } from 'node:fs';

import { figureOf } from './chart.mjs';
import { escaped } from './html.mjs';
import { reached } from './samples.mjs';

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
<p class="legend"><span class="weft">weft</span><span class="peer">peer</span><span class="yardstick">yardstick, no rival</span><span class="goal">goal</span></p>
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
  const same = 'In each row the same work is measured in the same run.';
  if (verdicts.length === 0) return same;
  const good = verdicts.filter(Boolean).length;
  return `${good} of ${verdicts.length} rows with goals reach all of them. ${same}`;
}

function section({ title, rows }) {
  return `<section>\n<h2>${escaped(title)}</h2>\n${rows.map(figureOf).join('\n')}\n</section>`;
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
