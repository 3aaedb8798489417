// Builds dist/: weft.js (loader and codec), worker.js (the script of every worker), inline.js (the same
// for workers in the page), dispatch.wasm (the dispatcher of pools, which CMake has built), types/. Prints
// what a page has to fetch.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const scripts = ['weft.js', 'worker.js', 'inline.js', 'coordinator.js'];
const dispatcher = join(root, '../build/wasm/wasm/dispatch/dispatch.wasm');

if (!existsSync(dispatcher)) {
  console.error(
    `${dispatcher} is missing. Build it first: cmake --preset wasm && ` +
      'cmake --build --preset wasm --target weft_dispatch_wasm (or ./dev test web, which does)',
  );
  process.exit(1);
}
rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    weft: 'src/index.ts',
    worker: 'src/worker/worker.ts',
    inline: 'src/worker/inline.ts',
    coordinator: 'src/worker/coordinator.ts',
  },
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
});
scripts.forEach(keepImportsAtRunTime);
copyFileSync(dispatcher, join(dist, 'dispatch.wasm'));
copyFileSync(join(root, '../LICENSE'), join(root, 'LICENSE')); // npm packs the one that is here
emitTypes();
for (const file of [...scripts, 'dispatch.wasm']) {
  const bytes = readFileSync(join(dist, file));
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes).length} bytes gzip`);
}

/** Tells bundlers, in comments that the minifier would take out, that these URLs are for the page to load. */
function keepImportsAtRunTime(file) {
  const path = join(dist, file);
  const marked = 'import(/* webpackIgnore: true */ /* @vite-ignore */ ';
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('import(', marked));
}

function emitTypes() {
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const options = [
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--stripInternal',
  ];
  execFileSync(
    process.execPath,
    [tsc, '-p', join(root, 'tsconfig.json'), ...options, '--outDir', join(dist, 'types')],
    {
      stdio: 'inherit',
    },
  );
}
