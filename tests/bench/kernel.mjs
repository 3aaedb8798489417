// The workloads of the kernel: for each, how often it is done natively and in WebAssembly, who does the same,
// and the goals. docs/bench.md says what each of them does.
import { besideNative, groupsOf, runtimes, withPromises } from './workloads.mjs';

/** workloads.mjs says what the entries are. */
const workloads = {
  yield: {
    count: 10_000_000,
    peers: ['fcontext', ...runtimes],
    rows: [
      {
        what: 'yield, one switch',
        goals: [{ most: 10 }, { cost: 2.2, than: 'raw fcontext' }, { speed: 1 }],
      },
    ],
    wasm: { count: 2_000_000, ...withPromises },
  },
  spawn_join: {
    count: 1_000_000,
    peers: runtimes,
    rows: [
      {
        what: 'spawn and join, 1,000 at a time',
        goals: [{ most: 38 }, { speed: 3.7, than: 'Go' }, { speed: 1 }],
      },
    ],
    wasm: { count: 200_000, ...withPromises },
  },
  skynet_1t: {
    count: 1_000_000,
    peers: runtimes,
    rounds: 3,
    rows: [
      {
        what: 'tree of fibers (skynet), {count} leaves, 1 worker',
        unit: 'ms',
        goals: [{ speed: 1, than: 'Tokio' }],
      },
      { what: 'skynet, 1 worker, most memory', part: 'memory', unit: 'MB', goals: [{ most: 100 }] },
    ],
    wasm: {
      count: 100_000,
      ...withPromises,
      goals: { '': [{ speed: 1, than: 'promises' }], memory: [] },
    },
  },
  skynet_2t: {
    count: 1_000_000,
    threads: 2,
    peers: runtimes,
    rounds: 3,
    rows: [
      {
        what: 'tree of fibers (skynet), {count} leaves, 2 workers',
        unit: 'ms',
        goals: [{ speed: 1, than: 'Tokio' }],
      },
      {
        what: 'skynet, 2 workers, most memory',
        part: 'memory',
        unit: 'MB',
        goals: [{ most: 100 }],
      },
    ],
  },
  pingpong_1t: {
    count: 4_000_000,
    peers: runtimes,
    rows: [
      {
        what: 'rendezvous channel, 1 worker, one message',
        goals: [{ most: 40 }, { speed: 2.3, than: 'Boost.Fiber' }],
      },
    ],
    wasm: { count: 1_000_000, ...withPromises, goals: { '': [{ speed: 1, than: 'promises' }] } },
  },
  pingpong_2t: {
    count: 2_000_000,
    threads: 2,
    peers: runtimes,
    rows: [
      {
        what: 'rendezvous channel, 2 workers, one message',
        goals: [{ most: 60 }, { speed: 1.87, than: 'Go' }],
      },
    ],
  },
  threadring: {
    count: 4_000_000,
    peers: runtimes,
    rows: [
      {
        what: 'ring of 503 fibers, one hop',
        goals: [{ most: 40 }, { speed: 2.1, than: 'Boost.Fiber' }],
      },
    ],
    wasm: { count: 1_000_000, ...besideNative },
  },
  many_to_one_1t: {
    count: 10_000_000,
    peers: runtimes,
    rows: [
      {
        what: '100 fibers to one, 1 worker, one message',
        goals: [{ most: 15 }, { speed: 1.17, than: 'Boost.Fiber' }],
      },
    ],
    wasm: { count: 1_000_000, ...besideNative },
  },
  many_to_one_2t: {
    count: 4_000_000,
    threads: 2,
    peers: runtimes,
    rows: [
      {
        what: '100 fibers to one, 2 workers, one message',
        goals: [{ most: 35 }, { speed: 1.11, than: 'Go' }],
      },
    ],
  },
  forkjoin_2t: {
    count: 6_000_000,
    threads: 2,
    peers: runtimes,
    rows: [
      {
        what: 'one fiber to 60, 2 workers, {count} messages',
        unit: 'ms',
        goals: [{ speed: 1, than: 'Boost.Fiber' }],
      },
    ],
  },
  chan_1t: {
    count: 10_000_000,
    peers: ['boost', 'go', 'tokio'],
    rows: [
      {
        what: 'channel of 128, 1 worker, one value',
        goals: [{ most: 12 }, { speed: 1.47, than: 'Boost.Fiber' }],
      },
    ],
    wasm: { count: 2_000_000, ...besideNative },
  },
  chan_2t: {
    count: 10_000_000,
    threads: 2,
    peers: ['boost', 'go', 'tokio'],
    rows: [
      {
        what: 'channel of 128, 2 workers, one value',
        goals: [{ most: 35 }, { speed: 1.05, than: 'Go' }],
      },
    ],
  },
  select: {
    count: 2_000_000,
    peers: ['go', 'tokio'],
    rows: [
      {
        what: 'select over 8 rendezvous channels',
        goals: [{ most: 150 }, { speed: 2.55, than: 'Go' }],
      },
    ],
    wasm: { count: 400_000, ...besideNative },
  },
  select_buf128: {
    count: 2_000_000,
    peers: ['go', 'tokio', 'erlang'],
    rows: [
      {
        what: 'select over 8 channels of 128',
        goals: [{ most: 50 }, { speed: 1.3, than: 'Tokio' }],
      },
    ],
    wasm: { count: 400_000, ...besideNative },
  },
  timer: {
    count: 1_000_000,
    peers: ['go', 'tokio', 'erlang'],
    rows: [
      { what: 'a time limit, armed and called off', part: 'arm_cancel', goals: [{ most: 40 }] },
      { what: 'a time limit, reset', part: 'reset' },
      { what: '{count} time limits at once, each', part: 'at_once' },
    ],
    wasm: { count: 200_000, ...besideNative, goals: { arm_cancel: [] } },
  },
  sleep: {
    count: 100_000,
    peers: runtimes,
    rows: [
      { what: '{count} sleepers, lateness, median', part: 'p50', unit: 'us' },
      {
        what: '{count} sleepers, lateness, 99th percentile',
        part: 'p99',
        unit: 'us',
        goals: [{ most: 150 }],
      },
      { what: '{count} sleepers, processor time', part: 'cpu', unit: 'ms', goals: [{ most: 300 }] },
    ],
    wasm: { count: 100_000, ...besideNative, goals: { p99: [], cpu: [] } },
  },
  idle: {
    count: 1_000,
    threads: 2,
    rounds: 2,
    rows: [
      {
        what: '{count} fibers waiting, nothing to do: processor',
        unit: '%',
        goals: [{ most: 0.01 }],
      },
    ],
  },
  live_1m: {
    count: 1_000_000,
    peers: ['fcontext', ...runtimes],
    rounds: 3,
    rows: [
      {
        what: '{count} fibers waiting, memory each',
        part: 'bytes',
        unit: 'B',
        goals: [{ most: 4400 }],
      },
      {
        what: '{count} fibers, to create and park',
        part: 'create',
        unit: 'ms',
        goals: [{ cost: 1.5, than: 'raw fcontext' }],
      },
      { what: '{count} fibers, to wake and join', part: 'wake', unit: 'ms' },
    ],
    wasm: {
      count: 100_000,
      ...besideNative,
      goals: { bytes: [{ most: 12_288 }], create: [] },
    },
  },
};

export const { native: kernelNative, wasm: kernelWasm } = groupsOf(workloads);
