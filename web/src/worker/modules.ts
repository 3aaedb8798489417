import type { ServedCall } from '../served/served_call.js';
import { firstNamed } from '../served/uncaught.js';
import { workerScope } from '../worker_scope.js';
import type { LoadContext, ModuleLoader, ModulePlan, ModuleSource } from '../protocol.js';
import { Exports } from './exports.js';
import { LoadedModule, type ModuleSurroundings } from './module.js';

/** Gives the namespace of the module at a URL, as `import()` does. */
export type ImportModule = (url: string) => Promise<object>;

/** What a module needs in memory could not be loaded; `cause` says why. */
export class PreloadError extends Error {
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    super(`${url} could not be loaded`, { cause });
  }
}

/** The modules of one worker, each loaded once, and what they need in memory before it. */
export class Modules {
  #surroundings: ModuleSurroundings;
  #context: LoadContext;
  #import: ImportModule;
  #loading = new Map<string, Exports>();
  #all = new WeakSet<Exports>();
  #modules = new Map<string, Promise<LoadedModule>>();
  #loaded: LoadedModule[] = [];
  #loaders = new Map<string, Promise<ModuleLoader>>();
  #preloads = new Map<string, Promise<unknown>>();

  constructor(
    surroundings: ModuleSurroundings,
    context: LoadContext,
    importModule: ImportModule = (url) => import(url),
  ) {
    this.#surroundings = surroundings;
    this.#context = context;
    this.#import = importModule;
  }

  /** Whether actors elsewhere know one of them that belong to no client. */
  get haveNeighbours(): boolean {
    return this.#loaded.some((module) => module.hasNeighbours);
  }

  /**
   * The module of a plan, loaded now if it is not yet. Rejects with whatever keeps it from being loaded, or
   * with PreloadError; the next time tries again.
   */
  load(plan: ModulePlan): Promise<LoadedModule> {
    return once(this.#modules, plan.url, () => this.#load(plan));
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

  async #load(plan: ModulePlan): Promise<LoadedModule> {
    for (const needed of plan.preload ?? []) await this.#preload(needed);
    const exports = new Exports(plan.url);
    this.#all.add(exports);
    this.#loading.set(plan.url, exports);
    try {
      const namespace = await this.#namespace(plan);
      const module = await LoadedModule.from(namespace, exports, this.#surroundings);
      this.#loaded.push(module);
      return module;
    } finally {
      this.#loading.delete(plan.url);
    }
  }

  async #preload(needed: ModuleSource): Promise<void> {
    try {
      await once(this.#preloads, needed.url, () => this.#namespace(needed));
    } catch (error) {
      throw new PreloadError(needed.url, error);
    }
  }

  async #namespace({ url, loader }: ModuleSource): Promise<object> {
    if (loader === undefined) return this.#import(url);
    const load = await once(this.#loaders, loader, () => this.#importLoader(loader));
    const namespace: unknown = await load(url, this.#context);
    if (typeof namespace === 'object' && namespace !== null) return namespace;
    throw new TypeError(`The loader ${loader} gave no module for ${url}`);
  }

  async #importLoader(url: string): Promise<ModuleLoader> {
    const { default: loader } = (await this.#import(url)) as { default?: ModuleLoader };
    if (typeof loader === 'function') return loader;
    throw new TypeError(`The loader ${url} has no function as its default export`);
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
