// Reads the page's numbers off the page, in two tabs, and compares them with the native program's.
import { launchChromium } from '../../../../tests/support/chromium.mjs';

const patience = 300_000; // milliseconds, for files of any size

/** Prints a table of all numbers; whether they are the same everywhere. */
export async function compareInBrowser(url, native) {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const first = await numbersOf(context, url);
    const second = await numbersOf(context, url);
    return printTable(nativeNumbers(native), first, second);
  } finally {
    await browser.close();
  }
}

/** What a new tab shows when it has the whole index. */
async function numbersOf(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(url);
  await page.waitForFunction(() => ['ready', 'failed'].includes(document.body.dataset.state));
  const failure = page.locator('#failure-text');
  if (await failure.isVisible()) throw new Error(`The page says: ${await failure.textContent()}`);
  return page.evaluate(() => {
    const total = (id) => [id, document.getElementById(id).dataset.value];
    const words = [...document.querySelectorAll('#top li')].map(({ dataset }) => dataset);
    return [
      ...['documents', 'words', 'distinct', 'bytes'].map(total),
      ...words.map(({ word, count }, index) => [`${index + 1}.`, `${word} ${count}`]),
    ];
  });
}

function nativeNumbers({ top, ...totals }) {
  return [
    ...['documents', 'words', 'distinct', 'bytes'].map((id) => [id, String(totals[id])]),
    ...top.map(([word, count], index) => [`${index + 1}.`, `${word} ${count}`]),
  ];
}

function printTable(native, first, second) {
  const row = (...cells) =>
    console.log(
      cells
        .map((cell) => String(cell).padEnd(20))
        .join('')
        .trimEnd(),
    );
  const [inFirst, inSecond] = [new Map(first), new Map(second)];
  console.log();
  row('', 'native', 'page', 'second tab');
  const differing = native.filter(([name, value]) => {
    row(name, value, inFirst.get(name), inSecond.get(name));
    return inFirst.get(name) !== value || inSecond.get(name) !== value;
  });
  const rowsDiffer = first.length !== native.length || second.length !== native.length;
  const names = differing.map(([name]) => name);
  if (rowsDiffer) names.push('the number of words listed');
  console.log(names.length === 0 ? '\nsame' : `\nnot the same: ${names.join(', ')}`);
  return names.length === 0;
}
