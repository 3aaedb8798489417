import type { ServedCall } from '../served/served_call.js';
import { firstNamed } from '../served/uncaught.js';
import { workerScope } from '../worker_scope.js';
import { Exports } from './exports.js';
import { LoadedModule, type ModuleSurroundings } from './module.js';

/** Gives the namespace of the module at a URL, as `import()` does. */
export type ImportModule = (url: string) => Promise<object>;

/** How a module is to be loaded. */
export interface LoadingPlan {
  /** What it needs in memory: loaded before it, in order, each once in this worker. */
  preload?: readonly string[];
  /** The URL of an ES module whose default export is the ImportModule to use. Default: `import()`. */
  loader?: string;
}

/** The modules of one worker, each loaded once, and what they need in memory before it. */
export class Modules {
  #surroundings: ModuleSurroundings;
  #import: ImportModule;
  #loading = new Map<string, Exports>();
  #all = new WeakSet<Exports>();
  #modules = new Map<string, Promise<LoadedModule>>();
  #loaded: LoadedModule[] = [];
  #loaders = new Map<string, Promise<ImportModule>>();
  #preloads = new Map<string, Promise<unknown>>();

  constructor(surroundings: ModuleSurroundings, importModule: ImportModule) {
    this.#surroundings = surroundings;
    this.#import = importModule;
  }

  /**
   * The module at `url`, loaded now if it is not yet. Rejects with whatever keeps it, or what its plan
   * names, from being loaded; the next time tries again.
   */
  load(url: string, plan: LoadingPlan = {}): Promise<LoadedModule> {
    return once(this.#modules, url, () => this.#load(url, plan));
  }

  /**
   * The functions of the module that runs right now: that of the call, else the one that is being loaded
   * and that the stack names. Undefined if there is none.
   */
  current(): Exports | undefined {
    const methods = (workerScope.call as ServedCall | undefined)?.owner.methods;
    if (methods) return this.#all.has(methods as Exports) ? (methods as Exports) : undefined;
    return firstNamed(new Error(), this.#loading.values());
  }

  /** Offers functions of that module too. @throws TypeError if there is none */
  expose(api: object): void {
    // A loader may run a module under another name: if there is but one, it is that one.
    const only = this.#loading.size === 1 ? [...this.#loading.values()][0] : undefined;
    const exports = this.current() ?? only;
    if (!exports)
      throw new TypeError('expose() is for modules that are being loaded, and for calls');
    exports.expose(api);
  }

  /**
   * Hands an error that nobody caught to the module whose code it comes from; false if that is not known,
   * or does not take it.
   */
  uncaught(error: unknown): boolean {
    return firstNamed(error, this.#loaded)?.uncaught(error) ?? false;
  }

  async #load(url: string, { preload = [], loader }: LoadingPlan): Promise<LoadedModule> {
    const importModule = loader === undefined ? this.#import : await this.#loader(loader);
    for (const needed of preload) await once(this.#preloads, needed, () => importModule(needed));
    const exports = new Exports(url);
    this.#all.add(exports);
    this.#loading.set(url, exports);
    try {
      const namespace = await importModule(url);
      const module = await LoadedModule.from(namespace, exports, this.#surroundings);
      this.#loaded.push(module);
      return module;
    } finally {
      this.#loading.delete(url);
    }
  }

  #loader(url: string): Promise<ImportModule> {
    return once(this.#loaders, url, async () => {
      const { default: loader } = (await this.#import(url)) as { default?: ImportModule };
      if (typeof loader === 'function') return loader;
      throw new TypeError(`The loader ${url} has no function as its default export`);
    });
  }
}

/** The promise under `key`, made if there is none; one that rejects is forgotten. */
function once<T>(
  promises: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  let promise = promises.get(key);
  if (!promise) {
    promise = make();
    promises.set(key, promise);
    promise.catch(() => promises.delete(key));
  }
  return promise;
}
