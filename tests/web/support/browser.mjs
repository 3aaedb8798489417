// Chromium with pages that have the package loaded.
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../support/chromium.mjs';
import { serve } from './server.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts a server and a browser. `page()` opens a page of one browsing context, so that all of them
 * share shared workers, with `weft` (the package), `runtime` and the helpers of fixtures/page.mjs
 * as globals. `mounts` are further folders to serve, by URL prefix.
 */
export async function startBrowser(mounts = {}) {
  const server = await serve({
    '/': folder('../fixtures/'),
    '/weft/': folder('../../../web/dist/'),
    ...mounts,
  });
  const browser = await launchChromium();
  const context = await browser.newContext();
  return {
    /** Opens the page of the tests, or the one at `path`. */
    async page(path = '/page.html') {
      const page = await context.newPage();
      await page.goto(server.url + path);
      if (path === '/page.html') await page.waitForFunction('globalThis.runtime');
      return page;
    },
    /** The names of the shared workers that live. */
    async sharedWorkers() {
      const session = await browser.newBrowserCDPSession();
      const filter = [{ type: 'shared_worker' }];
      const { targetInfos } = await session.send('Target.getTargets', { filter });
      await session.detach();
      return targetInfos.map(({ title }) => title);
    },
    /** Ends a shared worker, as the browser may at any time; false if there is none of this name. */
    async killSharedWorker(name) {
      const session = await browser.newBrowserCDPSession();
      const { targetInfos } = await session.send('Target.getTargets', {
        filter: [{ type: 'shared_worker' }],
      });
      const target = targetInfos.find(({ title }) => title === name);
      if (target) await session.send('Target.closeTarget', { targetId: target.targetId });
      await session.detach();
      return target !== undefined;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
