// Runs a WebAssembly test program in a worker of a page in Chromium:  node run_in_chromium.mjs PROGRAM.js [ARGUMENT…]
// Its output and its exit code become this process's.
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { serve } from '../web/support/server.mjs';
import { launchChromium } from './chromium.mjs';

const [program, ...words] = process.argv.slice(2);
const server = await serve({ '/program/': `${resolve(dirname(program))}/`, '/': fileURLToPath(new URL('./page/', import.meta.url)) });
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.exposeFunction('line', (text) => console.log(text));
  await page.goto(`${server.url}/program.html`);
  process.exitCode = await page.evaluate(([name, args]) => globalThis.run(name, args), [basename(program), words]);
} finally {
  await browser.close();
  await server.close();
}
