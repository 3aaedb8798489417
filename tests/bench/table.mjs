// The report as text.
import { figure, judged, ratioText, rivalOf } from './samples.mjs';

const head = ['', 'weft', 'best peer', '', 'goals'];
const verdictOf = new Map([
  [true, 'yes'],
  [false, 'NO'],
  [undefined, '?'],
]);

export function table({ suites, skipped, failed }) {
  const sections = suites.map(({ title, rows }) => ({ title, lines: rows.map(cells) }));
  const widths = head.map((_, column) =>
    Math.max(
      ...[head, ...sections.flatMap(({ lines }) => lines)].map((line) => line[column].length),
    ),
  );
  const layOut = (line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return [
    layOut(head),
    ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map(layOut)]),
    '',
    ...skipped.map((what) => `Skipped: ${what}`),
    ...failed.map((what) => `FAILED: ${what}`),
  ].join('\n');
}

function cells(row) {
  const best = rivalOf(row);
  return [
    `  ${row.what}`,
    figure(row.weft.median, row.unit),
    best ? `${figure(best.sample.median, row.unit)} (${best.name})` : '',
    ratioText(row),
    judged(row)
      .map(({ text, reached }) => `${verdictOf.get(reached)}: ${text}`)
      .join('; '),
  ];
}
