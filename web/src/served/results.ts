// What the result of a function is, by what it can do.

/** What `Symbol.observable`, RxJS and `observable()` have in common. */
export interface Subscribable {
  subscribe(observer: SubscribedObserver, options: { signal: AbortSignal }): unknown;
}

export interface SubscribedObserver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

export interface AnyIterator {
  next(value?: unknown): unknown;
  return?(value?: unknown): unknown;
  throw?(error: unknown): unknown;
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof (value as { then?: unknown }).then === 'function';
}

export function isIterator(value: unknown): value is AnyIterator {
  return isObject(value) && typeof (value as { next?: unknown }).next === 'function';
}

export function isObservable(value: unknown): value is Subscribable {
  return isObject(value) && typeof (value as { subscribe?: unknown }).subscribe === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
