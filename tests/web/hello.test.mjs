// The page of the README, served as it stands.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
let browser;
before(async () => {
  const built = folder('../../build/wasm/docs/examples/hello/');
  browser = await startBrowser({
    '/hello/': folder('../../docs/examples/hello/'),
    '/hello/numbers.mjs': `${built}numbers.mjs`,
    '/hello/numbers.wasm': `${built}numbers.wasm`,
  });
});
after(() => browser.close());

test('the first page of the README counts primes in workers', { timeout: 60_000 }, async () => {
  const page = await browser.page('/hello/index.html');
  await page.waitForFunction('document.body?.textContent.includes("primes")');
  assert.equal(await page.textContent('body'), 'primes: 1229, 2262, 3245');
});
