// What messages are measured with: the same in every program, and in codec.cpp.
import { record, records } from './web/records.mjs';

const turnMilliseconds = 40;

/** Objects that are linked in a ring, each of them to another one, too. */
function ring() {
  const nodes = Array.from({ length: 10_000 }, (_, id) => ({ id, next: null, peer: null }));
  nodes.forEach((node, i) => {
    node.next = nodes[(i + 1) % nodes.length];
    node.peer = nodes[(i * 7919) % nodes.length];
  });
  return nodes;
}

// `key`: what the programs that print their figures call it. `ahead`: at least as fast as every peer in
// JavaScript. `borrow`: decoded without a copy where that is asked for.
export const payloads = [
  { key: 'record', name: 'a record of 5 fields', value: record(1), unit: 'ns', ahead: true },
  {
    key: 'records_1000',
    name: '1,000 records',
    value: records(1000),
    unit: 'us',
    ahead: true,
  },
  {
    key: 'text_1m',
    name: '1 MB of text',
    value: 'lorem ipsum '.repeat(87_382),
    unit: 'us',
    ahead: true,
  },
  {
    key: 'buffer_16m',
    name: '16 MB in a buffer',
    value: new Uint8Array(16 << 20),
    unit: 'us',
    borrow: true,
    ahead: true,
  },
  { key: 'ring_10k', name: 'a ring of 10,000 linked objects', value: ring(), unit: 'us' },
];

export const perUnit = { ns: 1e6, us: 1e3 }; // from milliseconds

/** Milliseconds that one call takes, of many. */
export function timeOf(call) {
  let count = 0;
  const begun = performance.now();
  let passed = 0;
  do {
    call();
    count++;
    passed = performance.now() - begun;
  } while (passed < turnMilliseconds);
  return passed / count;
}
