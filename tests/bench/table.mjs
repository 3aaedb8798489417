// The report as text.
import { figure, goalText, ratioText, reached } from './samples.mjs';

const head = ['', 'weft', 'peer', 'ratio', 'goal', 'reached'];

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
  const { what, unit, weft, peer } = row;
  const verdict = { true: 'yes', false: 'no' }[reached(row)] ?? '';
  return [
    `  ${what}`,
    figure(weft.median, unit),
    peer ? `${figure(peer.sample.median, unit)} (${peer.name})` : '',
    ratioText(row),
    goalText(row),
    verdict,
  ];
}
