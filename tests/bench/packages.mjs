// The npm packages of web/: what the benchmarks compare with. One that is missing is no failure.
import { createRequire } from 'node:module';

export const web = new URL('../../web/', import.meta.url);
export const require = createRequire(new URL('package.json', web));

/** Why a peer is left out, and what would bring it. */
export function missing(name, why) {
  return `${name}: ${why.split('\n')[0]}; npm ci in web/ brings it`;
}
