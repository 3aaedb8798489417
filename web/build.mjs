// Builds dist/: weft.js (loader and codec), worker.js (the script of every worker), types/. Prints
// what a page has to fetch.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { weft: 'src/index.ts', worker: 'src/worker/worker.ts' },
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
});
emitTypes();
for (const file of ['weft.js', 'worker.js']) {
  const bytes = readFileSync(join(dist, file));
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes).length} bytes gzip`);
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
