// Values on their way from JavaScript into a C++ `value` in WebAssembly's memory, and back; beside the platform's own
// clone through a MessageChannel, which leaves them in JavaScript.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

import { payloads, perUnit, timeOf } from './payloads.mjs';
import { sampleOf } from './samples.mjs';

const roomBytes = 32 << 20;

export async function measureCrossing({ folders, roundCount, progress }) {
  const { codec } = await import(pathToFileURL(join(folders.web, 'weft.js')).href);
  const program = pathToFileURL(join(folders.wasm, 'tests/bench/weft_crossing.mjs')).href;
  const module = await (await import(program)).default();
  const room = module._crossing_room(roomBytes);
  const { port1, port2 } = new MessageChannel();
  const contenders = {
    encode: codec.encode,
    there: (value) => {
      const target = module.HEAPU8.subarray(room, room + roomBytes);
      if (!module._crossing_take(codec.encodeInto(value, target))) throw new Error('refused');
    },
    back: () => {
      const at = module._crossing_give();
      return codec.decode(module.HEAPU8.subarray(at, at + module._crossing_given()));
    },
    channel: (value) => {
      port1.postMessage(value);
      return receiveMessageOnPort(port2).message;
    },
  };
  try {
    return payloads.flatMap((payload) => measurePayload(payload, contenders, roundCount, progress));
  } finally {
    port1.close();
    module._crossing_end();
  }
}

function measurePayload({ name, value, unit }, contenders, roundCount, progress) {
  const { encode, there, back, channel } = contenders;
  there(value);
  assert(Buffer.compare(encode(back()), encode(value)) === 0, `${name} comes back as it was`);
  const samples = { there: [], back: [], both: [], channel: [] };
  for (let round = 0; round <= roundCount; round++) {
    progress.step(name, round + 1, roundCount + 1);
    const times = {
      there: timeOf(() => there(value)) * perUnit[unit],
      back: timeOf(back) * perUnit[unit],
      channel: canClone(channel, value) ? timeOf(() => channel(value)) * perUnit[unit] : undefined,
    };
    if (round === 0) continue;
    samples.there.push(times.there);
    samples.back.push(times.back);
    samples.both.push(times.there + times.back);
    if (times.channel !== undefined) samples.channel.push(times.channel);
  }
  const row = (what, values, peers) => ({
    what: `${name}, ${what}`,
    unit,
    better: 'less',
    weft: sampleOf(values),
    peers,
    goals: [],
  });
  const peers = [{ name: 'MessageChannel', sample: samples.channel }]
    .filter(({ sample }) => sample.length > 0)
    .map(({ name, sample }) => ({ name, sample: sampleOf(sample) }));
  return [
    row('JavaScript to C++', samples.there, []),
    row('C++ to JavaScript', samples.back, []),
    row('there and back', samples.both, peers),
  ];
}

/** The platform's clone runs out of stack where objects are linked in a long row. */
function canClone(channel, value) {
  try {
    channel(value);
    return true;
  } catch {
    return false;
  }
}
