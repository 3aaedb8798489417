// The gallery of the examples: what pools do for a page, seen on the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../support/chromium.mjs';
import { serve } from './support/server.mjs';

const timeout = 180_000;
const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const example = fromRoot('docs/examples/pool/');

let server;
let browser;
before(async () => {
  server = await serve({
    '/': `${example}page/`,
    '/weft/': fromRoot('web/dist/'),
    '/wasm/': process.env.GALLERY_WASM ?? fromRoot('build/wasm/docs/examples/pool/'),
  });
  browser = await launchChromium();
});
after(async () => {
  await browser.close();
  await server.close();
});

/** A page whose pool is open; of a browsing context of its own, so that its workers are, too. */
async function open({ context: options, script } = {}) {
  return openIn(await browser.newContext(options), script);
}

async function openIn(context, script) {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  if (script) await page.addInitScript(script);
  await page.goto(`${server.url}/index.html`);
  await page.locator('#workers li').first().waitFor();
  return page;
}

/** By keyboard. */
async function select(page, value) {
  const radio = page.locator(`input[value=${value}]`);
  await radio.focus();
  await radio.press('Space');
}

async function choose(page, filter, strength) {
  await select(page, filter);
  await page.locator('#strength').fill(String(strength));
}

const sample = (page, name) => page.locator('#samples').getByRole('button', { name }).click();
const inState = (page, state) => page.locator(`.card[data-state=${state}]`);
const press = (card, name) => card.getByRole('button', { name, exact: true }).click();

/** Resolves when `count` cards are in this state. */
const cardsIn = (page, state, count) =>
  page.waitForFunction(
    ([state, count]) => document.querySelectorAll(`.card[data-state=${state}]`).length === count,
    [state, count],
  );
const logged = (page, text) => page.locator('#log').getByText(text).first().waitFor();

/** RGB of places of a card's canvas, [x, y] each. */
const pixels = (card, places) =>
  card.locator('canvas').evaluate((canvas, places) => {
    const context = canvas.getContext('2d');
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  }, places);

/** The picture `pattern` of the native tests, as an uncompressed BMP. */
function patternFile() {
  const [width, height] = [40, 30];
  const bytes = Buffer.alloc(54 + 3 * width * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10); // where the pixels begin
  bytes.writeUInt32LE(40, 14); // of what is left of the header
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(-height, 22); // from the top
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const rgb = [(x * x + 13 * y) & 255, (7 * x * y) & 255, ((x ^ y) * 8) & 255];
      rgb.forEach((level, part) => (bytes[54 + 3 * (y * width + x) + 2 - part] = level));
    }
  }
  return { name: 'pattern.bmp', mimeType: 'image/bmp', buffer: bytes };
}

/** The lines of the native tests, by filter: { strength, place, rgb }. */
function expectedPixels() {
  const line = /\{"(\w+)", (\d+), (\d+), (\d+), \{(\d+), (\d+), (\d+)\}\}/g;
  const source = readFileSync(`${example}tests/expected_pixels.hpp`, 'utf8');
  const byFilter = new Map();
  for (const [, filter, ...numbers] of source.matchAll(line)) {
    const [strength, x, y, ...rgb] = numbers.map(Number);
    const others = byFilter.get(filter) ?? [];
    byFilter.set(filter, [...others, { strength, place: [x, y], rgb }]);
  }
  return byFilter;
}

describe('the gallery', { timeout }, () => {
  let page;
  beforeEach(async () => (page = await open()));
  afterEach(() => page.context().close());

  test('shows what the native filters make of the same picture', async () => {
    await page.locator('#picker').setInputFiles(patternFile());
    const card = page.locator('.card');
    const byFilter = expectedPixels();
    assert.equal(byFilter.size, await page.locator('input[name=filter]').count());
    for (const [filter, lines] of byFilter) {
      await choose(page, filter, lines[0].strength);
      await press(card, 'Apply');
      await inState(page, 'done').waitFor();
      const places = lines.map(({ place }) => place);
      assert.deepEqual(
        await pixels(card, places),
        lines.map(({ rgb }) => rgb),
        filter,
      );
    }
  });

  test('shows a sample with every filter', async () => {
    const filters = await page
      .locator('input[name=filter]')
      .evaluateAll((radios) => radios.map(({ value }) => value));
    for (const filter of filters) {
      await choose(page, filter, 2);
      await sample(page, 'Hills');
    }
    await cardsIn(page, 'done', filters.length);
    const seen = await page
      .locator('.card canvas')
      .evaluateAll((canvases) => canvases.map((canvas) => canvas.toDataURL()));
    assert.equal(new Set(seen).size, filters.length, 'no two are alike');
    assert.equal(Number(await page.textContent('#calls')) >= filters.length, true);
  });

  test('stops a picture that is cancelled, and renders it when asked again', async () => {
    await choose(page, 'oil', 10);
    await sample(page, 'Marbles');
    const card = inState(page, 'rendering');
    await card.waitFor();
    await press(card, 'Cancel');
    const cancelled = inState(page, 'cancelled');
    await cancelled.waitFor();
    const share = await cancelled.locator('progress').evaluate(({ value }) => value);
    assert.ok(share > 0 && share < 1, `at ${share}`);
    await page.waitForFunction(() => document.getElementById('running').textContent === '0');
    assert.equal(await cancelled.locator('progress').evaluate(({ value }) => value), share);
    await choose(page, 'grayscale', 10);
    await press(cancelled, 'Apply');
    await inState(page, 'done').waitFor();
  });

  test('loses the picture of a worker that is killed, and goes on with a new one', async () => {
    await page.locator('#retry').uncheck();
    await choose(page, 'oil', 10);
    await sample(page, 'Hills');
    await inState(page, 'rendering').waitFor();
    for (const button of await page.getByRole('button', { name: /^Kill/ }).all())
      await button.click();
    await inState(page, 'failed').waitFor();
    assert.equal(await inState(page, 'failed').locator('.status').textContent(), 'WorkerDeath');
    await logged(page, /Worker \d has died/);
    await choose(page, 'emboss', 5);
    await page.getByRole('button', { name: 'Apply to all' }).click();
    await inState(page, 'done').waitFor();
    await page.locator('#workers li[data-state=up]').first().waitFor();
  });

  test('renders the picture of a worker that is killed anew when told to', async () => {
    await choose(page, 'oil', 8);
    await sample(page, 'Hills');
    await inState(page, 'rendering').waitFor();
    for (const button of await page.getByRole('button', { name: /^Kill/ }).all())
      await button.click();
    await logged(page, /is tried again/);
    await inState(page, 'done').waitFor();
  });

  test('lets an urgent picture overtake those in the background', async () => {
    await choose(page, 'oil', 10);
    await select(page, 'background');
    for (let picture = 0; picture < 6; picture++) await sample(page, 'Hills');
    await select(page, 'urgent');
    await sample(page, 'Marbles');
    await inState(page, 'done').first().waitFor();
    assert.equal(await inState(page, 'done').first().locator('.name').textContent(), 'Marbles');
  });

  test('tells in one tab what happens in the pool that another tab shares', async () => {
    const other = await openIn(page.context());
    await choose(page, 'sharpen', 5);
    await sample(page, 'Letters');
    await logged(other, /A call of another tab begins in worker \d/);
    await page.getByRole('button', { name: 'Kill worker 0' }).click();
    await logged(other, /Worker 0 has died/);
  });

  test('names a file that is no picture, and takes the next one', async () => {
    const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
    await page.locator('#picker').setInputFiles([text, patternFile()]);
    await logged(page, /notes\.txt is not a picture/);
    await inState(page, 'done').waitFor();
    assert.equal(await page.locator('.card').count(), 1);
  });

  test('takes dropped pictures, and removes them', async () => {
    const { name, buffer } = patternFile();
    await page.evaluate(
      ([name, bytes]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/bmp' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
      },
      [name, [...buffer]],
    );
    await inState(page, 'done').waitFor();
    await page.getByRole('button', { name: 'Remove all' }).click();
    assert.equal(await page.locator('.card').count(), 0);
  });

  test('keeps everything in its place while tiles come', async () => {
    await page.evaluate(() => {
      globalThis.shifts = [];
      const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
      observer.observe({
        type: 'layout-shift',
      });
    });
    await choose(page, 'blur', 5);
    await sample(page, 'Letters');
    await inState(page, 'rendering').waitFor();
    const before = await page.locator('.card').boundingBox();
    await inState(page, 'done').waitFor();
    assert.deepEqual(await page.locator('.card').boundingBox(), before);
    const shifted = await page.evaluate(() => shifts.reduce((sum, { value }) => sum + value, 0));
    assert.ok(shifted < 0.0005, `${shifted}: more than digits that change`);
  });
});

test('the gallery works where there are no shared workers', { timeout }, async () => {
  const page = await open({ script: () => delete globalThis.SharedWorker });
  assert.match(await page.textContent('#pool-kind'), /dedicated/);
  await choose(page, 'sharpen', 5);
  await sample(page, 'Confetti');
  await inState(page, 'done').waitFor();
  await page.context().close();
});

test('the gallery fits narrow and wide screens, light and dark', { timeout }, async () => {
  for (const width of [375, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open({ context: { viewport: { width, height: 800 }, colorScheme } });
      await choose(page, 'pixelate', 5);
      await sample(page, 'Hills');
      await inState(page, 'done').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.context().close();
    }
  }
});
