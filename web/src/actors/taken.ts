// What an actor has taken out of its mailbox and not dealt with: the messages whose handlers run, one
// inside the other; those that were put away; the answers that it owes.

import type { Handlers } from './handlers.js';
import { LateAnswer } from './late_answer.js';
import type { Asker, Mail } from './mailbox.js';

/** For which messages an actor waits. */
export interface Wait {
  handlers: Handlers;
  /** Of a `receive`: goes on with it. A behaviour waits again. */
  resume?: { resolve(isHandled: boolean): void; reject(error: unknown): void };
  /** Of a `receive`: its time limit. */
  timer?: ReturnType<typeof setTimeout>;
}

/** A message whose handler runs. */
export interface Handling {
  mail: Mail;
  wait: Wait;
  /** The one whose handler was waiting for this message. */
  outer: Handling | undefined;
}

export class Taken {
  #current: Handling | undefined;
  #stash: Mail[] | undefined;
  #owed: Set<Asker> | undefined;

  begin(mail: Mail, wait: Wait): Handling {
    return (this.#current = { mail, wait, outer: this.#current });
  }

  end({ outer }: Handling): void {
    this.#current = outer;
  }

  /** The message at hand. @throws Error if there is none */
  get mail(): Mail {
    if (this.#current) return this.#current.mail;
    throw new Error('There is no message at hand');
  }

  /** Puts the message at hand away. */
  stash(): void {
    const { mail } = this;
    if (mail.isStashed) return;
    mail.isStashed = true;
    (this.#stash ??= []).push(mail);
  }

  takeStash(): Mail[] {
    const mails = this.#stash ?? [];
    this.#stash = undefined;
    return mails;
  }

  /** The asker of the message at hand gets its answer later. */
  owe<T>(): LateAnswer<T> {
    const asker = this.mail.takeAsker();
    if (asker) (this.#owed ??= new Set()).add(asker);
    return new LateAnswer(() => (asker && this.#owed?.delete(asker) ? asker : undefined));
  }

  /** Those who wait for an answer to something that was taken; they are nobody's business after this. */
  takeAskers(): (Asker | undefined)[] {
    const askers: (Asker | undefined)[] = [...(this.#owed ?? [])];
    for (let at = this.#current; at; at = at.outer) askers.push(at.mail.takeAsker());
    this.#owed = undefined;
    return askers;
  }

  /** Rejects every `receive` whose handler runs. */
  rejectAll(makeError: () => unknown): void {
    for (let at = this.#current; at; at = at.outer) at.wait.resume?.reject(makeError());
    this.#current = undefined;
  }
}
