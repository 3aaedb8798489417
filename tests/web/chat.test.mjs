// The chat room of the examples, in two tabs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
let browser;
before(async () => {
  const built = folder('../../build/wasm/docs/examples/chat/');
  browser = await startBrowser({
    '/chat/': folder('../../docs/examples/chat/page/'),
    '/chat/chat.mjs': `${built}chat.mjs`,
    '/chat/chat.wasm': `${built}chat.wasm`,
  });
});
after(() => browser.close());

async function comeIn(name) {
  const tab = await browser.page('/chat/index.html');
  await tab.fill('#name', name);
  await tab.click('#door button');
  await tab.waitForSelector('#room:not([hidden])');
  return tab;
}

async function say(tab, text) {
  await tab.fill('#text', text);
  await tab.press('#text', 'Enter');
}

const namesIn = (tab) => tab.locator('#names li').allTextContents();
const linesIn = (tab) => tab.locator('#lines li').allTextContents();

test(
  'two tabs talk, a third sees what was said, and a closed one is gone',
  { timeout },
  async () => {
    const ada = await comeIn('Ada');
    const bob = await comeIn('Bob');
    await say(ada, 'Is anybody here?');
    await bob.getByText('Is anybody here?').waitFor();
    await say(bob, '<b>Yes</b>');
    await ada.getByText('<b>Yes</b>').waitFor();
    assert.deepEqual(await linesIn(ada), ['AdaIs anybody here?', 'Bob<b>Yes</b>']);
    assert.deepEqual(await linesIn(bob), await linesIn(ada));
    assert.equal(await ada.locator('#lines .mine').count(), 1, 'only its own line');

    const other = await comeIn('Ada');
    assert.deepEqual(await linesIn(other), await linesIn(ada));
    assert.deepEqual(await namesIn(bob), ['Ada', 'Bob', 'Ada 2']);
    assert.equal(await other.locator('#names .me').textContent(), 'Ada 2');

    await ada.close();
    await bob.waitForFunction(() => document.querySelectorAll('#names li').length === 2);
    assert.deepEqual(await namesIn(bob), ['Bob', 'Ada 2']);
    await Promise.all([bob.close(), other.close()]);
  },
);

test(
  'a name that the room refuses is told, and another one may be tried',
  { timeout },
  async () => {
    const tab = await browser.page('/chat/index.html');
    await tab.fill('#name', 'ü'.repeat(30));
    await tab.evaluate(() => (document.querySelector('#name').value = 'ü'.repeat(40)));
    await tab.click('#door button');
    await tab.waitForSelector('#problem:not([hidden])');
    assert.match(await tab.textContent('#problem'), /1 to 60 bytes/);
    await tab.fill('#name', 'Ünal');
    await tab.click('#door button');
    await tab.waitForSelector('#room:not([hidden])');
    assert.deepEqual(await namesIn(tab), ['Ünal']);
    await tab.close();
  },
);
