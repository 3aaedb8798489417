// What an actor does with its messages.

import type { Self } from './self.js';

/** Takes the messages that no handler is named for. */
export const otherwise: unique symbol = Symbol('otherwise');

/**
 * Functions by the type of the message that each takes. What one returns, or what the promise that it
 * returns resolves to, answers an ask.
 */
export interface Handlers {
  [type: string]: (content: any) => unknown;
  /** Takes messages without a type, and those that no other handler takes. */
  [otherwise]?: (content: any, type: string | null) => unknown;
}

/** Handlers as a literal, or an object of a class. */
export type HandlersObject = Handlers | object;

/**
 * What an actor does. It is called once, with the actor's own view of itself and the words of the
 * spawn.
 *
 * - If it returns handlers (or a promise of them), these take the messages from then on, one at a time:
 *   the next one when the promise that a handler returned has settled.
 * - If it returns nothing, it has done all its work: it received by itself, with `me.receive`. The
 *   actor ends with it.
 *
 * Anything else that it returns is a mistake, and ends the actor with a TypeError.
 */
export type Behaviour<Init extends unknown[] = []> = (
  me: Self,
  ...init: Init
) => HandlersObject | void | Promise<HandlersObject | void>;

type Handler = (content: unknown, type: string | null) => unknown;

const inherited = Object.prototype as unknown as Record<string, unknown>;

/** The handler for messages of `type`, if `handlers` has one; what every object has is none. */
export function handlerOf(handlers: Handlers, type: string | null): Handler | undefined {
  if (type !== null && type !== 'constructor') {
    const found: unknown = handlers[type];
    if (typeof found === 'function' && found !== inherited[type]) return found as Handler;
  }
  return handlers[otherwise];
}

/** @throws TypeError for what has no handlers */
export function checkedHandlers(result: unknown): Handlers {
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  if (isObject && hasHandlers(result)) return result as Handlers;
  throw new TypeError('This is no object with functions: an actor returns handlers, or nothing');
}

/** Whether the object has a function, of its own or of its class. */
function hasHandlers(object: object): boolean {
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at))
      if (key !== 'constructor' && typeof (object as any)[key] === 'function') return true;
  }
  return false;
}
