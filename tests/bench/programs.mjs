// What the suites run. A group is a set of programs that take turns, and the rows made of them:
//
//   { name, programs: { KEY: { host, file, words, threads, peer, label } },
//     rows: [{ what, unit, better, weft: [KEY, METRIC], peer: [KEY, METRIC], goal }] }
//
// METRIC is a name that the program prints. `host` says which build the program is in. The last of
// `words` is how often the program does its work, in thousands for those that only switch.

const native = (file, ...words) => ({
  host: 'native',
  file: `tests/bench/${file}`,
  words: words.map(String),
  threads: 1,
});
const wasm = (file, ...words) => ({ ...native(file, ...words), host: 'wasm' });
const peer = (label, program) => ({ ...program, label, peer: true });

const depthGoals = { 0: 6, 4: 5, 16: 2.5, 64: 1.3 };
export const switchWasm = [
  {
    name: 'weft and emscripten_fiber_swap',
    programs: {
      weft: wasm('weft_context_switch', 1000),
      swap: peer('emscripten_fiber_swap', wasm('peer_fiber_swap', 200)),
    },
    rows: Object.entries(depthGoals).map(([depth, goal]) => ({
      what: `fiber ${depth} calls deep`,
      unit: 'ns',
      weft: ['weft', `depth_${depth}`],
      peer: ['swap', `depth_${depth}`],
      goal: { speed: goal },
    })),
  },
];

const fcontext = peer('raw jump_fcontext', native('peer_fcontext', 20_000));
export const switchNative = [
  {
    name: 'weft and raw jump_fcontext',
    programs: {
      context: native('weft_context_switch', 20_000),
      yield: native('weft_workloads', 'yield', 10_000_000),
      fcontext,
    },
    rows: [
      {
        what: 'bare contexts, round trip',
        unit: 'ns',
        weft: ['context', 'depth_0'],
        peer: ['fcontext', 'round_trip'],
        goal: { cost: 1.15 },
      },
      {
        what: 'this_fiber::yield, one switch',
        unit: 'ns',
        weft: ['yield', 'yield'],
        peer: ['fcontext', 'switch'],
        goal: { cost: 3 },
      },
    ],
  },
];

const concordance = (host) => ({
  host,
  file: 'docs/examples/concordance/concordance_bench',
  words: [],
});
export const index = [
  {
    name: 'native and WebAssembly',
    programs: {
      native: { ...concordance('native'), label: 'native, 1 worker' },
      wasm: concordance('wasm'),
    },
    rows: [
      { what: 'native, 1 worker', unit: 'MB/s', better: 'more', weft: ['native', 'index_1w'] },
      {
        what: 'native, 2 workers',
        unit: 'MB/s',
        better: 'more',
        weft: ['native', 'index_2w'],
        peer: ['native', 'index_1w'],
      },
      {
        what: 'WebAssembly, 1 worker',
        unit: 'MB/s',
        better: 'more',
        weft: ['wasm', 'index_1w'],
        peer: ['native', 'index_1w'],
        goal: { speed: 0.4 },
      },
    ],
  },
];

/** The figures of each workload; `boost`: there is a Boost.Fiber program of it, too. */
const workloads = {
  yield: { rows: [['yield', 'yield, one switch', 'ns']], boost: true },
  spawn_join: { rows: [['spawn_join', 'spawn and join, 1,000 at a time', 'ns']], boost: true },
  pingpong_1t: { rows: [['pingpong', 'rendezvous channel, one message', 'ns']], boost: true },
  chan_1t: { rows: [['chan', 'channel of 128, one value', 'ns']], boost: true },
  threadring: { rows: [['threadring', 'ring of 503 fibers, one hop', 'ns']] },
  actor_pingpong: { rows: [['actor_pingpong', 'two actors, one message', 'ns']] },
  actor_ask: { rows: [['actor_ask', 'ask an actor, one answer', 'ns']] },
  skynet_1t: { rows: [['skynet', 'tree of fibers (skynet), 1 worker', 'ms']] },
  skynet_2t: { rows: [['skynet', 'tree of fibers (skynet), 2 workers', 'ms']], threads: 2 },
  live: {
    rows: [
      ['bytes', 'many fibers waiting, each', 'B'],
      ['create', 'many fibers, to create', 'ms'],
      ['wake', 'many fibers, to wake and join', 'ms'],
    ],
  },
  sleep: {
    rows: [
      ['late_p50', '100,000 sleepers, lateness, median', 'us'],
      ['late_p99', '100,000 sleepers, lateness, 99th percentile', 'us'],
    ],
  },
};

const kernel = (build, counts) =>
  Object.entries(counts).map(([name, count]) => {
    const { rows, boost, threads = 1 } = workloads[name];
    const programs = { weft: { ...build('weft_workloads', name, count), threads } };
    const hasPeer = boost && build === native;
    if (hasPeer) programs.boost = peer('Boost.Fiber', native('peer_boost_fiber', name, count));
    return {
      name: `${name} ${count}`,
      programs,
      rows: rows.map(([metric, what, unit]) => ({
        what,
        unit,
        weft: ['weft', metric],
        peer: hasPeer ? ['boost', metric] : undefined,
      })),
    };
  });

export const kernelNative = kernel(native, {
  yield: 10_000_000,
  spawn_join: 1_000_000,
  pingpong_1t: 4_000_000,
  chan_1t: 10_000_000,
  threadring: 4_000_000,
  actor_pingpong: 2_000_000,
  actor_ask: 1_000_000,
  skynet_1t: 1_000_000,
  skynet_2t: 1_000_000,
  live: 1_000_000,
  sleep: 100_000,
});

export const kernelWasm = kernel(wasm, {
  yield: 2_000_000,
  spawn_join: 200_000,
  pingpong_1t: 1_000_000,
  chan_1t: 2_000_000,
  threadring: 1_000_000,
  actor_pingpong: 500_000,
  actor_ask: 200_000,
  skynet_1t: 100_000,
  live: 100_000,
  sleep: 100_000,
});
