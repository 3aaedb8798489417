import type { CallOptions } from './pool_options.js';
import type { RemoteIterator } from './streams/remote_iterator.js';
import type { RemoteObservable } from './streams/remote_observable.js';
import type { Task } from './task.js';

/**
 * A module's functions as functions that return tasks. `.with(options)` gives the same functions
 * called with those options.
 *
 * `then` and `with` name no functions here (so that awaiting a Remote is harmless); `pool.call`
 * reaches functions of any name.
 */
export type Remote<Module> = {
  [
    Name in keyof Module as Module[Name] extends AnyFunction
      ? Exclude<Name, 'then' | 'with'>
      : never
  ]: Module[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Task<Delivered<Awaited<Result>>>
    : never;
} & { with(options: CallOptions): Remote<Module> };

/** What a page gets for a result: iterators and observables stay in the worker. */
export type Delivered<Result> = 0 extends 1 & Result
  ? any
  : Result extends AsyncIterator<infer Item, infer Return> | Iterator<infer Item, infer Return>
    ? RemoteIterator<Awaited<Item>, Awaited<Return>>
    : Result extends { subscribe(observer: infer Told, ...more: any[]): unknown }
      ? RemoteObservable<ItemTold<Told>>
      : Result;

/** What an observer is told, by the type of the observer. */
type ItemTold<Told> =
  Exclude<Told, undefined | AnyFunction> extends { next?: ((item: infer Item) => void) | undefined }
    ? Item
    : unknown;

type AnyFunction = (...args: any[]) => unknown;
type Call = (method: string, args: unknown[], options: CallOptions) => Task;

/** @internal */
export function remote<Module>(call: Call, options: CallOptions = {}): Remote<Module> {
  const withMore = (more: CallOptions): Remote<Module> => remote(call, { ...options, ...more });
  const functions = new Map<string | symbol, unknown>([
    ['then', undefined],
    ['with', withMore],
  ]);
  return new Proxy({} as Remote<Module>, {
    get(_, name) {
      const known = functions.get(name);
      if (known !== undefined || typeof name !== 'string' || functions.has(name)) return known;
      const made = (...args: unknown[]): Task => call(name, args, options);
      functions.set(name, made);
      return made;
    },
  });
}
