// The demo: runs the native program on some files, then serves a page on which the same actors index
// the same files.
//
//   node demo.mjs [--find WORD] [--headless] [PATH...]
//
// --find WORD   only prints where the word stands
// --headless    opens the page in Chromium, compares its numbers with the native ones, and exits
import { execFileSync, spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareInBrowser } from './demo/compare.mjs';
import { serve } from './demo/server.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program =
  process.env.CONCORDANCE ?? join(root, 'build/native/docs/examples/concordance/concordance');
const wasm = process.env.CONCORDANCE_WASM ?? join(root, 'build/wasm/docs/examples/concordance');
const defaultPaths = [join(root, 'docs'), '/usr/share/common-licenses'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { find: { type: 'string' }, headless: { type: 'boolean', default: false } },
});
// Shorter names to read, where the project is in the current folder.
const paths = positionals.length > 0 ? positionals : defaultPaths.map((path) => shorter(path));

if (options.find !== undefined) {
  process.exit(run(['--find', options.find, '--', ...paths]));
}
const status = run(['--', ...paths]);
if (status !== 0) process.exit(status);

const native = JSON.parse(
  execFileSync(program, ['--json', '--', ...paths], {
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'], // what it skips was reported above
  }),
);
const server = await serve({
  files: native.files,
  folders: {
    '/': join(root, 'docs/examples/concordance/page'),
    '/weft/': join(root, 'web/dist'),
    '/wasm/': wasm,
  },
});
if (options.headless) process.exit(await compare());
console.log(`\nThe same in a page: ${server.url}   (Ctrl-C ends it)`);

async function compare() {
  try {
    return (await compareInBrowser(server.url, native)) ? 0 : 1;
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}

function run(args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) console.error(`${program} could not be run: ${error.message}`);
  return status ?? 1;
}

function shorter(path) {
  const fromHere = relative('.', path);
  return fromHere.startsWith('..') ? path : fromHere;
}
