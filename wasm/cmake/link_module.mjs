// node link_module.mjs COMPILER ... -o NAME.mjs ...: links a web module, and writes NAME.d.mts beside it.
//
// What the module offers is known when it runs. So it is linked a second time, with the signatures of its functions, which are
// in its object files, and the code that writes them down (wasm/types); that is run here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [compiler, ...words] = process.argv.slice(2);
const output = words[words.indexOf('-o') + 1];
const timeout = 60_000;

const link = (words) => execFileSync(compiler, words, { stdio: 'inherit' });

/** With the signatures, and in a hurry: nothing is optimised. */
const describing = (to) => [
  ...words.map((word) => (word === output ? to : word.replace(/^(-sBINARYEN_EXTRA_PASSES=.*),-O3,/, '$1,'))),
  '-Wl,--no-gc-sections',
  '-Wl,--wrap=_Z11weft_moduleRN4weft3web6moduleE',
];

async function declarationsOf(module) {
  const { default: start } = await import(pathToFileURL(module).href);
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('weft_module() does not return')), timeout);
    process.once('uncaughtException', reject);
    start({ weftDeclarations: resolve, weftFatal: (report) => reject(new Error(report)) }).catch(reject);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'weft-link-'));
try {
  link(words);
  const described = join(folder, basename(output));
  link(describing(described));
  const text = await declarationsOf(described);
  const head = `// What ${basename(output)} offers to pages, by way of a pool; written when it was linked.\n`;
  writeFileSync(output.replace(/\.mjs$/, '.d.mts'), head + text);
} catch (error) {
  if (error.status === undefined) console.error(`${output}: its declarations cannot be written. ${error.stack}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
process.exit();
