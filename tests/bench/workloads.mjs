// Suites made of workloads: tables of what is done how often, natively and in WebAssembly, beside whom.
//
//   { NAME: { count, threads?, rounds?, peers?, peerName?, peerCount?, rows: [{ what, part?, by?, unit?, goals? }],
//             wasm?: { count, peers?, goals? } } }
//
// `part` names one of several figures, and `by` another workload of ours that does the same in another way;
// `{count}` in a text stands for the count. Peers do `peerName`, if it is another name there, `peerCount` times,
// if that is another number. In `wasm` is what differs in WebAssembly, with goals by part; without it, there is no such
// group.
import { native, peer, wasm } from './programs.mjs';

const tokioPackages = 'librust-tokio-dev (and cargo)';
const contenders = {
  fcontext: (...words) => yardstick('raw fcontext', native('peer_fcontext', ...words)),
  boost: (...words) => ({
    ...peer('Boost.Fiber', native('peer_boost_fiber', ...words)),
    package: 'libboost-fiber1.81-dev',
  }),
  go: (...words) => ({ ...peer('Go', native('peer_go', ...words)), package: 'golang-go' }),
  tokio: (...words) => ({
    ...peer('Tokio', native('peer_tokio', ...words)),
    package: tokioPackages,
  }),
  erlang: (...words) => ({
    ...peer('Erlang', native('peer_erlang.beam', ...words)),
    kind: 'erlang',
    package: 'erlang-base',
  }),
  promises: (...words) => ({
    ...peer('promises', native('peer', ...words)),
    kind: 'script',
    file: 'peers/promises.mjs',
  }),
  native: (...words) => yardstick('weft, native', native('weft_workloads', ...words)),
};

function yardstick(label, program) {
  return { ...peer(label, program), yardstick: true };
}

export const runtimes = ['boost', 'go', 'tokio', 'erlang'];
export const withPromises = { peers: ['promises', 'native'] };
export const besideNative = { peers: ['native'] };

/** The groups of both suites that a table makes. */
export function groupsOf(workloads) {
  const all = Object.entries(workloads);
  return {
    native: all.map(([name, workload]) => group(name, workload, native)),
    wasm: all
      .filter(([, { wasm }]) => wasm)
      .map(([name, workload]) => group(name, inWasm(workload), wasm)),
  };
}

function inWasm({ rows, wasm: { goals = {}, ...wasm } }) {
  return {
    ...wasm,
    rows: rows.map((row) => ({ ...row, goals: goals[row.part ?? ''] ?? [] })),
  };
}

function group(name, { count, threads = 1, peers = [], rounds, rows, ...theirs }, build) {
  const { peerName = name, peerCount = count } = theirs;
  const programs = {};
  return { name, rounds, programs, rows: rows.map(rowOf) };

  function rowOf({ what, part, by = name, unit = 'ns', ...row }) {
    const metric = (workload) => (part ? `${workload}_${part}` : workload);
    programs[by] ??= { ...build('weft_workloads', by, count), threads };
    return {
      what: what.replace('{count}', count.toLocaleString('en-US')),
      unit,
      ...row,
      weft: [by, metric(by)],
      peers: peers.map((key) => {
        const workload = key === 'native' ? by : peerName;
        const program = `${key} ${workload}`;
        programs[program] ??= { ...contenders[key](workload, peerCount), threads };
        return [program, metric(workload)];
      }),
    };
  }
}
