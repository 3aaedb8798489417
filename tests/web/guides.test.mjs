// Runs the examples of docs/guides: each block is a module; behind an arrow stands what an expression gives.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'weft-guides-'));
after(() => rmSync(folder, { recursive: true }));

const packageUrl = new URL('../../web/dist/weft.js', import.meta.url).href;

/** An example as a module that throws if something in it is not what it says. */
function asModule(example) {
  const checked = example
    .replace("from 'weft'", `from '${packageUrl}'`)
    .replace(/^(.+); \/\/ → (.+)$/gm, 'assert.deepStrictEqual($1, $2);');
  return `import assert from 'node:assert/strict';\n${checked}`;
}

for (const guide of ['messages']) {
  const text = readFileSync(new URL(`../../docs/guides/${guide}.md`, import.meta.url), 'utf8');
  const sections = text.split(/^## /m);
  for (const section of sections) {
    const title = section.split('\n', 1)[0];
    [...section.matchAll(/^```js\n(.*?)^```$/gms)].forEach(([, example], i) => {
      test(`${guide}: ${title}, example ${i + 1}`, async () => {
        const file = join(folder, `${guide}-${title}-${i}.mjs`.replace(/[^\w.-]/g, '_'));
        writeFileSync(file, asModule(example));
        await import(pathToFileURL(file).href);
      });
    });
  }
}
