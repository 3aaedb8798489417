// What is published: the files, what their names lead to, and the types as users see them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pack } from './support/packed.mjs';

const timeout = 90_000;
const tsc = fileURLToPath(new URL('../../web/node_modules/typescript/bin/tsc', import.meta.url));
let packed;
let project;
before(() => {
  packed = pack();
  project = packed.project('user');
});
after(() => packed.remove());

describe('the package', { timeout }, () => {
  test('holds its scripts, the dispatcher, types, licence and README, and nothing else', () => {
    const others = packed.contents.filter((path) => !/^dist\/types\/.+\.d\.ts$/.test(path));
    assert.deepEqual(others.sort(), [
      'LICENSE',
      'README.md',
      'dist/coordinator.js',
      'dist/dispatch.wasm',
      'dist/inline.js',
      'dist/weft.js',
      'dist/worker.js',
      'package.json',
    ]);
    assert.ok(packed.contents.includes('dist/types/index.d.ts'));
  });

  test('has a file behind each of its names, and each of its files under one', () => {
    const root = join(project, 'node_modules/weft');
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const paths = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    );
    for (const path of paths) assert.ok(existsSync(join(root, path)), path);
    for (const path of packed.contents.filter((path) => /^dist\/[^/]+$/.test(path)))
      assert.ok(paths.includes(`./${path}`), path);
  });

  test('is imported by its name, also from CommonJS where Node can', async () => {
    const script = "import('weft').then(({ load }) => console.log(typeof load))";
    const run = (type) =>
      execFileSync(process.execPath, [`--input-type=${type}`, '--eval', script], {
        cwd: project,
        encoding: 'utf8',
      });
    assert.deepEqual([run('module'), run('commonjs')], ['function\n', 'function\n']);
  });
});

describe('the types of the package', { timeout }, () => {
  const program = (mistake) => `
    import { load, type Pool, type Task } from 'weft';
    const runtime = await load({ baseUrl: '/weft/' });
    const pool: Pool = await runtime.createPool({ kind: 'node', workers: 1 });
    const words = pool.module<{ longest(text: string): string }>('./words.js');
    const task: Task<string> = words.longest(${mistake ? '1' : "'to be'"});
    const length: number = (await task).length;
    await runtime.close();
    export { length };`;

  for (const [module, moduleResolution] of [
    ['es2022', 'bundler'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ]) {
    test(`are found and right where modules are resolved as ${moduleResolution} does`, () => {
      const check = (mistake) => {
        writeFileSync(join(project, 'program.ts'), program(mistake));
        const options = ['--module', module, '--moduleResolution', moduleResolution];
        const more = [
          '--noEmit',
          '--strict',
          '--target',
          'es2022',
          '--lib',
          'es2022,esnext.disposable,dom',
        ];
        execFileSync(process.execPath, [tsc, ...options, ...more, '--types', '', 'program.ts'], {
          cwd: project,
          encoding: 'utf8',
        });
      };
      check(false);
      assert.throws(
        () => check(true),
        ({ stdout }) => /not assignable to parameter of type 'string'/.test(stdout),
      );
    });
  }
});
