// Measures weft and its peers, side by side:
//   node run.mjs [--rounds N] [--only GROUP]… [--native DIR] [--wasm DIR] [--web DIR] [--out DIR] [SUITE…]
//
// Each suite measures in rounds. Inside a round every contender has one turn, so that what disturbs
// the machine disturbs all of them; the first round warms up and is thrown away; figures are medians
// of the others. Goals are reported and never fail a run. A run fails (exit code 1) if something of weft
// could not be measured, or if one of its programs found its own answer wrong. docs/bench.md has the rest.
//
// --only keeps the groups of that name, such as the workload `yield` of `kernel`. The folders are the builds
// of the presets bench and wasm, web/dist, and where the report goes (build/bench), if nothing else is said.
//
// Prints a table, and writes results.json (every sample) and report.html (the same as bar charts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { actorsNative, actorsWasm } from './actors.mjs';
import { readArguments } from './arguments.mjs';
import { measureCodec } from './codec.mjs';
import { measureCrossing } from './crossing.mjs';
import { kernelNative, kernelWasm } from './kernel.mjs';
import { describeMachine } from './machine.mjs';
import { measureNodeCalls } from './node_calls.mjs';
import { reportPage } from './page.mjs';
import { codecNative, index, pools, switchNative, switchWasm } from './programs.mjs';
import { Progress } from './progress.mjs';
import { measurePrograms } from './rounds.mjs';
import { savina } from './savina.mjs';
import { measureSizes } from './sizes.mjs';
import { table } from './table.mjs';
import { measureWebActors } from './web_actors.mjs';
import { measureWebCalls } from './web_calls.mjs';
import { measureWebJsCalls } from './web_js_calls.mjs';
import { measureNodeWork, measureWebWork } from './work.mjs';

const suites = {
  switch_wasm: {
    title: 'A round trip into a fiber and back, WebAssembly in Node',
    groups: switchWasm,
  },
  switch_native: {
    title: 'A switch between two fibers, native',
    groups: switchNative,
  },
  index: { title: 'Indexing text with actors (the concordance)', groups: index },
  web_calls: {
    title: 'Calls from a page to C++ in a SharedWorker, Chromium',
    measure: measureWebCalls,
  },
  web_js_calls: {
    title: 'Calls from a page to JavaScript in a SharedWorker, Chromium',
    measure: measureWebJsCalls,
  },
  web_actors: {
    title: 'Asks of a page to actors in SharedWorkers, Chromium',
    measure: measureWebActors,
  },
  web_work: {
    title: 'What a SharedWorker is given by a page, Chromium',
    measure: measureWebWork,
  },
  node_calls: { title: 'Calls to one thread, in Node', measure: measureNodeCalls },
  node_work: { title: 'What a thread is given, in Node', measure: measureNodeWork },
  codec: { title: 'Messages to bytes and back, in Node', measure: measureCodec },
  codec_native: { title: 'Messages to bytes and back, in C++', groups: codecNative },
  crossing: {
    title: 'Values from JavaScript to C++ in WebAssembly and back, in Node',
    measure: measureCrossing,
  },
  sizes: { title: 'What a page has to fetch, compressed with gzip', measure: measureSizes },
  kernel: { title: 'Fibers and channels, native', groups: kernelNative },
  kernel_wasm: { title: 'Fibers and channels, WebAssembly in Node', groups: kernelWasm },
  actors: { title: 'Actors, native', groups: actorsNative },
  actors_wasm: { title: 'Actors, WebAssembly in Node', groups: actorsWasm },
  pools: { title: 'Pools of jobs, native and WebAssembly in Node', groups: pools },
  savina: { title: 'The Savina suite', groups: savina },
};

const { names, only, roundCount, folders } = readArguments(Object.keys(suites));
const report = {
  date: new Date().toISOString(),
  machine: describeMachine(),
  rounds: roundCount,
  suites: [],
  skipped: [],
  failed: [],
};
const progress = new Progress(names.length);
const begun = performance.now();
const skip = (what) => {
  if (!report.skipped.includes(what)) report.skipped.push(what);
};
for (const name of only ? names.filter((name) => suites[name].groups) : names) {
  progress.suite(name);
  const fail = (error) => report.failed.push(`${name}: ${error.message}`);
  const { title, groups, measure = measurePrograms(groups) } = suites[name];
  try {
    const rows = await measure({ folders, only, roundCount, progress, skip, fail });
    if (rows.length > 0) report.suites.push({ name, title, rows });
  } catch (error) {
    fail(error);
  }
}
progress.done();
report.minutes = (performance.now() - begun) / 60_000;

mkdirSync(folders.out, { recursive: true });
writeFileSync(join(folders.out, 'results.json'), JSON.stringify(report, null, 2));
writeFileSync(join(folders.out, 'report.html'), reportPage(report));
console.log(table(report));
console.log(
  `\n${report.minutes.toFixed(1)} minutes. Every sample: ${join(folders.out, 'results.json')}\nCharts: ${join(folders.out, 'report.html')}`,
);
process.exitCode = report.failed.length > 0 || report.suites.length === 0 ? 1 : 0;
if (report.suites.length === 0) console.error('Nothing was measured.');
