// Runs programs in rounds, in turn, and makes rows of what they print.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { sampleOf } from './samples.mjs';

const run = promisify(execFile);
const timeLimit = 120_000; // of one program

/** The `measure` of a suite made of `groups`; programs.mjs says what a group is. */
export function measurePrograms(groups) {
  return async (surroundings) => {
    const rows = [];
    for (const group of groups) {
      try {
        rows.push(...(await measureGroup(group, surroundings)));
      } catch (error) {
        surroundings.fail(error);
      }
    }
    return rows;
  };
}

async function measureGroup({ name, programs, rows }, { folders, roundCount, progress, skip }) {
  const there = Object.entries(programs).filter(([, program]) => isThere(program, folders, skip));
  const printed = Object.fromEntries(there.map(([key]) => [key, {}]));
  for (let round = 0; round <= roundCount; ++round) {
    progress.step(name, round + 1, roundCount + 1);
    for (const [key, program] of there) {
      const figures = await runOnce(program, folders);
      if (round > 0)
        for (const [metric, value] of figures) (printed[key][metric] ??= []).push(value);
    }
  }
  return rows.map((row) => makeRow(row, programs, printed));
}

/** Whether the program was built. A peer may be missing, what is ours may not. */
function isThere(program, folders, skip) {
  if (existsSync(fileOf(program, folders))) return true;
  if (!program.peer) throw new Error(`${fileOf(program, folders)} is not there; was it built?`);
  skip(`${program.label}, because ${program.file} was not built`);
  return false;
}

function fileOf({ host, file }, folders) {
  return join(folders[host], host === 'wasm' ? `${file}.js` : file);
}

/** Pairs of name and value, of the lines `name value unit` that the program prints. */
async function runOnce(program, folders) {
  const file = fileOf(program, folders);
  const command = [
    ...(program.host === 'wasm' ? [process.execPath] : pinning(program)),
    file,
    ...program.words,
  ];
  try {
    const { stdout } = await run(command[0], command.slice(1), { timeout: timeLimit });
    return [...stdout.matchAll(/^(\w+) ([\d.]+) \S+$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
  } catch (error) {
    const why = error.killed
      ? `took more than ${timeLimit / 1000} s`
      : (error.stderr ?? '').trim() || error.message;
    throw new Error(`${program.file} ${program.words.join(' ')}: ${why}`);
  }
}

/** A native program with one thread stays on the last processor; WebAssembly's compiler needs the others. */
function pinning({ threads }) {
  return threads === 1 && canPin() ? pinned : [];
}
const pinned = ['taskset', '-c', String(cpus().length - 1)];
let pins;
function canPin() {
  return (pins ??= spawnSync(pinned[0], [...pinned.slice(1), 'true']).status === 0);
}

function makeRow({ what, unit, better = 'less', weft, peer, goal }, programs, printed) {
  const sample = ([key, metric]) => {
    const values = printed[key]?.[metric];
    if (!values) throw new Error(`${programs[key].file} printed no ${metric}`);
    return sampleOf(values);
  };
  const row = { what, unit, better, weft: sample(weft), goal };
  if (peer && peer[0] in printed)
    row.peer = { name: programs[peer[0]].label, sample: sample(peer) };
  return row;
}
