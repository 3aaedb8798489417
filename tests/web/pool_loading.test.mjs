// How the modules of a pool are loaded: names, what is loaded before them, loaders. In Chromium and in Node.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { load } from '../../web/dist/weft.js';
import { scenarios } from './fixtures/loading/scenarios.mjs';
import { startBrowser } from './support/browser.mjs';

const timeout = 60_000;
let browser;
let page;
let runtime;
before(async () => {
  browser = await startBrowser();
  page = await browser.page();
  runtime = await load();
});
after(() => Promise.all([browser.close(), runtime.close({ force: true })]));

const inPage = (kind) => (scenario) =>
  page.evaluate(
    async ([scenario, kind]) => {
      const { scenarios } = await import('/loading/scenarios.mjs');
      const name = `${kind} ${crypto.randomUUID()}`;
      return scenarios[scenario]((options) =>
        runtime.createPool({ name, kind, workers: 1, ...options }),
      );
    },
    [scenario, kind],
  );
const inNode = (scenario) =>
  scenarios[scenario]((options) => runtime.createPool({ workers: 1, ...options }));

for (const [kind, run] of [
  ['dedicated', inPage('dedicated')],
  ['shared', inPage('shared')],
  ['inline', inPage('inline')],
  ['node', inNode],
]) {
  describe(`a pool of the kind ${kind}`, { timeout }, () => {
    test('loads what is to be loaded before its modules, in order, each once', async () => {
      assert.deepEqual(await run('preloads'), [
        ['a', 'b', 'c', 'module'],
        kind === 'inline' ? ['c', 'module'] : ['c', 'module'],
      ]);
    });

    test('calls modules by their names, and by URLs that have none', async () => {
      assert.deepEqual(await run('names'), [3, 7, 11, 15, 'TypeError']);
    });

    test('rejects with a LoadError that names what could not be loaded before a module', async () => {
      assert.deepEqual(await run('brokenPreload'), [
        Array(3).fill(['LoadError', 'RangeError']),
        [true, true, true],
        2,
      ]);
      assert.deepEqual(await run('brokenForAll'), ['LoadError', true]);
    });

    test('loads with a loader of its own, or of the module’s, and tells it where', async () => {
      assert.deepEqual(await run('loaders'), [
        ['x', 'made:x', 'loaders', 0, true],
        'later: made:late',
        'more',
        3,
      ]);
    });

    test('rejects with what a loader throws as the cause of a LoadError, or says what it is not', async () => {
      const errors = await run('brokenLoaders');
      assert.deepEqual(
        errors.map(([name, , cause]) => [name, cause]),
        [
          ['LoadError', 'TypeError'],
          ['LoadError', 'RangeError'],
          ['LoadError', 'TypeError'],
          ['LoadError', kind === 'node' ? 'Error' : 'TypeError'],
          ['LoadError', 'TypeError'],
          ['LoadError', 'RangeError'],
        ],
      );
      const says = [
        /loader .* gave no module for made:nothing/,
        /made:fails .*not made later/,
        /no_loader.mjs has no function/,
        /missing.mjs/,
        /^made:nothing, which is to be loaded before made:c, .*gave no module/,
        /made:fails .*not made/,
      ];
      errors.forEach(([, message], i) => assert.match(message, says[i]));
    });

    test('refuses other shapes with a TypeError that names the entry', async () => {
      const errors = await run('badShapes');
      const names = [
        'preload',
        'preload\\[0\\]',
        'load',
        'modules',
        ...Array(4).fill('modules\\["it"\\]'),
        'modules\\["it"\\].preload\\[0\\]',
        'modules\\["it"\\].load',
        'modules\\["too"\\]',
      ];
      errors.forEach(([name, message], i) => {
        assert.equal(name, 'TypeError', message);
        assert.match(message, new RegExp(`^${names[i]}`));
      });
    });
  });
}

test(
  'what a page has loaded before its modules counts for its own calls',
  { timeout },
  async () => {
    const other = await browser.page();
    const name = `two pages ${Math.random()}`;
    const loadedIn = (page, options) =>
      page.evaluate(
        async ([name, options]) => {
          const pool = await runtime.createPool({ kind: 'shared', workers: 1, name, ...options });
          return pool.call(`/loading/module.mjs?${options.preload ?? ''}`, 'loadedBefore');
        },
        [name, options],
      );
    assert.deepEqual(await loadedIn(page, {}), ['module']);
    const url = '/loading/mark.mjs?name=late';
    assert.deepEqual(await loadedIn(other, { preload: [url] }), ['module', 'late']);
    await other.close();
  },
);
