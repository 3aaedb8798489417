// The reference that `npm run docs` writes: that it is whole, and that it complains of what is missing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as weft from '../../web/dist/weft.js';

const timeout = 120_000;
const web = fileURLToPath(new URL('../../web/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'weft-reference-'));
after(() => rmSync(folder, { recursive: true }));

/** Writes the reference of what is in a copy of web/; `change` is given the text of its index.d.ts. */
function write(name, change = (index) => index) {
  const copy = join(folder, name);
  for (const part of ['dist/types', 'package.json', 'tsconfig.base.json'])
    cpSync(join(web, part), join(copy, part), { recursive: true });
  for (const part of ['write.mjs', 'tsconfig.json'])
    cpSync(join(web, 'reference', part), join(copy, 'reference', part));
  symlinkSync(join(web, 'reference/node_modules'), join(copy, 'reference/node_modules'));
  const index = join(copy, 'dist/types/index.d.ts');
  writeFileSync(index, change(readFileSync(index, 'utf8')));
  const out = join(copy, 'reference/out');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(copy, 'reference/write.mjs'), out],
    { encoding: 'utf8' },
  );
  return { out, status, said: stdout + stderr };
}

describe('the reference', { timeout }, () => {
  let reference;
  before(() => {
    reference = write('whole');
  });

  test('is written without complaints', () => {
    assert.doesNotMatch(reference.said, /warning|error/);
    assert.equal(reference.status, 0);
  });

  test('has a page for each export, and for what belongs to the codec', () => {
    const pages = readdirSync(reference.out, { recursive: true });
    const codec = Object.keys(weft.codec).map((name) => `codec.${name}`);
    for (const name of [...Object.keys(weft), ...codec, 'Pool', 'CallOptions', 'Remote'])
      assert.ok(
        pages.some((page) => page.endsWith(`/${name}.html`)),
        name,
      );
  });

  test('leaves out what is internal', () => {
    const runtime = readFileSync(join(reference.out, 'interfaces/Runtime.html'), 'utf8');
    assert.match(runtime, /id="defaultpool"/i);
    assert.doesNotMatch(runtime, /id="node"|id="constructor"/i);
  });
});

describe('writing the reference fails', { timeout }, () => {
  for (const [what, added, complaint] of [
    ['when an export is not documented', 'export declare const bare: 1;', /bare is not documented/],
    [
      'when a link leads nowhere',
      '/** As {@link nobody} says. */ export declare const linked: 1;',
      /Failed to resolve link to "nobody"/,
    ],
    [
      'when an export names a type that is none',
      'interface Hidden { x: 1 }\n/** It is. */ export declare const named: Hidden;',
      /Hidden.* is referenced by named but not included/,
    ],
    ['when the declarations are wrong', 'export declare const wrong: Nothing;', /TS2304/],
  ])
    test(what, () => {
      const { status, said } = write(what, (index) => `${index}\n${added}\n`);
      assert.match(said, complaint);
      assert.equal(status, 1);
    });
});
