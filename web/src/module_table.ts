// What the modules of a pool are called, and how they are loaded.

import type { ModuleEntry, PoolOptions } from './pool_options.js';
import type { ModuleNames, ModulePlan, ModuleSource } from './protocol.js';
import { absoluteUrl } from './urls.js';

type Loading = Pick<PoolOptions, 'preload' | 'load'>;

export class ModuleTable {
  readonly names: ModuleNames;
  #urls: Map<string, string>; // of what has been asked for, and of all names
  #plans: Map<string, ModulePlan>;

  constructor(names: ModuleNames) {
    this.names = names;
    this.#urls = new Map(names.urls);
    this.#plans = new Map(names.plans);
  }

  /** @throws TypeError if `spec` is neither a name nor a URL */
  find(spec: string | URL): ModulePlan {
    const url = spec instanceof URL ? spec.href : this.#urlOf(spec);
    let plan = this.#plans.get(url);
    if (!plan) {
      plan = { url, ...this.names.loading };
      this.#plans.set(url, plan);
    }
    return plan;
  }

  #urlOf(spec: string): string {
    let url = this.#urls.get(spec);
    if (url === undefined) {
      url = absoluteUrl(spec);
      this.#urls.set(spec, url);
    }
    return url;
  }
}

/** @throws TypeError, which names the entry, for what is no URL, or none of the shapes of a module */
export function moduleNames({
  preload: first,
  modules = {},
  load,
}: Pick<PoolOptions, 'preload' | 'modules' | 'load'>): ModuleNames {
  const loader = loaderOf({ load }, '');
  const loading = { loader, preload: preloadOf({ preload: first }, '', loader) };
  const urls = new Map<string, string>();
  const plans = new Map<string, ModulePlan>();
  if (!isRecord(modules)) throw new TypeError('modules is to be an object, by names');
  for (const [name, entry] of Object.entries(modules)) {
    const path = `modules[${JSON.stringify(name)}]`;
    const whole = typeof entry === 'string' || entry instanceof URL ? { url: entry } : entry;
    if (!isRecord(whole)) throw new TypeError(`${path} is to be a URL, or an object with one`);
    const url = urlOf(whole.url, `${path}.url`);
    if (plans.has(url)) throw new TypeError(`${path} is a second name for ${url}`);
    const loader = loaderOf(whole, `${path}.`) ?? loading.loader;
    const preload = [...loading.preload, ...preloadOf(whole, `${path}.`, loader)];
    urls.set(name, url);
    plans.set(url, { url, loader, preload });
  }
  return { urls, plans, loading };
}

function loaderOf({ load }: Loading, path: string): string | undefined {
  return load === undefined ? undefined : urlOf(load, `${path}load`);
}

function preloadOf(
  { preload = [] }: Loading,
  path: string,
  loader: string | undefined,
): ModuleSource[] {
  if (!Array.isArray(preload)) throw new TypeError(`${path}preload is to be an array of URLs`);
  return preload.map((url, i) => ({ url: urlOf(url, `${path}preload[${i}]`), loader }));
}

function urlOf(spec: unknown, path: string): string {
  if (typeof spec === 'string' || spec instanceof URL) {
    try {
      return absoluteUrl(spec);
    } catch {
      // told below
    }
  }
  throw new TypeError(`${path} is no URL: ${String(spec)}`);
}

function isRecord(value: unknown): value is ModuleEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
