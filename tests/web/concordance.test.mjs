// The page of docs/examples/concordance, with the module that the wasm preset builds.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../support/chromium.mjs';
import { serve } from '../../docs/examples/concordance/demo/server.mjs';

const timeout = 60_000;
const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const built = process.env.CONCORDANCE_WASM ?? fromRoot('build/wasm/docs/examples/concordance');
const allFolders = {
  '/': fromRoot('docs/examples/concordance/page'),
  '/weft/': fromRoot('web/dist'),
  '/wasm/': built,
};

let browser;
let work; // a folder with the texts
before(async () => {
  browser = await launchChromium();
  work = mkdtempSync(join(tmpdir(), 'concordance-'));
});
after(async () => {
  await browser.close();
  rmSync(work, { recursive: true });
});

function textFile(name, text) {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}

/** A server for these files, and a browsing context of its own, so that nothing is shared with other tests. */
async function open(files, folders = allFolders) {
  const server = await serve({ files, folders });
  const context = await browser.newContext();
  return {
    server,
    context,
    async tab(state = 'ready') {
      const page = await context.newPage();
      page.setDefaultTimeout(timeout);
      await page.goto(server.url);
      if (state) await page.locator(`body[data-state=${state}]`).waitFor();
      return page;
    },
    async close() {
      await context.close();
      await server.close();
    },
  };
}

/** What a page shows: { documents, words, distinct, bytes, top }. */
function shown(page) {
  return page.evaluate(() => {
    const total = (id) => [id, Number(document.getElementById(id).dataset.value)];
    const top = [...document.querySelectorAll('#top li')].map(
      ({ dataset: { word, count } }) => `${word} ${count}`,
    );
    return { ...Object.fromEntries(['documents', 'words', 'distinct', 'bytes'].map(total)), top };
  });
}

/** Resolves when `selector` has exactly these texts. */
async function texts(page, selector, expected) {
  await page.waitForFunction(
    ([selector, expected]) =>
      JSON.stringify([...document.querySelectorAll(selector)].map((found) => found.textContent)) ===
      expected,
    [selector, JSON.stringify(expected)],
  );
}

/** Ends one worker of the page's pool, from outside. */
async function kill(page, worker) {
  await page.evaluate(async (worker) => {
    const { load } = await import('./weft/weft.js');
    const workers = Math.min(navigator.hardwareConcurrency, 8);
    const runtime = await load();
    const pool = await runtime.createPool({ name: 'concordance', workers });
    const dying = `
      import { worker } from ${JSON.stringify(new URL('./weft/weft.js', location.href).href)};
      export const die = () => worker.fatal(new Error('killed'));
    `;
    const module = `data:text/javascript,${encodeURIComponent(dying)}`;
    await pool.call(module, 'die', [], { worker }).catch(() => {});
    await runtime.close({ force: true });
  }, worker);
}

const drop = (page, files) =>
  page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, ...parts] of files) dataTransfer.items.add(new File(parts, name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
  }, files);

describe('a page with a few files', { timeout }, () => {
  let at;
  let page;
  beforeEach(async () => {
    at = await open([
      textFile('one.txt', 'The cat and the hat.\nAnd a Cat\there.\n'),
      textFile('two.txt', 'the end of\u00e9'),
    ]);
    page = await at.tab();
  });
  afterEach(() => at.close());

  test('shows totals and the most frequent words', async () => {
    assert.deepEqual(await shown(page), {
      documents: 2,
      words: 12,
      distinct: 8,
      bytes: 49,
      top: ['the 3', 'and 2', 'cat 2', 'a 1', 'end 1', 'hat 1', 'here 1', 'of 1'],
    });
  });

  test('shows the same in a second tab, which also sees what the first one adds', async () => {
    const second = await at.tab();
    assert.deepEqual(await shown(second), await shown(page));
    await drop(page, [['three.txt', 'cat cat']]);
    await second.locator('#words[data-value="14"]').waitFor();
  });

  test('finds a word by keyboard, with its places and its lines', async () => {
    await page.getByLabel('Word', { exact: true }).focus();
    await page.keyboard.type('CAT');
    await page.keyboard.press('Enter');
    await texts(page, '#hits .line', ['The cat and the hat.', 'And a Cat here.']);
    await texts(page, '#hits mark', ['cat', 'Cat']);
    await texts(
      page,
      '#hits .place',
      [1, 2].map((line) => `${join(work, 'one.txt')}:${line}`),
    );
    await texts(page, '#hit-count', ['2 hits']);
  });

  test('finds a word of the chart with a click', async () => {
    await page.getByRole('button', { name: 'end' }).click();
    await texts(page, '#hits .line', ['the end of\u00e9']);
  });

  test('takes dropped files, and tells which it cannot take and why', async () => {
    await drop(page, [
      ['new.txt', 'brand new'],
      ['binary.bin', 'a\0b'],
    ]);
    await page.locator('#documents[data-value="3"]').waitFor();
    await texts(page, '#skipped .name', ['binary.bin']);
    await drop(page, [['new.txt', 'another text']]);
    await texts(page, '#skipped .name', ['binary.bin', 'new.txt']);
    await texts(page, '#skipped .reason', [
      'it is binary, not UTF-8 text',
      'a document of this name is in the index',
    ]);
    assert.equal((await shown(page)).words, 14);
  });

  test('takes chosen files', async () => {
    await page.locator('#picker').setInputFiles(textFile('chosen.txt', 'chosen words'));
    await page.locator('#words[data-value="14"]').waitFor();
  });

  test('tells that the index is gone with its worker, and makes it anew', async () => {
    await drop(page, [['new.txt', 'brand new']]);
    await page.locator('#words[data-value="14"]').waitFor();
    await kill(page, 0);
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('body[data-state=ready]').waitFor();
    assert.equal((await shown(page)).words, 14);
    assert.ok(!(await page.getByRole('alert').isVisible()));
  });

  test('fits narrow and wide screens', async () => {
    for (const width of [375, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(widest, width);
    }
  });
});

describe('a page with many words', { timeout }, () => {
  const lines = 200_000; // in pieces, for each of four files
  let files;
  let at;
  before(() => {
    const text = 'some words\n'.repeat(lines);
    files = [1, 2, 3, 4].map((number) => textFile(`many${number}.txt`, text));
  });
  beforeEach(async () => (at = await open(files)));
  afterEach(() => at.close());

  const complete = {
    documents: 4,
    words: 8 * lines,
    distinct: 2,
    bytes: 44 * lines,
    top: [`some ${4 * lines}`, `words ${4 * lines}`],
  };

  test('shows more hits when asked to', async () => {
    const page = await at.tab();
    await page.getByLabel('Word', { exact: true }).fill('some');
    await texts(page, '#hit-count', ['800,000 hits, the first 100 here']);
    await page.getByRole('button', { name: 'Show more' }).click();
    await texts(page, '#hit-count', ['800,000 hits, the first 200 here']);
    assert.match(await page.locator('#hits .place').last().textContent(), /many1\.txt:200$/);
  });

  test('that is closed in the middle leaves the rest to the next one', async () => {
    const first = await at.tab('indexing');
    const second = await at.tab('indexing');
    await first.close();
    await second.locator('body[data-state=ready]').waitFor();
    assert.deepEqual(await shown(second), complete);
  });

  test('shows whole documents only, at any time', async () => {
    const page = await at.tab('indexing');
    while ((await page.locator('body').getAttribute('data-state')) === 'indexing') {
      const { documents, words } = await shown(page);
      assert.equal(words, documents * 2 * lines);
    }
    assert.deepEqual(await shown(page), complete);
  });

  test('gives the work of a worker that dies to another one', async () => {
    const page = await at.tab('indexing');
    await kill(page, 1);
    await page.locator('body[data-state=ready]').waitFor();
    assert.deepEqual(await shown(page), complete);
  });
});

test(
  'a file that is gone is listed with the reason, and the rest is indexed',
  { timeout },
  async (t) => {
    const gone = join(work, 'gone.txt');
    const at = await open([gone, textFile('there.txt', 'still there')]);
    t.after(() => at.close());
    const page = await at.tab();
    assert.equal((await shown(page)).words, 2);
    await texts(page, '#skipped .name', [gone]);
    assert.match(await page.locator('#skipped .reason').textContent(), /no such file/);
    await at.close();
  },
);

test('a page without its wasm says so, and starts once it is there', { timeout }, async (t) => {
  const folders = { ...allFolders, '/wasm/': work };
  const at = await open([textFile('a.txt', 'two words')], folders);
  t.after(() => at.close());
  const page = await at.tab('failed');
  assert.match(await page.getByRole('alert').textContent(), /concordance_module\.mjs/);
  folders['/wasm/'] = built;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('body[data-state=ready]').waitFor();
  assert.equal((await shown(page)).words, 2);
});

test('the server gives its files and pages, and nothing beside them', async (t) => {
  const file = textFile('only.txt', 'only this');
  const server = await serve({ files: [file], folders: allFolders });
  t.after(() => server.close());
  const get = (path) =>
    new Promise((resolve, reject) => {
      // As it stands: a URL would have its dots resolved.
      const { port } = new URL(server.url);
      request({ host: 'localhost', port, path }, async (response) => {
        const parts = await response.toArray();
        resolve([response.statusCode, Buffer.concat(parts).toString()]);
      })
        .on('error', reject)
        .end();
    });
  assert.deepEqual(await get('/files/0'), [200, 'only this']);
  assert.equal((await get('/'))[0], 200);
  for (const path of [
    '/files/1',
    '/files/-1',
    '/files/length',
    '/files/../../../../etc/passwd',
    '/files/%2e%2e%2fetc%2fpasswd',
    '/weft/../package.json',
    '/weft/..%2fpackage.json',
    '/../demo.mjs',
    '//etc/passwd',
    '/page/index.html',
  ]) {
    const [status] = await get(path);
    assert.equal(status, 404, path);
  }
});
