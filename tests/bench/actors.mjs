// The workloads of actors, as behaviours and straight-line. docs/bench.md says what each of them does.
import { besideNative, groupsOf, runtimes } from './workloads.mjs';

const bothShapes = (name, what, goals) => [
  { what, goals },
  { what: `${what}, straight-line`, by: name, goals },
];

/** workloads.mjs says what the entries are. */
const workloads = {
  actor_pingpong_1t: {
    count: 4_000_000,
    peerName: 'pingpong_1t',
    peers: runtimes,
    rows: bothShapes('actor_pingpong_straight_1t', 'two actors, 1 worker, one message', [
      { most: 40 },
      { speed: 1 },
    ]),
    wasm: { count: 500_000, ...besideNative },
  },
  actor_pingpong_2t: {
    count: 2_000_000,
    threads: 2,
    peerName: 'pingpong_2t',
    peers: runtimes,
    rows: bothShapes('actor_pingpong_straight_2t', 'two actors, 2 workers, one message', [
      { most: 80 },
      { speed: 1 },
    ]),
  },
  actor_ring: {
    count: 4_000_000,
    peerName: 'threadring',
    peers: runtimes,
    rows: bothShapes('actor_ring_straight', 'ring of 503 actors, one hop', [
      { most: 40 },
      { speed: 1 },
    ]),
    wasm: { count: 500_000, ...besideNative },
  },
  actor_many_to_one_1t: {
    count: 4_000_000,
    peerName: 'many_to_one_1t',
    peers: runtimes,
    rows: [
      {
        what: '100 actors to one, 1 worker, one message',
        goals: [{ most: 30 }, { speed: 1, than: 'Erlang' }],
      },
      {
        what: '100 actors to one, bounded, 1 worker, one message',
        by: 'actor_many_to_one_bounded_1t',
        goals: [{ most: 30 }, { speed: 1, than: 'Erlang' }],
      },
    ],
    wasm: { count: 500_000, ...besideNative },
  },
  actor_many_to_one_2t: {
    count: 4_000_000,
    threads: 2,
    peerName: 'many_to_one_2t',
    peers: runtimes,
    rows: [
      {
        what: '100 actors to one, 2 workers, one message',
        goals: [{ most: 60 }, { speed: 1, than: 'Erlang' }],
      },
      {
        what: '100 actors to one, bounded, 2 workers, one message',
        by: 'actor_many_to_one_bounded_2t',
        goals: [{ most: 60 }, { speed: 1, than: 'Erlang' }],
      },
    ],
  },
  actor_forkjoin_2t: {
    count: 6_000_000,
    threads: 2,
    peerName: 'forkjoin_2t',
    peers: runtimes,
    rows: [
      {
        what: 'one actor to 60, 2 workers, {count} messages',
        unit: 'ms',
        goals: [{ speed: 1, than: 'Boost.Fiber' }],
      },
      {
        what: 'one actor to 60, bounded, 2 workers, {count} messages',
        by: 'actor_forkjoin_bounded_2t',
        unit: 'ms',
        goals: [{ speed: 1, than: 'Boost.Fiber' }],
      },
    ],
  },
  actor_create: {
    count: 1_000_000,
    peers: ['go', 'tokio', 'erlang'],
    rows: bothShapes('actor_create_straight', 'an actor for one message, 1,000 at a time', [
      { most: 100 },
      { speed: 1 },
    ]),
    wasm: { count: 200_000, ...besideNative },
  },
  actor_live_1m: {
    count: 1_000_000,
    peerName: 'live_1m',
    peers: ['go', 'tokio', 'erlang'],
    rounds: 3,
    rows: [
      {
        what: '{count} actors waiting, memory each',
        part: 'bytes',
        unit: 'B',
        goals: [{ most: 300 }],
      },
      { what: '{count} actors, to create', part: 'create', unit: 'ms', goals: [{ most: 300 }] },
      { what: '{count} actors, to wake', part: 'wake', unit: 'ms', goals: [{ most: 200 }] },
    ],
    wasm: { count: 100_000, ...besideNative, goals: { bytes: [{ most: 300 }] } },
  },
  actor_ask: {
    count: 1_000_000,
    peers: ['erlang'],
    rows: [{ what: 'ask an actor, one answer', goals: [{ speed: 1 }] }],
    wasm: { count: 200_000, ...besideNative },
  },
  actor_selective: {
    count: 200_000,
    peers: ['erlang'],
    peerCount: 1_000,
    rows: [...selective(''), ...selective(', straight-line', 'actor_selective_straight')],
    wasm: { count: 50_000, ...besideNative, goals: { ratio: [{ most: 10 }] } },
  },
};

export const { native: actorsNative, wasm: actorsWasm } = groupsOf(workloads);

function selective(shape, by) {
  return [
    { what: `ask and answer, empty mailbox${shape}`, part: 'empty', by },
    { what: `ask and answer, behind 500,000 others${shape}`, part: 'behind', by },
    {
      what: `behind 500,000 others, beside an empty mailbox${shape}`,
      part: 'ratio',
      by,
      unit: 'x',
      goals: [{ most: 10 }],
    },
  ];
}
