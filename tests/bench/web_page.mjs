// A page of web/ in Chromium, for the suites that measure inside one.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launchChromium } from '../support/chromium.mjs';
import { serve } from '../web/support/server.mjs';

/**
 * Opens the page at `path` and waits until it says that it is `measuring`; gives what `measure(evaluate)` gives, where
 * `evaluate` runs a function in the page. An error in the page rejects. `mounts` are further folders, by URL prefix.
 */
export async function inPage(path, folders, mounts, measure) {
  const server = await serve({
    '/': fileURLToPath(new URL('./web/', import.meta.url)),
    '/weft/': join(folders.web, '/'),
    '/modules/': join(folders.wasm, 'tests/web/modules/'),
    ...mounts,
  });
  let browser;
  try {
    browser = await launchChromium();
    const page = await browser.newPage();
    const broken = new Promise((_, reject) => page.on('pageerror', reject));
    await page.goto(`${server.url}${path}`);
    await Promise.race([page.waitForFunction('globalThis.measuring'), broken]);
    return await measure((...words) => Promise.race([page.evaluate(...words), broken]));
  } finally {
    await browser?.close();
    await server.close();
  }
}
