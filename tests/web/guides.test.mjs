// Runs the examples of docs/guides: each block is a module; behind an arrow stands what an expression gives. A block that begins with
// the name of a file is that file, for the blocks after it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'weft-guides-'));
after(() => rmSync(folder, { recursive: true }));

/** In Node: how an example imports the package, what checks it, and what runs it. */
const inNode = {
  packageUrl: new URL('../../web/dist/weft.js', import.meta.url).href,
  preamble: "import assert from 'node:assert/strict';\n",
  check: 'assert.deepStrictEqual($1, $2);',
  run: (file) => import(pathToFileURL(join(folder, file)).href),
};

/** The same in a page. */
const inPage = {
  packageUrl: '/weft/weft.js',
  preamble:
    "import { check as checkExample } from '/actor_scenarios.mjs';\nimport { codec as checkCodec } from '/weft/weft.js';\n",
  check: 'checkExample($1, $2, checkCodec);',
  run: async (file) => {
    const page = await browser.page('/guides/page.html');
    try {
      await page.evaluate((file) => import(`/guides/${file}`).then(() => {}), file);
    } finally {
      await page.close();
    }
  },
};

let browser;
before(async () => {
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>an example</title>');
  browser = await startBrowser({ '/guides/': join(folder, '/') });
});
after(() => browser.close());

/** An example as a module that throws if something in it is not what it says. */
function asModule(example, { packageUrl, preamble, check }) {
  const checked = example
    .replaceAll("from 'weft'", `from '${packageUrl}'`)
    .replace(/^(.+); \/\/ → (.+)$/gm, check);
  return preamble + checked;
}

for (const [guide, place] of Object.entries({
  messages: inNode,
  actors_web: inPage,
  modules_web: inPage,
  pools_web: inPage,
})) {
  const text = readFileSync(new URL(`../../docs/guides/${guide}.md`, import.meta.url), 'utf8');
  const sections = text.split(/^## /m);
  for (const section of sections) {
    const title = section.split('\n', 1)[0];
    [...section.matchAll(/^```js\n(.*?)^```$/gms)].forEach(([, example], i) => {
      const named = /^\/\/ (\w+\.mjs)$/m.exec(example.split('\n', 1)[0])?.[1];
      const file = named ?? `${guide}-${title}-${i}.mjs`.replace(/[^\w.-]/g, '_');
      writeFileSync(join(folder, file), asModule(example, place));
      if (named) return;
      test(`${guide}: ${title}, example ${i + 1}`, { timeout }, () => place.run(file));
    });
  }
}
