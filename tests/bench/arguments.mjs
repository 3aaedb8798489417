// What the command line asks for. Ends the program with exit code 2 when it makes no sense.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = (path) => ({ type: 'string', default: root(path) });

/** The suites to run, the groups to keep of them (all if undefined), how many rounds, and where the programs are. */
export function readArguments(suiteNames) {
  const { values, positionals } = parsed();
  const { only, rounds, ...folders } = values;
  const unknown = positionals.find((name) => !suiteNames.includes(name));
  if (unknown) refuse(`There is no suite '${unknown}'; there are: ${suiteNames.join(' ')}`);
  if (!/^[1-9]\d*$/.test(rounds)) refuse(`--rounds takes a number from 1, not '${rounds}'`);
  return {
    names: positionals.length > 0 ? positionals : suiteNames,
    only,
    roundCount: Number(rounds),
    folders: { ...folders, script: root('tests/bench') },
  };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '5' },
        native: folder('build/bench'),
        wasm: folder('build/wasm'),
        web: folder('web/dist'),
        out: folder('build/bench'),
      },
      allowPositionals: true,
    });
  } catch (error) {
    refuse(error.message);
  }
}

function refuse(why) {
  console.error(why);
  process.exit(2);
}
