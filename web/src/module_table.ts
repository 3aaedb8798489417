// What the modules of a pool are called, and how they are loaded.

import type { ModuleEntry, PoolOptions } from './pool_options.js';
import type { ModulePlan, ModuleSource } from './protocol.js';
import { absoluteUrl } from './urls.js';

type Loading = Pick<PoolOptions, 'preload' | 'load'>;

export class ModuleTable {
  #loader: string | undefined;
  #preload: readonly ModuleSource[];
  #urls = new Map<string, string>(); // of what has been asked for, and of all names
  #plans = new Map<string, ModulePlan>(); // by URL

  /** @throws TypeError, which names the entry, for what is no URL, or none of the shapes of a module */
  constructor({ preload, modules = {}, load }: Pick<PoolOptions, 'preload' | 'modules' | 'load'>) {
    this.#loader = loaderOf({ load }, '');
    this.#preload = preloadOf({ preload }, '', this.#loader);
    if (!isRecord(modules)) throw new TypeError('modules is to be an object, by names');
    for (const [name, entry] of Object.entries(modules)) this.#add(name, entry);
  }

  /** @throws TypeError if `spec` is neither a name nor a URL */
  find(spec: string | URL): ModulePlan {
    const url = spec instanceof URL ? spec.href : this.#urlOf(spec);
    let plan = this.#plans.get(url);
    if (!plan) {
      plan = { url, loader: this.#loader, preload: this.#preload };
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

  #add(name: string, entry: string | URL | ModuleEntry): void {
    const path = `modules[${JSON.stringify(name)}]`;
    const whole = typeof entry === 'string' || entry instanceof URL ? { url: entry } : entry;
    if (!isRecord(whole)) throw new TypeError(`${path} is to be a URL, or an object with one`);
    const url = urlOf(whole.url, `${path}.url`);
    if (this.#plans.has(url)) throw new TypeError(`${path} is a second name for ${url}`);
    const loader = loaderOf(whole, `${path}.`) ?? this.#loader;
    const preload = [...this.#preload, ...preloadOf(whole, `${path}.`, loader)];
    this.#urls.set(name, url);
    this.#plans.set(url, { url, loader, preload });
  }
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

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
