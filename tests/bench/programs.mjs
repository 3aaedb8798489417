// What the suites run. A group is a set of programs that take turns, and the rows made of them:
//
//   { name, rounds?, programs: { KEY: { kind, file, words, threads, peer?, label?, yardstick?, package? } },
//     rows: [{ what, unit, better?, weft: [KEY, METRIC], peers?: [[KEY, METRIC], …], goals? }] }
//
// METRIC is a name that the program prints. `kind` says which build the program is in and how it is started
// (launch.mjs). A peer may be missing, and `package` says what would bring it; what is ours may not.
// samples.mjs says what yardsticks and goals are.

export const native = (file, ...words) => ({
  kind: 'native',
  file: `tests/bench/${file}`,
  words: words.map(String),
  threads: 1,
});
export const wasm = (file, ...words) => ({ ...native(file, ...words), kind: 'wasm' });
export const peer = (label, program) => ({ ...program, label, peer: true });

const depthGoals = { 0: 6, 4: 5, 16: 2.5, 64: 1.3 };
export const switchWasm = [
  {
    name: 'weft and emscripten_fiber_swap',
    programs: {
      weft: wasm('weft_context_switch', 1000),
      swap: peer('emscripten_fiber_swap', wasm('peer_fiber_swap', 200)),
    },
    rows: Object.entries(depthGoals).map(([depth, speed]) => ({
      what: `fiber ${depth} calls deep`,
      unit: 'ns',
      weft: ['weft', `depth_${depth}`],
      peers: [['swap', `depth_${depth}`]],
      goals: [{ speed }],
    })),
  },
];

export const switchNative = [
  {
    name: 'weft and raw jump_fcontext',
    programs: {
      context: native('weft_context_switch', 20_000),
      fcontext: {
        ...peer('raw jump_fcontext', native('peer_fcontext', 'yield', 40_000_000)),
        yardstick: true,
      },
    },
    rows: [
      {
        what: 'bare contexts, round trip',
        unit: 'ns',
        weft: ['context', 'depth_0'],
        peers: [['fcontext', 'yield_round_trip']],
        goals: [{ cost: 1.15, than: 'raw jump_fcontext' }],
      },
    ],
  },
];

const codecRow = (what, metric, goals, unit = 'ns') => ({
  ...{ what, unit, weft: ['weft', metric], goals },
  peers: metric.startsWith('struct') ? [] : [['v8', metric]],
});
export const codecNative = [
  {
    name: 'weft and v8.serialize',
    programs: {
      weft: native('weft_codec', 200),
      v8: {
        ...peer('v8.serialize', native('peer')),
        kind: 'script',
        file: 'peers/v8_serialize.mjs',
      },
    },
    rows: [
      codecRow('a described struct of 5 fields, encode', 'struct_encode', [{ most: 40 }]),
      codecRow('a record of 5 fields, encode', 'record_encode', [{ most: 80 }]),
      codecRow('a record of 5 fields, decode', 'record_decode', [{ most: 200 }]),
      codecRow('1,000 records, encode', 'records_1000_encode', [{ speed: 4 }]),
      codecRow('1,000 records, decode', 'records_1000_decode', [{ speed: 4 }]),
      codecRow('1,000 records, size', 'records_1000_size', [{ speed: 1 }], 'B'),
      codecRow('1 MB of text, encode', 'text_1m_encode', []),
      codecRow('1 MB of text, decode', 'text_1m_decode', []),
      codecRow('16 MB in a buffer, encode', 'buffer_16m_encode', []),
      codecRow('16 MB in a buffer, decode', 'buffer_16m_decode', []),
      codecRow('a ring of 10,000 linked objects, encode', 'ring_10k_encode', []),
      codecRow('a ring of 10,000 linked objects, decode', 'ring_10k_decode', []),
    ],
  },
];

const concordance = (kind) => ({
  kind,
  file: 'docs/examples/concordance/concordance_bench',
  words: [],
  threads: 2,
});
const throughput = { unit: 'MB/s', better: 'more' };
export const index = [
  {
    name: 'native and WebAssembly',
    programs: {
      native: { ...concordance('native'), label: 'native, 1 worker' },
      wasm: concordance('wasm'),
    },
    rows: [
      { what: 'native, 1 worker', ...throughput, weft: ['native', 'index_1w'] },
      {
        what: 'native, 2 workers',
        ...throughput,
        weft: ['native', 'index_2w'],
        peers: [['native', 'index_1w']],
      },
      {
        what: 'WebAssembly, 1 worker',
        ...throughput,
        weft: ['wasm', 'index_1w'],
        peers: [['native', 'index_1w']],
        goals: [{ speed: 0.4 }],
      },
    ],
  },
];

const poolRows = (host, choose) => [
  {
    what: `${host}, choosing of 100,000 jobs in 100 groups`,
    unit: 'ns',
    weft: ['weft', 'choose'],
    goals: [{ most: choose }],
  },
  {
    what: `${host}, submit and join a job`,
    unit: 'ns',
    weft: ['weft', 'submit_join'],
  },
  {
    what: `${host}, short and long jobs, mean time to the end`,
    unit: 'ms',
    weft: ['weft', 'mix_hrrn'],
    peers: [['weft', 'mix_fifo']],
    goals: [{ speed: 2, than: 'as they came' }],
  },
];
const poolGroup = (name, program, choose) => ({
  name,
  programs: { weft: { ...program, label: 'as they came', yardstick: true } },
  rows: poolRows(name, choose),
});
export const pools = [
  poolGroup('native', native('weft_dispatch', 100), 1000),
  poolGroup('WebAssembly', wasm('weft_dispatch', 50), 2000),
];
