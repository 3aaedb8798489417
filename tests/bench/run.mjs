// Measures weft and its peers, side by side:  node run.mjs [--native DIR] [--wasm DIR] [--web DIR] [--out DIR] [SUITE…]
//
// Each suite measures in rounds. Inside a round every contender has one turn, so that what disturbs
// the machine disturbs all of them; the first round warms up and is thrown away; figures are medians
// of the others. Ratios are reported with their goals and never fail a run. A run fails (exit code 1)
// if something of weft could not be measured, or if a program found its own answer wrong.
//
// The folders are the builds of the presets bench and wasm, web/dist, and where the report goes
// (build/bench), if nothing else is said.
//
// Prints a table, and writes results.json (every sample) and report.html (the same as bar charts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { describeMachine } from './machine.mjs';
import { reportPage } from './page.mjs';
import { kernelNative, kernelWasm, index, switchNative, switchWasm } from './programs.mjs';
import { Progress } from './progress.mjs';
import { measurePrograms } from './rounds.mjs';
import { measureSizes } from './sizes.mjs';
import { table } from './table.mjs';
import { measureWebCalls } from './web_calls.mjs';

const roundCount = 5;

const suites = {
  switch_wasm: {
    title: 'A round trip into a fiber and back, WebAssembly in Node',
    measure: measurePrograms(switchWasm),
  },
  switch_native: {
    title: 'A switch between two fibers, native',
    measure: measurePrograms(switchNative),
  },
  index: { title: 'Indexing text with actors (the concordance)', measure: measurePrograms(index) },
  web_calls: {
    title: 'Calls from a page to C++ in a SharedWorker, Chromium',
    measure: measureWebCalls,
  },
  sizes: { title: 'What a page has to fetch, compressed with gzip', measure: measureSizes },
  kernel: { title: 'Fibers, channels and actors, native', measure: measurePrograms(kernelNative) },
  kernel_wasm: {
    title: 'Fibers, channels and actors, WebAssembly in Node',
    measure: measurePrograms(kernelWasm),
  },
};

const root = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { values: folders, positionals } = readArguments();
const names = positionals.length > 0 ? positionals : Object.keys(suites);
const unknown = names.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark '${unknown[0]}'; there are: ${Object.keys(suites).join(' ')}`,
  );
  process.exit(2);
}

const report = {
  date: new Date().toISOString(),
  machine: describeMachine(),
  rounds: roundCount,
  suites: [],
  skipped: [],
  failed: [],
};
const progress = new Progress(names.length);
for (const name of names) {
  progress.suite(name);
  const skip = (what) => report.skipped.push(`${name}: ${what}`);
  const fail = (error) => report.failed.push(`${name}: ${error.message}`);
  const { title, measure } = suites[name];
  try {
    report.suites.push({
      name,
      title,
      rows: await measure({ folders, roundCount, progress, skip, fail }),
    });
  } catch (error) {
    fail(error);
  }
}
progress.done();

mkdirSync(folders.out, { recursive: true });
writeFileSync(join(folders.out, 'results.json'), JSON.stringify(report, null, 2));
writeFileSync(join(folders.out, 'report.html'), reportPage(report));
console.log(table(report));
console.log(
  `\nEvery sample: ${join(folders.out, 'results.json')}\nCharts: ${join(folders.out, 'report.html')}`,
);
process.exitCode = report.failed.length > 0 ? 1 : 0;

function readArguments() {
  const folder = (path) => ({ type: 'string', default: root(path) });
  try {
    return parseArgs({
      options: {
        native: folder('build/bench'),
        wasm: folder('build/wasm'),
        web: folder('web/dist'),
        out: folder('build/bench'),
      },
      allowPositionals: true,
    });
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
