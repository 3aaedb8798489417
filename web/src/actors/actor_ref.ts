// What programs hold of an actor, wherever it is.

import { TimeoutError } from '../errors.js';
import { after } from '../timer.js';
import { ActorDown, checkedReason, ExitReason } from './exit_reason.js';
import type { Asker } from './mailbox.js';
import type { Target } from './target.js';

/** How long an ask may wait. */
export interface AskOptions {
  /** Milliseconds after which the ask rejects with a TimeoutError. Default: no limit. */
  timeout?: number;
  /** Its abort makes the ask reject with `signal.reason`. */
  signal?: AbortSignal;
}

/** Where the signals for an actor go; changes when the actor has ended. @internal */
export let targetOf: (ref: ActorRef) => Target;
/** @internal */
export let setTarget: (ref: ActorRef, target: Target) => void;

/**
 * An actor that may be sent messages: one of this page, of a module in a worker, or of another page.
 *
 * A ref can be sent: in messages, answers, and arguments and results of calls, at any depth. There is
 * one ref for an actor in a page as long as somebody holds it, so that `===` compares actors. It does
 * not keep the actor alive.
 *
 * Within a page a message is the object itself, which the sender should not touch any more; to
 * anywhere else a copy goes.
 */
export class ActorRef {
  #target: Target;

  static {
    targetOf = (ref) => ref.#target;
    setTarget = (ref, target) => (ref.#target = target);
  }

  /** @internal */
  constructor(target: Target) {
    this.#target = target;
  }

  /**
   * Sends a message and returns at once. Messages of one sender arrive in order. What an ended actor
   * is sent goes to dead letters.
   *
   * With one argument the message has no type: a handler under `otherwise` takes it.
   *
   * @throws TypeError with `.path` for content that cannot be sent, or a type that is no string
   */
  send(content: unknown): void;
  send(type: string | null, content: unknown): void;
  send(first: unknown, content?: unknown): void {
    if (arguments.length < 2) this.#target.send(null, first);
    else this.#target.send(checkedType(first), content);
  }

  /**
   * Sends a message and resolves with what its handler returns. A string or null that is followed by
   * another argument is the type.
   *
   * Rejects with what the handler throws; ActorDown if the actor has ended, or ends first;
   * TimeoutError; the signal's reason; TypeError with `.path` for content that cannot be sent.
   */
  ask<Answer = any>(content: unknown, options?: AskOptions): Promise<Answer>;
  ask<Answer = any>(type: string | null, content: unknown, options?: AskOptions): Promise<Answer>;
  ask(first: unknown, second?: unknown, options?: AskOptions): Promise<unknown> {
    const isTyped = arguments.length > 1 && (typeof first === 'string' || first === null);
    return isTyped
      ? this.#ask(first, second, options)
      : this.#ask(null, first, second as AskOptions | undefined);
  }

  /**
   * Sends an exit signal that comes from no actor: asks it to end with this reason. `kill` ends it
   * whatever it does.
   *
   * @throws TypeError for what is no ExitReason
   */
  exit(reason: ExitReason = ExitReason.shutdown()): void {
    this.#target.exit(null, checkedReason(reason), false);
  }

  #ask(type: string | null, content: unknown, options?: AskOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      options?.signal?.throwIfAborted();
      const asking = new Asking(resolve, reject);
      const id = this.#target.ask(asking, type, content);
      if (options) asking.limit(options, () => this.#target.forget(id));
    });
  }
}

function checkedType(type: unknown): string | null {
  if (typeof type === 'string' || type === null) return type;
  throw new TypeError('The type of a message is a string or null');
}

/** An ask of this page, settled once. */
class Asking implements Asker {
  #release: (() => void) | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  constructor(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  answer(content: unknown): void {
    this.#release?.();
    this.#resolve(content);
  }

  fail(error: unknown): void {
    this.#release?.();
    this.#reject(error);
  }

  gone(reason: ExitReason, cause?: unknown): void {
    this.fail(new ActorDown(reason, cause === undefined ? undefined : { cause }));
  }

  /** @param forget is called if a limit ends the ask */
  limit({ timeout, signal }: AskOptions, forget: () => void): void {
    const end = (error: unknown): void => {
      forget();
      this.fail(error);
    };
    const abort = (): void => end(signal!.reason);
    const expire = (): void => end(new TimeoutError(`No answer within ${timeout} ms`));
    const timer = timeout === undefined ? undefined : after(timeout, expire);
    signal?.addEventListener('abort', abort);
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  }
}
