// npm run docs [-- FOLDER]: writes a reference of the package's public API to build/reference, or to the folder, from its declarations as
// they are published. Ends with 1 if a link leads nowhere, if something public is not exported, or an export is not documented.
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind } from 'typedoc';

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url));

const app = await Application.bootstrap({
  entryPoints: [fromHere('../dist/types/index.d.ts')],
  tsconfig: fromHere('tsconfig.json'),
  out: process.argv[2] ?? fromHere('../../build/reference'),
  name: 'weft',
  readme: 'none',
  githubPages: false,
  disableSources: true,
  excludeInternal: true,
  excludeTags: ['@module'],
  // Helpers of types that nobody needs to name.
  intentionallyNotExported: [
    'AnyFunction',
    'Functions',
    'ItemOf',
    'ItemTold',
    'Producer',
    'Subscribable',
  ],
  validation: { invalidLink: true, notExported: true, rewrittenLink: true },
});

/** The exports below `scope` without documentation; members whose names say all need none. */
function undocumented(scope) {
  return scope.children.flatMap((child) => [
    ...(child.hasComment() || child.signatures?.some((each) => each.hasComment()) ? [] : [child]),
    ...(child.kindOf(ReflectionKind.Namespace) ? undocumented(child) : []),
  ]);
}

const project = await app.convert();
if (project) {
  app.validate(project);
  for (const { name } of undocumented(project)) app.logger.warn(`${name} is not documented`);
  await app.generateOutputs(project);
}
process.exitCode = project && !app.logger.hasErrors() && !app.logger.hasWarnings() ? 0 : 1;
