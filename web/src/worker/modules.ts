import { firstNamed } from '../served/uncaught.js';
import { workerScope } from '../worker_scope.js';
import { Exports } from './exports.js';
import { LoadedModule, type ModuleSurroundings } from './module.js';

/** Gives the namespace of the ES module at a URL, as `import()` does. */
export type ImportModule = (url: string) => Promise<object>;

/** The modules of one worker, each loaded once, and what they need in memory before it. */
export class Modules {
  #surroundings: ModuleSurroundings;
  #import: ImportModule;
  #loading = new Map<string, Exports>();
  #modules = new Map<string, Promise<LoadedModule>>();
  #loaded: LoadedModule[] = [];
  #preloads = new Map<string, Promise<unknown>>();

  constructor(surroundings: ModuleSurroundings, importModule: ImportModule) {
    this.#surroundings = surroundings;
    this.#import = importModule;
  }

  /**
   * The module at `url`, loaded now if it is not yet, and before it what `preload` lists: in order, each
   * once in this worker. Rejects with whatever keeps them from being loaded; the next time tries again.
   */
  load(url: string, preload: readonly string[] = []): Promise<LoadedModule> {
    return once(this.#modules, url, () => this.#load(url, preload));
  }

  /**
   * The functions of the module that runs right now: that of the call, else the one that is being
   * loaded.
   *
   * @throws TypeError if it cannot be told which one that is
   */
  current(): Exports {
    const called = (workerScope.call as { owner?: { methods: unknown } } | undefined)?.owner
      ?.methods;
    if (called instanceof Exports) return called;
    const loading = [...this.#loading.values()];
    const found = loading.length === 1 ? loading[0] : firstNamed(new Error(), loading);
    if (found) return found;
    throw new TypeError('expose() is for modules that are being loaded, and for calls');
  }

  /**
   * Hands an error that nobody caught to the module whose code it comes from; false if that is not known,
   * or does not take it.
   */
  uncaught(error: unknown): boolean {
    return firstNamed(error, this.#loaded)?.uncaught(error) ?? false;
  }

  async #load(url: string, preload: readonly string[]): Promise<LoadedModule> {
    for (const needed of preload) await once(this.#preloads, needed, () => this.#import(needed));
    const exports = new Exports(url);
    this.#loading.set(url, exports);
    try {
      const namespace = await this.#import(url);
      const module = await LoadedModule.from(namespace, exports, this.#surroundings);
      this.#loaded.push(module);
      return module;
    } finally {
      this.#loading.delete(url);
    }
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
