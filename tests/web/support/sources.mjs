// Parts of the package by themselves, for tests of what it does not export.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = new URL('../../../web/', import.meta.url);
const { build } = createRequire(new URL('package.json', web))('esbuild');

/** Everything that these files of web/src export, as one module. */
export async function importSources(...names) {
  const contents = names.map((name) => `export * from './${name}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('src/', web)) },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}
