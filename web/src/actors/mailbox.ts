// What an actor was sent and has not taken yet.
//
//     passed: by type, in order <-- what the handlers did not take -- arrivals: in order <-- push
//
// Everything that was passed over came before all arrivals. It is kept by type, so that other handlers
// are asked once for each type and not for each message; the same handlers are not asked again.

import type { ActorRef } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';
import { handlerOf, type Handlers } from './handlers.js';
import { Queue } from '../queue.js';

/** Who waits for the answer to a message. Told once; what comes later is dropped. */
export interface Asker {
  answer(content: unknown): void;
  fail(error: unknown): void;
  gone(reason: ExitReason, cause?: unknown): void;
}

/** Has its turn in the mailbox, as messages have; see `Actor.exit`. */
export interface ExitSignal {
  from: ActorRef | null;
  reason: ExitReason;
  isLinked: boolean;
}

/** A message in the mailbox of its receiver. */
export class Mail {
  /** When it came, among the messages of its mailbox. */
  order = 0;
  /** It was put away: the end of its handler answers nothing. */
  isStashed = false;
  /** No dead letter when nobody takes it. */
  isFromRuntime = false;
  /** An exit signal that has not had its turn; after that it is a message, or nothing. */
  signal: ExitSignal | undefined;
  #asker: Asker | undefined;

  constructor(
    readonly type: string | null,
    readonly content: unknown,
    asker: Asker | undefined,
  ) {
    this.#asker = asker;
  }

  /** Whoever takes the asker has to answer. */
  takeAsker(): Asker | undefined {
    const asker = this.#asker;
    this.#asker = undefined;
    return asker;
  }

  giveBack(asker: Asker): void {
    this.#asker = asker;
  }
}

/** A message from the runtime. */
export function noticeOf(type: string, content: unknown): Mail {
  const mail = new Mail(type, content, undefined);
  mail.isFromRuntime = true;
  return mail;
}

export interface MailboxOwner {
  /** It is the turn of an exit signal: whether it is a message. */
  reach(mail: Mail): boolean;
}

export class Mailbox {
  #arrivals = new Queue<Mail>();
  #passed: Map<string | null, Queue<Mail>> | undefined; // has no empty queues, and is not empty
  #refused: Handlers | undefined; // these take nothing of what was passed over
  #last = 0;
  #owner: MailboxOwner;

  constructor(owner: MailboxOwner) {
    this.#owner = owner;
  }

  get isEmpty(): boolean {
    return !this.#passed && !this.#arrivals.first;
  }

  push(mail: Mail): void {
    mail.order = ++this.#last;
    this.#arrivals.push(mail);
  }

  /** The first message that one of `handlers` takes. */
  take(handlers: Handlers): Mail | undefined {
    if (this.#passed && handlers !== this.#refused) {
      const mail = this.#takePassed(this.#passed, handlers);
      if (mail) return mail;
      this.#refused = handlers;
    }
    for (;;) {
      const mail = this.#arrivals.shift();
      if (mail?.signal && !this.#owner.reach(mail)) continue;
      if (!mail || handlerOf(handlers, mail.type)) return mail;
      if (!this.#passed) this.#refused = handlers;
      this.#queueOf(mail.type).push(mail);
    }
  }

  /** It is the turn of all exit signals, whatever came before them. */
  reachAll(): void {
    for (const signal of this.#arrivals.filter((mail) => mail.signal !== undefined))
      if (!this.#owner.reach(signal)) this.#arrivals.remove((mail) => mail === signal);
  }

  /** Puts back what was taken: each message is before those of its type that came after it. */
  putBack(mails: readonly Mail[]): void {
    this.#refused = undefined;
    for (const mail of mails) mail.isStashed = false;
    for (const mail of [...mails].sort((a, b) => b.order - a.order))
      this.#queueOf(mail.type).unshift(mail);
  }

  /** Takes out the message of a type that has this content; false if there is none. */
  remove(type: string, isMeant: (content: any) => boolean): boolean {
    const fits = (mail: Mail): boolean => mail.type === type && isMeant(mail.content);
    if (this.#arrivals.remove(fits)) return true;
    const queue = this.#passed?.get(type);
    const isFound = queue?.remove(fits) ?? false;
    if (isFound && !queue!.first) this.#forget(type);
    return isFound;
  }

  /** Everything that is left, in order. */
  drain(): Mail[] {
    const passed = [...(this.#passed?.values() ?? [])].flatMap((queue) => queue.drain());
    this.#passed = undefined;
    return passed.sort((a, b) => a.order - b.order).concat(this.#arrivals.drain());
  }

  #takePassed(passed: Map<string | null, Queue<Mail>>, handlers: Handlers): Mail | undefined {
    let first: Queue<Mail> | undefined;
    for (const [type, queue] of passed) {
      if (!handlerOf(handlers, type)) continue;
      if (!first || queue.first!.order < first.first!.order) first = queue;
    }
    const mail = first?.shift();
    if (mail && !first!.first) this.#forget(mail.type);
    return mail;
  }

  #queueOf(type: string | null): Queue<Mail> {
    this.#passed ??= new Map();
    let queue = this.#passed.get(type);
    if (!queue) this.#passed.set(type, (queue = new Queue()));
    return queue;
  }

  /** The queue of that type is empty. */
  #forget(type: string | null): void {
    this.#passed!.delete(type);
    if (this.#passed!.size === 0) this.#passed = undefined;
  }
}
