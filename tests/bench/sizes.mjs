// What a page that uses weft has to fetch: the loader and what it is made of, its worker's script, and a module
// that holds the runtime alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { require, web } from './packages.mjs';
import { sampleOf } from './samples.mjs';

const loaderMost = 10_000;
const codecMost = 8_000;
const runtimeMost = 150_000;
const partLeast = 1000; // smaller ones are counted together

export async function measureSizes({ folders }) {
  const modules = join(folders.wasm, 'tests/web/modules');
  return [
    row('loader, weft.js', inFile(join(folders.web, 'weft.js')), [{ most: loaderMost }]),
    row('its codec alone', (await bundle('codec/index.ts')).content, [{ most: codecMost }]),
    ...partRows((await bundle('index.ts')).parts),
    row('script of a worker, worker.js', inFile(join(folders.web, 'worker.js'))),
    row('the runtime alone, .wasm', inFile(join(modules, 'empty_module.wasm')), [
      { most: runtimeMost },
    ]),
    row('the runtime alone, .mjs', inFile(join(modules, 'empty_module.mjs'))),
  ];
}

const inFile = (path) => readFileSync(path);

function row(what, content, goals = []) {
  return sizeRow(what, gzipSync(content, { level: 9 }).length, goals);
}

function sizeRow(what, bytes, goals = []) {
  return { what, unit: 'B', better: 'less', weft: sampleOf([bytes]), peers: [], goals };
}

/** As web/build.mjs has it made: the content, and how many bytes of it come from each folder or file of web/src. */
async function bundle(entry) {
  const source = fileURLToPath(new URL('src/', web));
  const { outputFiles, metafile } = await require('esbuild').build({
    absWorkingDir: source,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    outdir: 'out',
  });
  const parts = {};
  for (const [path, { bytesInOutput }] of Object.entries(
    Object.values(metafile.outputs)[0].inputs,
  )) {
    const part = path.split('/')[0];
    parts[part] = (parts[part] ?? 0) + bytesInOutput;
  }
  return { content: outputFiles[0].contents, parts };
}

/** Before compression, which works across parts. */
function partRows(parts) {
  const large = Object.entries(parts).filter(([, bytes]) => bytes >= partLeast);
  const rest = Object.values(parts).filter((bytes) => bytes < partLeast);
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  return [...large.sort(([, a], [, b]) => b - a), ['all else', sum(rest)]].map(([part, bytes]) =>
    sizeRow(`of it, not compressed: ${part}`, bytes),
  );
}
