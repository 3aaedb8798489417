// The Savina suite: for each program its size, and what that counts. docs/bench.md says what each of them does.
import { native, peer, wasm } from './programs.mjs';

const programs = {
  ping_pong: [200_000, 'round trips'],
  counting: [500_000, 'messages'],
  fork_join_create: [100_000, 'actors'],
  fork_join_throughput: [10_000, 'messages to each of 60'],
  thread_ring: [500_000, 'hops'],
  chameneos: [100_000, 'meetings'],
  big: [2_000, 'pings of each of 120'],
  concurrent_dictionary: [10_000, 'questions of each of 20'],
  concurrent_sorted_list: [1_000, 'questions of each of 20'],
  bounded_buffer: [2_000, 'items of each of 40'],
  dining_philosophers: [5_000, 'meals of each of 20'],
  sleeping_barber: [20_000, 'customers'],
  cigarette_smokers: [200_000, 'rounds'],
  logistic_map: [10_000, 'terms of each of 10'],
  bank_transaction: [200_000, 'transfers'],
  radix_sort: [10_000, 'numbers'],
  sieve: [50_000, 'numbers'],
  filter_bank: [20_000, 'samples'],
  unbalanced_cobwebbed_tree: [500, 'children of the root'],
  online_facility_location: [100_000, 'customers'],
  matrix_multiplication: [384, 'rows'],
  n_queens: [2_680, 'ways'],
  a_star: [40, 'cells along an edge'],
  successive_over_relaxation: [100, 'rounds'],
  all_pairs_shortest_path: [512, 'nodes'],
  trapezoidal: [20_000_000, 'trapezoids'],
  precise_pi: [1_500, 'digits'],
};

/** One worker, natively, is the measure; what a second one brings, and what WebAssembly costs, stands beside it. */
export const savina = Object.entries(programs).map(([name, [size, unit]]) => ({
  name,
  rounds: 3,
  programs: {
    weft: run(native, name, size, 1),
    two: yardstick('weft, 2 workers', run(native, name, size, 2)),
    wasm: yardstick('weft, WebAssembly', run(wasm, name, size, 1)),
  },
  rows: [
    {
      what: `${name.replaceAll('_', ' ')}, ${size.toLocaleString('en-US')} ${unit}`,
      unit: 'ms',
      weft: ['weft', name],
      peers: [
        ['two', name],
        ['wasm', name],
      ],
    },
  ],
}));

function run(build, name, size, workers) {
  return { ...build('savina/savina', name, size, workers), threads: workers };
}

function yardstick(label, program) {
  return { ...peer(label, program), yardstick: true };
}
