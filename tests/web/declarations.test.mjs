// The declarations that are written when a C++ module is linked: their text, what a program may do by them, and that the module keeps
// to them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from '../../web/dist/weft.js';
import { pack } from './support/packed.mjs';

const timeout = 90_000;
const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const modules = fromRoot('build/wasm/tests/web/modules/');
const tsc = fromRoot('web/node_modules/typescript/bin/tsc');

let packed;
before(() => {
  packed = pack();
});
after(() => packed.remove());

/** Compiles a file of a folder that holds the package; throws with what the compiler says. */
function compile(folder, file, ...options) {
  const strictly = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
  const libraries = ['--lib', 'es2022,esnext.disposable,dom,dom.iterable', '--types', ''];
  try {
    execFileSync(process.execPath, [tsc, ...strictly, ...libraries, ...options, file], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
}

describe('the declarations of a C++ module', { timeout }, () => {
  test('are those that are expected, for every kind of type', () => {
    const expected = readFileSync(new URL('declarations/expected.txt', import.meta.url), 'utf8');
    assert.equal(readFileSync(`${modules}types_module.d.mts`, 'utf8'), expected);
  });

  test('say what a program may do, and what not', () => {
    const folder = packed.project('types');
    cpSync(fromRoot('tests/web/declarations/program.ts'), join(folder, 'program.ts'));
    cpSync(`${modules}types_module.d.mts`, join(folder, 'types_module.d.mts'));
    compile(folder, 'program.ts');
  });

  test('are what the page of the gallery is checked by', () => {
    const folder = packed.project('gallery');
    const page = join(folder, 'render.mjs');
    cpSync(fromRoot('docs/examples/pool/page/render.mjs'), page);
    cpSync(
      fromRoot('build/wasm/docs/examples/pool/gallery.d.mts'),
      join(folder, 'wasm/gallery.d.mts'),
    );
    compile(folder, 'render.mjs', '--allowJs', '--checkJs');
    const text = readFileSync(page, 'utf8');
    for (const [right, wrong] of [
      ['{ width, height, pixels }', '{ width, height }'],
      ['effect.strength', 'effect.filter'],
      ['.die()', '.dye()'],
    ]) {
      writeFileSync(page, text.replace(right, wrong));
      assert.throws(
        () => compile(folder, 'render.mjs', '--allowJs', '--checkJs'),
        /error TS/,
        wrong,
      );
    }
  });

  test('of a module without functions are those of a module', () => {
    const folder = packed.project('empty');
    cpSync(`${modules}empty_module.d.mts`, join(folder, 'empty_module.d.mts'));
    const program = `const empty: Record<string, never> = {} as typeof import('./empty_module.mjs'); export { empty };`;
    writeFileSync(join(folder, 'program.ts'), program);
    compile(folder, 'program.ts');
  });

  test('cost the module nothing: nothing of them is in it', () => {
    const module = readFileSync(`${modules}types_module.wasm`);
    for (const text of ['Record<string', 'ArrayBufferView', 'AsyncGenerator', 'weft_call_shapes'])
      assert.equal(module.indexOf(text), -1, text);
  });
});

describe('a C++ module', { timeout }, () => {
  let runtime;
  let types;
  before(async () => {
    runtime = await load();
    types = runtime.defaultPool.module(new URL(`file://${modules}types_module.mjs`));
  });
  after(() => runtime.close());

  test('gives and takes whole numbers as it declares', async () => {
    const exact = 2 ** 53;
    for (const [given, arrives] of [
      [1, 1],
      [1n, 1],
      [BigInt(exact), exact],
      [BigInt(exact) + 1n, BigInt(exact) + 1n],
      [-(2n ** 63n), -(2n ** 63n)],
    ])
      assert.equal(await types.wide(given), arrives);
    assert.equal(await types.wideUnsigned(2n ** 64n - 1n), 2n ** 64n - 1n);
    assert.equal(await types.narrow(-(2 ** 31)), -(2 ** 31));
  });

  test('gives and takes everything else as it declares', async () => {
    const bytes = Uint8Array.of(1, 2);
    const order = { name: 'tea', price: 1.5 };
    assert.deepEqual(await types.buffer(bytes), bytes.buffer);
    assert.deepEqual(await types.tuple([true, bytes]), [true, bytes.buffer]);
    assert.equal(await types.monostate(null), undefined);
    assert.equal(await types.null(null), null);
    assert.equal(await types.optional(null), undefined);
    assert.equal(await types.optional(), undefined);
    assert.deepEqual(await types.inherited(order), { ...order, count: undefined, note: undefined });
    assert.deepEqual(await types.empty(), {});
    assert.deepEqual(await types.map(new Map([[1, bytes]])), new Map([[1, bytes.buffer]]));
    assert.deepEqual(await types.unorderedSet(new Set([2n])), new Set([2]));
    assert.deepEqual(await types.span(), [1, 2, 3]);
    assert.equal(await types.duration(1.6), 2);
    assert.deepEqual(await types.time(new Date(5)), new Date(5));
    assert.ok((await types.error(new TypeError('an error'))) instanceof TypeError);
    assert.ok((await types.exception()) instanceof RangeError);
    assert.ok((await types.cloneError()) instanceof TypeError);
    assert.equal(await types.leftOut(null, 2), 2);
    assert.equal(await types.delete(1), 1);
    const counter = runtime.spawn(
      { module: new URL(`file://${modules}types_module.mjs`), type: 'a greeter' },
      'hello',
    );
    assert.equal(await counter.ask('ping', {}), 'hello 1');
  });
});
