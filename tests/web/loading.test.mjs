// Where a page finds the package's files, and what its policies and other servers allow.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';
import { serve } from './support/server.mjs';

const timeout = 60_000;
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const packaged = folder('../../web/dist/');
const modules = folder('../../build/wasm/tests/web/modules/');
let browser;
let open; // a server of another origin that lets every page read its files
let closed; // and one that does not
before(async () => {
  browser = await startBrowser({ '/static/lib/': packaged, '/modules/': modules });
  open = await serve({ '/weft/': packaged }, { 'access-control-allow-origin': '*' });
  closed = await serve({ '/weft/': packaged });
});
after(() => Promise.all([browser, open, closed].map((each) => each.close())));

/** In a page: what a pool of `kind`, made with these options, is and answers. */
async function add([loadOptions, kind]) {
  const runtime = await weft.load(loadOptions);
  const made = await outcome(runtime.createPool({ kind, workers: 1 }));
  if (made.error) return made;
  const pool = made.value;
  const sum = await outcome(pool.call('/modules/calls_module.mjs', 'add', [1, 2]));
  await runtime.close();
  return { kind: pool.kind, ...sum };
}

describe('a page', { timeout }, () => {
  let page;
  before(async () => (page = await browser.page()));
  const fetched = () =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));

  for (const kind of ['shared', 'dedicated', 'inline']) {
    test(`finds all files of a ${kind} pool in the folder that baseUrl names`, async () => {
      for (const baseUrl of ['static/lib/', new URL('/static/lib/', await page.url()).href])
        assert.deepEqual(await page.evaluate(add, [{ baseUrl }, kind]), { kind, value: 3 });
    });
  }

  test('finds a single file where its own option says', async () => {
    const options = { baseUrl: '/nowhere/', inlineUrl: '/static/lib/inline.js' };
    assert.equal((await page.evaluate(add, [options, 'inline'])).value, 3);
    assert.ok((await fetched()).some((name) => name.endsWith('/static/lib/inline.js')));
    const { error } = await page.evaluate(add, [options, 'dedicated']);
    assert.equal(error.name, 'LoadError');
    assert.match(error.message, /nowhere\/worker\.js/);
  });

  test('gets dedicated workers by default where the worker script is of another origin', async () => {
    const options = { baseUrl: `${open.url}/weft/` };
    assert.deepEqual(await page.evaluate(add, [options]), { kind: 'dedicated', value: 3 });
  });

  test('cannot get shared ones then, and is told so', async () => {
    const { error } = await page.evaluate(add, [{ baseUrl: `${open.url}/weft/` }, 'shared']);
    assert.equal(error.name, 'LoadError');
    assert.match(error.message, /needs its script on this origin, unlike http:.*worker\.js/);
  });

  test('imports the package from another server, and all else comes from there too', async () => {
    const result = await page.evaluate(async (url) => {
      const { load } = await import(url);
      const runtime = await load();
      const pool = await runtime.createPool({ workers: 1 });
      return [pool.kind, await pool.call('/modules/calls_module.mjs', 'add', [1, 2])];
    }, `${open.url}/weft/weft.js`);
    assert.deepEqual(result, ['dedicated', 3]);
  });

  test('is told when that server does not let it', async () => {
    const options = { baseUrl: `${closed.url}/weft/` };
    for (const kind of ['dedicated', 'inline']) {
      const { error } = await page.evaluate(add, [options, kind]);
      assert.equal(error.name, 'LoadError');
      assert.ok(error.message.includes(closed.url), error.message);
    }
    const { error } = await page.evaluate(add, [options, 'dedicated']);
    assert.match(error.message, /Access-Control-Allow-Origin/);
  });

  test('that may hold no locks gets dedicated workers', async () => {
    const kind = await page.evaluate(async () => {
      const { request } = LockManager.prototype;
      LockManager.prototype.request = () => Promise.reject(new DOMException('', 'SecurityError'));
      const runtime = await weft.load();
      LockManager.prototype.request = request;
      const { kind } = runtime.defaultPool;
      await runtime.close();
      return kind;
    });
    assert.equal(kind, 'dedicated');
  });
});

describe("a page whose policy is script-src 'self' 'wasm-unsafe-eval'", { timeout }, () => {
  let page;
  before(async () => {
    page = await browser.page('/strict.html');
    await page.waitForFunction('globalThis.runtime');
  });

  for (const kind of ['shared', 'dedicated', 'inline']) {
    test(`has ${kind} pools`, async () => {
      assert.deepEqual(await page.evaluate(add, [{}, kind]), { kind, value: 3 });
    });
  }

  test('is told that a worker script of another origin needs a wider one', async () => {
    const { error } = await page.evaluate(add, [{ baseUrl: `${open.url}/weft/` }]);
    assert.equal(error.name, 'LoadError');
    assert.match(error.message, /Content-Security-Policy .* blob: in worker-src/);
  });
});
