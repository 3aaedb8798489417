// The package as it is published, installed into a project of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));

const npm = (folder, ...words) =>
  execFileSync('npm', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * Packs what is built. `contents` lists the paths in the package; `project(name, tools)` makes a folder with the package
 * installed, from the file alone, and those of this package's development tools; `remove()` takes everything away.
 */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-packed-'));
  const [{ filename, files }] = JSON.parse(
    npm(web, 'pack', '--json', '--pack-destination', folder),
  );
  return {
    contents: files.map(({ path }) => path),
    project(name, tools = []) {
      const project = join(folder, name);
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }\n');
      const quietly = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
      npm(project, 'install', ...quietly, join(folder, filename));
      for (const tool of tools) {
        const link = join(project, 'node_modules', tool);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(web, 'node_modules', tool), link);
      }
      return project;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
