import type { Actor } from './actor.js';
import { ActorRef, targetOf } from './actor_ref.js';
import { ActorDown, checkedReason, ExitReason } from './exit_reason.js';
import { type Behaviour, type HandlersObject, otherwise } from './handlers.js';
import type { LateAnswer } from './late_answer.js';
import type { MonitorRef } from './monitor_ref.js';
import type { Taken } from './taken.js';

/** A message as `for await (const message of me)` gives it. */
export interface Message {
  type: string | null;
  content: any;
}

/** What the message of type `down` holds. */
export interface Down {
  monitor: MonitorRef;
  actor: ActorRef;
  reason: ExitReason;
}

/** What the message of type `exited` holds. */
export interface Exited {
  /** Who ended, or sent the signal; the receiver itself if no actor did. */
  actor: ActorRef;
  reason: ExitReason;
}

/**
 * The running actor, to itself. Only for its own behaviour, while that runs: once the actor has ended,
 * everything here throws or rejects with ActorDown.
 */
export class Self {
  #actor: Actor;
  #finish: (() => Promise<void>) | undefined; // with the message that the loop gave last

  /** @internal */
  constructor(actor: Actor) {
    this.#actor = actor;
  }

  get ref(): ActorRef {
    return this.#actor.ref;
  }

  /** Aborted when the actor has ended, for whatever else it waits for: `fetch(url, { signal: me.signal })`. */
  get signal(): AbortSignal {
    return this.#actor.signal;
  }

  /**
   * Waits for the first message, in order of arrival, that one of `handlers` takes, and handles it; the
   * rest stay in order. A handler may receive, too.
   *
   * Rejects with what the handler throws (the asker is told as well), and ActorDown.
   */
  async receive(handlers: HandlersObject): Promise<void> {
    if (this.#finish) await this.#finish();
    await this.#actor.receive(handlers);
  }

  /**
   * The same for at most so many milliseconds; false when the time is up. Looks at the mailbox first,
   * for a limit of 0 too. A handler that has begun is not hurried.
   */
  async receiveFor(milliseconds: number, handlers: HandlersObject): Promise<boolean> {
    if (this.#finish) await this.#finish();
    return await this.#actor.receive(handlers, milliseconds);
  }

  /**
   * All messages, in order of arrival. An ask is answered by `reply`, or else by undefined when the
   * actor receives again or returns.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, void> {
    for (;;) {
      if (this.#finish) await this.#finish();
      yield await this.#nextMessage();
    }
  }

  get #taken(): Taken {
    this.#actor.checkAlive();
    return this.#actor.taken;
  }

  /** A message whose handler ends when `#finish` is called. */
  #nextMessage(): Promise<Message> {
    return new Promise((resolve, reject) => {
      const take = (content: unknown, type: string | null): Promise<void> => {
        resolve({ type, content });
        this.#actor.atReturn = () => this.reply(undefined);
        return new Promise((end) => {
          this.#finish = async () => {
            this.#finish = this.#actor.atReturn = undefined;
            end();
            await received;
          };
        });
      };
      const received = this.#actor.receive({ [otherwise]: take });
      received.catch(reject);
    });
  }

  /** Other handlers for the messages that follow; those that were passed over are looked at again. */
  become(handlers: HandlersObject): void {
    this.#actor.become(handlers);
  }

  /** Puts the message at hand away; an ask is not answered by it. @throws Error if there is none */
  stash(): void {
    this.#taken.stash();
  }

  /** Puts everything back to where it was in the mailbox. */
  unstashAll(): void {
    this.#actor.unstashAll();
  }

  /** Answers the message at hand before its handler returns, whose value is dropped then. */
  reply(content: unknown): void {
    this.#taken.mail.takeAsker()?.answer(content);
  }

  /**
   * For an answer to the message at hand that comes later: the handler's own value is dropped, and the
   * actor takes other messages meanwhile. If the actor ends first, the ask rejects with ActorDown.
   */
  makePromise<T = unknown>(): LateAnswer<T> {
    return this.#taken.owe();
  }

  /** Sends another actor a message whose answer goes to whoever asked for the message at hand. */
  delegate(actor: ActorRef, content: unknown): void;
  delegate(actor: ActorRef, type: string | null, content: unknown): void;
  delegate(actor: ActorRef, first: unknown, second?: unknown): void {
    const { mail } = this.#taken;
    const [type, content] = arguments.length < 3 ? [null, first] : [first as string | null, second];
    const asker = mail.takeAsker();
    if (!asker) return targetOf(actor).send(type, content);
    try {
      targetOf(actor).ask(asker, type, content);
    } catch (error) {
      mail.giveBack(asker); // it cannot be sent
      throw error;
    }
  }

  /** Starts an actor beside this one. */
  spawn<Init extends unknown[]>(behaviour: Behaviour<Init>, ...init: Init): ActorRef {
    this.#actor.checkAlive();
    return this.#actor.node.spawn(behaviour, init);
  }

  /** Ends this actor at once, by throwing ActorDown. */
  exit(reason?: ExitReason): never;
  /** Sends another actor an exit signal from this one. */
  exit(actor: ActorRef, reason: ExitReason): void;
  exit(first: ActorRef | ExitReason = ExitReason.normal(), reason?: ExitReason): void {
    this.#actor.checkAlive();
    if (first instanceof ActorRef)
      return targetOf(first).exit(this.ref, checkedReason(reason), false);
    this.#actor.end(checkedReason(first));
    throw new ActorDown(first);
  }

  /** One message of type `down` when that actor ends; at once if it has ended. */
  monitor(actor: ActorRef): MonitorRef {
    this.#actor.checkAlive();
    return this.#actor.watch(actor);
  }

  /**
   * No `down` of this monitor is sent from now on; with `flush`, one that has come is taken out.
   *
   * @returns whether the monitor was active
   */
  demonitor(monitor: MonitorRef, { flush = false }: { flush?: boolean } = {}): boolean {
    this.#actor.checkAlive();
    return this.#actor.unwatch(monitor, flush);
  }

  /** The end of either actor is an exit signal to the other; once, however often they are linked. */
  link(actor: ActorRef): void {
    this.#actor.checkAlive();
    this.#actor.ties.link(actor);
  }

  unlink(actor: ActorRef): void {
    this.#actor.checkAlive();
    this.#actor.ties.unlink(actor);
  }

  /** Whether exit signals, but for `kill`, come as messages of type `exited` and do not end this actor. */
  trapExit(isTrapping: boolean): void {
    this.#actor.checkAlive();
    this.#actor.isTrapping = isTrapping;
  }
}
