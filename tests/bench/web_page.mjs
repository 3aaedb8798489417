// A page of web/ in Chromium, for the suites that measure inside one.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launchChromium } from '../support/chromium.mjs';
import { serve } from '../web/support/server.mjs';
import { missing, require, web } from './packages.mjs';

const comlink = fileURLToPath(new URL('node_modules/comlink/dist/esm/', web));

/** What the pages' calls are compared with: names by contender. */
export function pagePeers(skip) {
  const echo = { name: 'bare postMessage echo' };
  try {
    require.resolve('comlink');
    return { comlink: { name: 'Comlink' }, echo };
  } catch (error) {
    skip(missing('Comlink', error.message));
    return { echo };
  }
}

/**
 * Opens the page at `path` and waits until it says that it is `measuring`; gives what `measure(ask)` gives, where
 * `ask(name, …words)` calls the page's function of that name. An error in the page rejects.
 */
export async function inPage(path, folders, measure) {
  const server = await serve({
    '/': fileURLToPath(new URL('./web/', import.meta.url)),
    '/weft/': join(folders.web, '/'),
    '/modules/': join(folders.wasm, 'tests/web/modules/'),
    '/comlink/': comlink,
  });
  let browser;
  try {
    browser = await launchChromium();
    const page = await browser.newPage();
    const broken = new Promise((_, reject) => page.on('pageerror', reject));
    await page.goto(`${server.url}${path}`);
    await Promise.race([page.waitForFunction('globalThis.measuring'), broken]);
    const ask = (...call) => page.evaluate(([name, ...words]) => globalThis[name](...words), call);
    return await measure((...call) => Promise.race([ask(...call), broken]));
  } finally {
    await browser?.close();
    await server.close();
  }
}
