// A module written in JavaScript whose functions and types of actors are given as objects.

import { factoryMark, type ModuleFactory } from '../protocol.js';
import { type Methods, noSuchMethod } from '../served/methods.js';
import type { Behaviour } from './handlers.js';
import { JsModuleFace } from './module_face.js';

type Functions = Record<string, (...args: any[]) => unknown>;

/** What a module offers. */
export interface ActorModuleOptions {
  /** Types of actors, for `runtime.spawn({ module, type })`. */
  actors?: Record<string, Behaviour<any[]>>;
  /** Functions, for `pool.module(url)`; a promise is waited for. */
  functions?: Functions;
}

/**
 * The default export of a module in JavaScript that has actors:
 *
 *     export default actorModule({ actors: { counter(me, start) { … } } });
 *
 * Each worker that a pool loads it in has an instance of its own. A module that has only functions
 * just exports them.
 */
export function actorModule({ actors = {}, functions = {} }: ActorModuleOptions): ModuleFactory {
  const factory: ModuleFactory = async (host) => ({
    weft: new JsModuleFace(host, new OwnFunctions(host.weftUrl, functions), actors),
  });
  return Object.assign(factory, { [factoryMark]: true });
}

class OwnFunctions implements Methods {
  constructor(
    readonly url: string,
    readonly functions: Functions,
  ) {}

  call(method: string, args: unknown[]): unknown {
    if (!Object.hasOwn(this.functions, method)) throw noSuchMethod(this.url, method);
    return this.functions[method](...args);
  }
}
