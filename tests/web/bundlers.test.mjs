// The pages of docs/guides/loading.md, built by each tool from the packed package and opened in a browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../support/chromium.mjs';
import { pack } from './support/packed.mjs';
import { serve } from './support/server.mjs';

const timeout = 90_000;
const built = fileURLToPath(new URL('../../build/wasm/docs/examples/hello/', import.meta.url));
const guide = readFileSync(new URL('../../docs/guides/loading.md', import.meta.url), 'utf8');

/** The files that a section of the guide shows, by name. */
function filesIn(title) {
  const section = guide.split(/^##+ /m).find((section) => section.startsWith(`${title}\n`));
  const blocks = [...section.matchAll(/^```\w+\n(?:\/\/|<!--) ([\w./]+)(?: -->)?\n(.*?)^```$/gms)];
  assert.ok(blocks.length > 0, `${title} shows files`);
  return blocks.map(([, name, content]) => ({ name, content }));
}

/** `command` is what Node is started with; `folder` is where the tool wants files that it is to copy. */
const tools = {
  esbuild: {
    sections: ['esbuild and Rollup', 'esbuild'],
    packages: ['esbuild'],
    command: ['build.mjs'],
  },
  Rollup: {
    sections: ['esbuild and Rollup', 'Rollup'],
    packages: ['rollup', '@rollup/plugin-node-resolve'],
    command: ['build.mjs'],
  },
  Vite: {
    sections: ['Vite'],
    packages: ['vite'],
    command: ['node_modules/vite/bin/vite.js', 'build'],
    folder: 'public',
  },
  webpack: {
    sections: ['webpack'],
    packages: ['webpack'],
    command: ['--input-type=module', '--eval', runWebpack()],
  },
};

/** What its command line does; that is a package of its own. */
function runWebpack() {
  return `import webpack from 'webpack';
    import config from './webpack.config.mjs';
    webpack(config, (error, stats) => {
      if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
    });`;
}

let packed;
let chromium;
before(async () => {
  packed = pack();
  chromium = await launchChromium();
});
after(async () => {
  await chromium.close();
  packed.remove();
});

for (const [tool, { sections, packages, command, folder = '.' }] of Object.entries(tools)) {
  describe(`a page built by ${tool}`, { timeout }, () => {
    let server;
    before(async () => {
      const project = packed.project(tool, packages);
      for (const section of ['The page that is bundled', ...sections])
        for (const { name, content } of filesIn(section))
          writeFileSync(join(project, name), content);
      mkdirSync(join(project, folder), { recursive: true });
      for (const file of ['numbers.mjs', 'numbers.wasm'])
        cpSync(join(built, file), join(project, folder, file));
      execFileSync(process.execPath, command, { cwd: project, encoding: 'utf8' });
      server = await serve({ '/': join(project, 'dist/') });
    });
    after(() => server?.close());

    for (const [kind, hidden] of [
      ['shared', []],
      ['dedicated', ['SharedWorker']],
      ['inline', ['SharedWorker', 'Worker']],
    ]) {
      test(`calls JavaScript and C++ in ${kind} workers`, async () => {
        const page = await chromium.newPage();
        await page.addInitScript((hidden) => {
          for (const name of hidden) delete globalThis[name];
        }, hidden);
        const errors = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(`${server.url}/index.html`);
        await page
          .waitForFunction('document.body?.textContent.trim()', undefined, { timeout: 10_000 })
          .catch(() => {});
        assert.equal((await page.textContent('body')).trim(), 'not, 25', errors.join());
        await page.close();
      });
    }
  });
}
