import { type Methods, noSuchMethod } from '../served/methods.js';

type Functions = Record<string, unknown>;

/**
 * The functions of a plain JavaScript module: those that it exports; those of the object that it exports
 * by default, with that as `this`; those that it has exposed. Of one name the last exposed one counts,
 * then the export.
 */
export class Exports implements Methods {
  #namespace: Functions = {};
  #isBare = false; // the namespace has no prototype
  #object: Functions = {}; // the default export
  #exposed: Functions = Object.create(null) as Functions;

  constructor(readonly url: string) {}

  /** What the module turned out to be. `entry` is its default export, awaited. */
  use(namespace: object, entry: unknown): void {
    this.#namespace = namespace as Functions;
    this.#isBare = Object.getPrototypeOf(namespace) === null;
    if (typeof entry === 'object' && entry !== null) this.#object = entry as Functions;
  }

  /** Offers the functions of `api` too. */
  expose(api: object): void {
    for (const name of methodNames(api)) {
      const method = (api as Functions)[name] as (...args: unknown[]) => unknown;
      this.#exposed[name] = method.bind(api);
    }
  }

  call(method: string, args: unknown[]): unknown {
    const exposed = this.#exposed[method];
    if (typeof exposed === 'function') return exposed(...args);
    const exported = this.#exported(method);
    if (typeof exported === 'function') return exported(...args);
    if (isMethod(this.#object, method))
      return (this.#object[method] as (...args: unknown[]) => unknown)(...args);
    throw noSuchMethod(this.url, method);
  }

  /** A module's namespace inherits nothing, and is slow to say what it has; a loader may have given any object. */
  #exported(method: string): unknown {
    if (this.#isBare || Object.hasOwn(this.#namespace, method)) return this.#namespace[method];
    return undefined;
  }
}

/** Own or inherited, but nothing that every object has. */
function isMethod(object: Functions, name: string): boolean {
  return typeof object[name] === 'function' && !(name in Object.prototype);
}

function methodNames(api: object): string[] {
  const names: string[] = [];
  for (let at: object | null = api; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    names.push(...Object.getOwnPropertyNames(at));
  return names.filter((name) => isMethod(api as Functions, name));
}
