// The codec beside cbor-x and msgpackr, both in the mode that keeps what structured cloning keeps, and beside
// v8.serialize: encoding and decoding, and sizes on the wire. All in this process, in turns; what cannot do a
// payload has no figure there.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { gzipSync } from 'node:zlib';

import { missing, require, web } from './packages.mjs';
import { payloads, perUnit, timeOf } from './payloads.mjs';
import { sampleOf } from './samples.mjs';

const bundleMost = 8_000;

export async function measureCodec({ folders, roundCount, progress, skip }) {
  const contenders = await findContenders(folders, skip);
  const rows = [];
  for (const payload of payloads)
    rows.push(...measurePayload(payload, contenders, roundCount, progress));
  return [...rows, await bundleRow()];
}

/** Each as { name, encode, decode }; ours is the first. */
async function findContenders(folders, skip) {
  const { codec } = await import(pathToFileURL(join(folders.web, 'weft.js')).href);
  const contenders = [
    { name: 'weft', encode: (value) => codec.encode(value), decode: codec.decode },
    { name: 'v8.serialize', encode: v8.serialize, decode: v8.deserialize, yardstick: true },
  ];
  const options = { structuredClone: true, useRecords: false };
  const add = (name, make) => {
    try {
      contenders.push({ name, ...make(require(name)) });
    } catch (error) {
      skip(missing(name, error.message));
    }
  };
  add('cbor-x', ({ Encoder }) => {
    const coder = new Encoder(options);
    return { encode: (value) => coder.encode(value), decode: (bytes) => coder.decode(bytes) };
  });
  add('msgpackr', ({ Packr }) => {
    const coder = new Packr(options);
    return { encode: (value) => coder.pack(value), decode: (bytes) => coder.unpack(bytes) };
  });
  return contenders;
}

function measurePayload({ name, value, unit, borrow, ahead }, contenders, roundCount, progress) {
  const running = contenders.flatMap((contender) => begin(contender, value, borrow) ?? []);
  for (let round = 0; round <= roundCount; round++) {
    progress.step(name, round + 1, roundCount + 1);
    for (const each of running) {
      const encoding = timeOf(each.encode) * perUnit[unit];
      const decoding = timeOf(each.decode) * perUnit[unit];
      if (round === 0) continue;
      each.encodings.push(encoding);
      each.decodings.push(decoding);
    }
  }
  const goals = ahead ? [{ speed: 1 }] : [];
  const row = (what, figures, more) => ({
    what: `${name}, ${what}`,
    better: 'less',
    weft: sampleOf(figures(running[0])),
    peers: running.slice(1).map(({ name, yardstick, ...each }) => ({
      name,
      yardstick,
      sample: sampleOf(figures(each)),
    })),
    ...more,
  });
  return [
    row('encode', ({ encodings }) => encodings, { unit, goals }),
    row('decode', ({ decodings }) => decodings, { unit, goals }),
    row('size', ({ size }) => [size], { unit: 'B', goals: [] }),
  ];
}

/** Undefined if the contender cannot do it. */
function begin({ name, yardstick, encode, decode }, value, borrow) {
  try {
    const bytes = encode(value);
    const options = borrow && name === 'weft' ? { borrow } : undefined; // the others do no less
    decode(bytes, options);
    return {
      ...{ name, yardstick, encodings: [], decodings: [], size: bytes.length },
      encode: () => encode(value),
      decode: () => decode(bytes, options),
    };
  } catch (error) {
    if (name === 'weft') throw error;
    return undefined;
  }
}

/** The codec without the rest of the package. */
async function bundleRow() {
  const { build } = require('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: web.pathname,
    entryPoints: ['src/codec/index.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
  });
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  const goals = [{ most: bundleMost }];
  return {
    what: 'the codec alone, bundled',
    unit: 'B',
    better: 'less',
    weft: sampleOf([bytes]),
    peers: [],
    goals,
  };
}
