// Runs a program of the suites once, and reads what it prints.
import { execFile, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timeLimit = 120_000; // of one program

/** How each kind of program is started. */
const starters = {
  native: ({ threads }, file) => [...pinning(threads), file],
  // Not pinned: the compiler of WebAssembly and JavaScript works on threads of its own.
  wasm: (_, file) => [process.execPath, file],
  script: (_, file) => [process.execPath, file],
  erlang: ({ threads }, file) => [
    ...pinning(threads),
    ...['erl', '+S', `${threads}:${threads}`, '+P', '4000000', '-noshell'],
    ...['-pa', dirname(file), '-s', 'peer_erlang', 'main'],
  ],
};

export function fileOf({ kind, file }, folders) {
  return join(folders[kind === 'erlang' ? 'native' : kind], kind === 'wasm' ? `${file}.js` : file);
}

/** Pairs of name and value, of the lines `name value unit` that the program prints. */
export async function runOnce(program, folders) {
  const [command, ...words] = starters[program.kind](program, fileOf(program, folders));
  try {
    const { stdout } = await run(command, [...words, ...program.words], { timeout: timeLimit });
    return [...stdout.matchAll(/^(\w+) ([\d.]+) \S+$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
  } catch (error) {
    throw new Error(`${program.file} ${program.words.join(' ')}: ${whyItFailed(error)}`);
  }
}

function whyItFailed({ killed, signal, stderr, message }) {
  if (killed) return `took more than ${timeLimit / 1000} s`;
  return signal ? `ended by ${signal}` : stderr?.trim() || message;
}

/** Native programs stay on as many processors as they have threads, always the same ones. */
function pinning(threads) {
  return canPin() ? ['taskset', '-c', threads === 1 ? '1' : '0,1'] : [];
}
let pins;
function canPin() {
  return (pins ??= cpus().length > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0);
}
