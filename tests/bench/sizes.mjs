// What a page that uses weft has to fetch: the loader, its worker's script, and a module that holds
// the runtime alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { sampleOf } from './samples.mjs';

const loaderMost = 10_000;

export async function measureSizes({ folders }) {
  const modules = join(folders.wasm, 'tests/web/modules');
  return [
    row('loader, weft.js', join(folders.web, 'weft.js'), [{ most: loaderMost }]),
    row('script of a worker, worker.js', join(folders.web, 'worker.js')),
    row('the runtime alone, .wasm', join(modules, 'empty_module.wasm')),
    row('the runtime alone, .mjs', join(modules, 'empty_module.mjs')),
  ];
}

function row(what, file, goals = []) {
  const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
  return { what, unit: 'B', better: 'less', weft: sampleOf([bytes]), peers: [], goals };
}
