// Node's own serializer on the payloads of weft_codec.  node v8_serialize.mjs
import v8 from 'node:v8';

import { payloads, timeOf } from '../payloads.mjs';

for (const { key, value } of payloads) {
  try {
    const bytes = v8.serialize(value);
    for (let round = 0; round < 3; round++) timeOf(() => v8.deserialize(v8.serialize(value))); // warms up
    console.log(`${key}_encode ${(timeOf(() => v8.serialize(value)) * 1e6).toFixed(1)} ns`);
    console.log(`${key}_decode ${(timeOf(() => v8.deserialize(bytes)) * 1e6).toFixed(1)} ns`);
    console.log(`${key}_size ${bytes.length} bytes`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // out of stack, on what is linked in a long row
  }
}
