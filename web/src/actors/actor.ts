// An actor of this node: takes one message at a time, and ends once.
//
//     starting --> waiting --> busy --> waiting …      waiting: `#wait` says for what; busy: it is undefined,
//         \___________\__________\______ ended         and `taken` has the message at hand
//
// An exit signal that is not trapped ends the actor where it waits: for messages, when the signal's turn
// comes; for anything else, at once. A kill does not wait its turn.

import { after } from '../timer.js';
import { ActorRef } from './actor_ref.js';
import { ActorDown, ExitReason } from './exit_reason.js';
import { Gone } from './gone.js';
import { type Behaviour, checkedHandlers, handlerOf } from './handlers.js';
import { type Asker, Mail, Mailbox, type MailboxOwner, noticeOf } from './mailbox.js';
import type { MonitorRef } from './monitor_ref.js';
import type { Node } from './node.js';
import type { Peer } from './peer.js';
import type { Runnable } from './scheduler.js';
import { Self } from './self.js';
import { type Handling, Taken, type Wait } from './taken.js';
import type { Target, Watcher } from './target.js';
import { Ties } from './ties.js';

const batch = 64; // so many messages are taken before others have their turn

export class Actor implements Target, Runnable, MailboxOwner {
  readonly peer = undefined;
  readonly ref = new ActorRef(this);
  readonly ties = new Ties(this.ref);
  /** The messages that it has not dealt with. */
  readonly taken = new Taken();
  isTrapping = false;
  /** What is still to be done when the behaviour has returned. */
  atReturn: (() => void) | undefined;

  #body: (() => unknown) | undefined; // until it is called
  #mailbox = new Mailbox(this);
  #wait: Wait | undefined;
  #behaviour: Wait | undefined; // what it waits for between messages, if it has handlers
  #isScheduled = false;
  #isCalling = false; // a function of the behaviour, which has not come back
  #reason: ExitReason | undefined; // once it has ended
  #heard: unknown; // the latest error that an asker was told
  #abort: AbortController | undefined; // made when somebody asks for the signal

  constructor(
    readonly node: Node,
    readonly number: number,
    behaviour: Behaviour<any[]>,
    init: unknown[],
  ) {
    this.#body = () => behaviour(new Self(this), ...init);
    this.#schedule();
  }

  // ---- Signals ----------------------------------------------------------------------------------

  send(type: string | null, content: unknown): void {
    this.#deliver(new Mail(type, content, undefined));
  }

  ask(asker: Asker, type: string | null, content: unknown): number {
    this.#deliver(new Mail(type, content, asker));
    return 0;
  }

  forget(): void {} // what the handler returns is dropped then

  exit(from: ActorRef | null, reason: ExitReason, isLinked: boolean): void {
    if (this.#reason) return;
    if (!isLinked && reason.kind === 'kill') return this.end(ExitReason.killed());
    const mail = noticeOf('exited', { actor: from ?? this.ref, reason });
    mail.signal = { from, reason, isLinked };
    const hasTurn = this.#body || this.#wait || this.#isCalling;
    if (hasTurn || this.reach(mail)) this.#deliver(mail);
  }

  link(from: ActorRef): void {
    this.ties.accept(from);
  }

  unlink(from: ActorRef): void {
    this.ties.cut(from);
  }

  monitor(watcher: Watcher): void {
    this.ties.addWatcher(watcher);
  }

  demonitor(watcher: Watcher): void {
    this.ties.removeWatcher(watcher);
  }

  /** All actors of `peer` count as ended. */
  lost(peer: Peer): void {
    for (const other of this.ties.linkedIn(peer)) this.exit(other, ExitReason.noconnection(), true);
  }

  // ---- What the actor itself does ---------------------------------------------------------------

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#reason) this.#abort.abort(new ActorDown(this.#reason));
    }
    return this.#abort.signal;
  }

  /** Handles one message; false if so many milliseconds have passed without one. */
  receive(given: unknown, limit?: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.checkAlive();
      if (this.#wait) throw new Error('The actor is receiving already');
      const handlers = checkedHandlers(given);
      const wait: Wait = { handlers, resume: { resolve, reject } };
      const mail = this.#mailbox.take(handlers);
      if (mail) return this.#handle(mail, wait);
      this.checkAlive(); // an exit signal was reached
      this.#wait = wait;
      if (limit !== undefined) wait.timer = after(limit, () => this.#expire(wait));
    });
  }

  become(handlers: unknown): void {
    this.checkAlive();
    this.#behaviour = { handlers: checkedHandlers(handlers) };
    if (this.#wait && !this.#wait.resume) this.#behave();
  }

  unstashAll(): void {
    this.checkAlive();
    this.#mailbox.putBack(this.taken.takeStash());
    if (this.#wait) this.#schedule();
  }

  watch(other: ActorRef): MonitorRef {
    return this.ties.monitor(other, (monitor, reason) =>
      this.#deliver(noticeOf('down', { monitor, actor: other, reason })),
    );
  }

  unwatch(monitor: MonitorRef, flush: boolean): boolean {
    const isActive = this.ties.demonitor(monitor);
    if (!isActive && flush) this.#mailbox.remove('down', (content) => content?.monitor === monitor);
    return isActive;
  }

  /** @throws ActorDown for an actor that has ended: its function may still run */
  checkAlive(): void {
    if (this.#reason) throw new ActorDown(this.#reason);
  }

  /** Ends the actor: everybody who waits for it, or is tied to it, is told. */
  end(reason: ExitReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.node.forget(this.number);
    new Gone(this, ExitReason.noproc(), undefined, this.ref);
    const isHeard = this.#tellAskers(reason) || this.ties.hasAny;
    this.ties.end(reason);
    this.#stopRunning(reason);
    if (reason.kind === 'error' && !isHeard && reason.error !== this.#heard)
      reportUnheard(reason.error);
  }

  // ---- Its run ----------------------------------------------------------------------------------

  run(): void {
    let hasMore = true;
    try {
      if (this.#body) this.#start(this.#body);
      for (let taken = 0; this.#wait && hasMore && taken < batch; taken++) {
        const mail = this.#mailbox.take(this.#wait.handlers);
        if (mail) this.#handle(mail, this.#wait);
        else hasMore = false;
      }
    } catch (error) {
      this.#crashed(error);
    }
    this.#isScheduled = false;
    if (this.#wait && hasMore) this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.node.scheduler.add(this);
  }

  #deliver(mail: Mail): void {
    if (this.#reason) return;
    this.#mailbox.push(mail);
    if (this.#wait) this.#schedule();
  }

  /** It is the turn of an exit signal: whether it is a message. */
  reach(mail: Mail): boolean {
    const { from, reason, isLinked } = mail.signal!;
    mail.signal = undefined;
    if (isLinked && !this.ties.cut(from!)) return false; // unlinked meanwhile
    if (this.isTrapping) return true;
    if (reason.kind !== 'normal' || from === this.ref) this.end(reason);
    return false;
  }

  #start(body: () => unknown): void {
    this.#body = undefined;
    this.#isCalling = true;
    const result = body(); // what it throws goes to `run`
    this.#isCalling = false;
    if (isPromise(result)) {
      result.then((value) => this.#returned(value)).catch((error) => this.#crashed(error));
      this.#parked();
    } else this.#returned(result);
  }

  /** A function of the behaviour waits: for something that is no message, unless it receives. */
  #parked(): void {
    if (!this.#wait) this.#mailbox.reachAll();
  }

  #returned(result: unknown): void {
    if (this.#reason) return;
    this.atReturn?.();
    if (result !== undefined) this.#behaviour = { handlers: checkedHandlers(result) };
    if (this.#behaviour) this.#behave();
    else this.end(ExitReason.normal());
  }

  #crashed(error: unknown): void {
    this.end(ExitReason.error(error));
  }

  #behave(): void {
    this.#wait?.resume?.reject(new Error('The actor has handlers now, and receives through them'));
    this.#wait = this.#behaviour;
    if (!this.#mailbox.isEmpty) this.#schedule();
  }

  #expire(wait: Wait): void {
    if (this.#wait !== wait) return;
    this.#wait = undefined;
    wait.resume!.resolve(false);
  }

  #handle(mail: Mail, wait: Wait): void {
    this.#wait = undefined;
    clearTimeout(wait.timer);
    const handling = this.taken.begin(mail, wait);
    this.#isCalling = true;
    let result: unknown;
    try {
      result = handlerOf(wait.handlers, mail.type)!.call(wait.handlers, mail.content, mail.type);
    } catch (error) {
      this.#isCalling = false;
      return this.#failed(handling, error);
    }
    this.#isCalling = false;
    if (!isPromise(result)) return this.#handled(handling, result);
    result.then(
      (value) => this.#handled(handling, value),
      (error) => this.#failed(handling, error),
    );
    this.#parked();
  }

  #handled(handling: Handling, result: unknown): void {
    if (this.#reason) return;
    this.taken.end(handling);
    const { mail, wait } = handling;
    if (!mail.isStashed) mail.takeAsker()?.answer(result);
    if (wait.resume) wait.resume.resolve(true);
    else this.#behave();
  }

  /** An error goes to the asker, and on to the `receive`; out of a behaviour it ends the actor. */
  #failed(handling: Handling, error: unknown): void {
    if (this.#reason) return;
    this.taken.end(handling);
    const { mail, wait } = handling;
    const asker = mail.isStashed ? undefined : mail.takeAsker();
    if (asker) {
      asker.fail(error);
      this.#heard = error;
    }
    if (wait.resume) wait.resume.reject(error);
    else this.#crashed(error);
  }

  /** The function may still wait for something of the actor's: that fails, so that it goes on to its end. */
  #stopRunning(reason: ExitReason): void {
    this.#abort?.abort(new ActorDown(reason));
    if (this.#wait) clearTimeout(this.#wait.timer);
    this.#wait?.resume?.reject(new ActorDown(reason));
    this.taken.rejectAll(() => new ActorDown(reason));
    this.#wait = this.#behaviour = this.#body = undefined;
  }

  /** Whether anybody waited for an answer. */
  #tellAskers(reason: ExitReason): boolean {
    const untaken = [...this.taken.takeStash(), ...this.#mailbox.drain()];
    for (const { type, content, isFromRuntime } of untaken)
      if (!isFromRuntime) this.node.deadLetter(this.ref, type, content);
    const askers = [...this.taken.takeAskers(), ...untaken.map((mail) => mail.takeAsker())];
    for (const asker of askers) asker?.gone(reason);
    return askers.some((asker) => asker !== undefined);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** An error that ends an actor which nobody asked, watches or is linked with: else nobody would see it. */
function reportUnheard(error: unknown): void {
  console.error('An actor has ended with an error:', error);
}
