// Runs programs in rounds, in turn, and makes rows of what they print. programs.mjs says what a program is.
import { existsSync } from 'node:fs';

import { fileOf, runOnce } from './launch.mjs';
import { sampleOf } from './samples.mjs';

/** The `measure` of a suite made of `groups`. */
export function measurePrograms(groups) {
  return async (surroundings) => {
    const rows = [];
    const { only } = surroundings;
    for (const group of groups.filter(({ name }) => !only || only.includes(name))) {
      try {
        rows.push(...(await measureGroup(group, surroundings)));
      } catch (error) {
        surroundings.fail(error);
      }
    }
    return rows;
  };
}

async function measureGroup(group, { folders, roundCount, progress, skip }) {
  const { name, programs, rows } = group;
  const rounds = Math.min(group.rounds ?? roundCount, roundCount);
  const running = Object.entries(programs).filter(([, program]) => isThere(program, folders, skip));
  const printed = Object.fromEntries(running.map(([key]) => [key, {}]));
  for (let round = 0; round <= rounds; ++round) {
    progress.step(name, round + 1, rounds + 1);
    for (const [key, program] of running) {
      if (!(key in printed)) continue;
      try {
        const figures = await runOnce(program, folders);
        if (round > 0)
          for (const [metric, value] of figures) (printed[key][metric] ??= []).push(value);
      } catch (error) {
        if (!program.peer) throw error;
        delete printed[key];
        skip(`${program.label} in ${name}: ${error.message}`);
      }
    }
  }
  return rows.map((row) => ({
    ...makeRow(row, programs, printed),
    rounds: rounds < roundCount ? rounds : undefined,
  }));
}

/** Whether the program was built. A peer may be missing, what is ours may not. */
function isThere(program, folders, skip) {
  const file = fileOf(program, folders);
  if (existsSync(file)) return true;
  if (!program.peer) throw new Error(`${file} is not there; was it built?`);
  const remedy = program.package
    ? `; the Debian package ${program.package} brings what it needs`
    : '';
  skip(`${program.label}: ${program.file} was not built${remedy}`);
  return false;
}

function makeRow({ weft: [key, metric], peers, ...row }, programs, printed) {
  const values = printed[key]?.[metric];
  if (!values) throw new Error(`${programs[key].file} printed no ${metric}`);
  return { better: 'less', goals: [], ...row, weft: sampleOf(values), peers: peersOf(peers) };

  function peersOf(peers = []) {
    return peers
      .filter(([key, metric]) => printed[key]?.[metric])
      .map(([key, metric]) => {
        const { label, yardstick } = programs[key];
        return { name: label, yardstick, sample: sampleOf(printed[key][metric]) };
      });
  }
}
