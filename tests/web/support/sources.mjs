// Parts of the package by themselves, for tests of what it does not export.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = new URL('../../../web/', import.meta.url);
const { build } = createRequire(new URL('package.json', web))('esbuild');

/** Everything that these files of web/src export, as one module. */
export async function importSources(...names) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-sources-'));
  try {
    const outfile = join(folder, 'sources.mjs');
    const contents = names.map((name) => `export * from './${name}';`).join('\n');
    await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('src/', web)) },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      outfile,
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
