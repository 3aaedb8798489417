// Where the package's files are: beside weft.js, unless the page says otherwise. Bundlers know an asset
// by the words `new URL('./file', import.meta.url)`.

import type { WorkerKind } from './worker_kind.js';
import { absoluteUrl } from './urls.js';

export interface AssetOptions {
  /** The folder that the package's files are served from, ending in `/`. Default: that of this file. */
  baseUrl?: string | URL;
  /**
   * Where `worker.js` is. Shared workers need it on the page's own origin; dedicated ones start from
   * another one too, where that server and the page's Content-Security-Policy let them.
   */
  workerUrl?: string | URL;
  /** Where `inline.js` is, the script of `inline` pools. */
  inlineUrl?: string | URL;
  /** Where `coordinator.js` is, for shared pools of several workers; on the page's own origin. */
  coordinatorUrl?: string | URL;
  /** Where `dispatch.wasm` is, which chooses among waiting calls. */
  dispatchUrl?: string | URL;
}

/** The script that workers of a kind run. @throws TypeError for an option that is no URL */
export function scriptUrl(kind: WorkerKind, options: AssetOptions): string {
  return kind === 'inline' ? inlineUrl(options) : workerUrl(options);
}

/** @throws TypeError for an option that is no URL */
export function workerUrl({ baseUrl, workerUrl }: AssetOptions): string {
  return given('worker.js', workerUrl, baseUrl) ?? new URL('./worker.js', import.meta.url).href;
}

function inlineUrl({ baseUrl, inlineUrl }: AssetOptions): string {
  return given('inline.js', inlineUrl, baseUrl) ?? new URL('./inline.js', import.meta.url).href;
}

/** @throws TypeError for an option that is no URL */
export function coordinatorUrl({ baseUrl, coordinatorUrl }: AssetOptions): string {
  return (
    given('coordinator.js', coordinatorUrl, baseUrl) ??
    new URL('./coordinator.js', import.meta.url).href
  );
}

/** @throws TypeError for an option that is no URL */
export function dispatchUrl({ baseUrl, dispatchUrl }: AssetOptions): string {
  return (
    given('dispatch.wasm', dispatchUrl, baseUrl) ?? new URL('./dispatch.wasm', import.meta.url).href
  );
}

/** Where the page says that a file is. */
function given(file: string, url?: string | URL, baseUrl?: string | URL): string | undefined {
  if (url !== undefined) return absoluteUrl(url);
  return baseUrl === undefined ? undefined : absoluteUrl(file, absoluteUrl(baseUrl));
}
