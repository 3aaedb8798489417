import type { PageNode } from './actors/page_node.js';
import type { Endpoint } from './endpoint.js';
import { LoadError, WorkerDeath } from './errors.js';
import { IdleTimer } from './idle_timer.js';
import { beginLife, watchLife } from './life.js';
import { ModuleLink } from './module_link.js';
import type { ModulePlan, PageMessage, PoolSettings, WorkerMessage } from './protocol.js';
import { type StartedWorker, type StartOptions, startWorker } from './start.js';
import type { PoolCall } from './pool_call.js';
import { decodeThrown, describe } from './thrown.js';

export interface ConnectionOptions extends StartOptions {
  /** The actors of this page. */
  node: PageNode;
  /** Without calls, streams and actors for its idleTimeout, the worker is let go of. */
  settings: PoolSettings;
  /** What cannot be started: a script, in words. */
  started: string;
  /** Whether the end of the connection is that of the worker. */
  endsWorker: boolean;
  /** The worker answers. */
  up(): void;
  /** The worker was let go of: its successor may be started, or it be found again. */
  idle(): void;
  /** The worker wants to use its own pool: who decides there is to serve the other end of the port. */
  admit(port: MessagePort): void;
  /** The worker has ended, or never started: what ended it, and the lock that it held, if it is known. */
  dead(error: unknown, life: string | null): void;
  /** A stream that a call gave has begun its work, or has ended. */
  streamBegan(): void;
  streamEnded(): void;
}

/**
 * `starting` until the worker said hello, `up` until it or the connection ends, then for good `dead`, or
 * `idle` if that was for want of use.
 */
export type ConnectionState = 'starting' | 'up' | 'idle' | 'dead';

/**
 * One page's connection to one worker: starts it, loads modules in it, learns of its death.
 *
 * Calls may be made from the start: they wait in their ports. Whatever ends the connection rejects
 * them all, with LoadError before the worker's hello and with WorkerDeath after it.
 */
export class WorkerConnection {
  /** Calls that have not ended, and streams at work. */
  inFlight = 0;
  /** Posts of frames sent so far. */
  posts = 0;
  /** Resolves with the worker's hello; rejects with what ended the connection before. */
  readonly started: Promise<void>;
  /** Resolves when a successor may be started under the same name. */
  readonly gone: Promise<void>;

  #options: ConnectionOptions;
  #state: ConnectionState = 'starting';
  #links = new Map<string, ModuleLink>(); // by module URL
  #worker: Promise<StartedWorker>;
  #endpoint: Endpoint | undefined; // once the worker is up
  #life = beginLife(); // ours, for the worker to watch
  #closing = new AbortController(); // aborted when nothing about the worker matters any more
  #watching = false; // the worker's lock
  #workerLife: string | null = null;
  #error: unknown; // what ended the connection
  #waits = 0; // calls that have not ended, and links between actors
  #idleTimer: IdleTimer; // which counts open streams, too
  #resolveGone!: () => void;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#idleTimer = new IdleTimer(options.settings.idleTimeout, () => this.#idle());
    this.gone = new Promise((resolve) => (this.#resolveGone = resolve));
    this.#worker = this.#start();
    this.started = this.#worker.then(
      (worker) => this.#hello(worker),
      (error) => this.#startFailed(error),
    );
    this.started.catch(ignore); // the calls tell of it too
    this.#post({ type: 'join', pool: options.settings });
    void this.#life.then((life) => life && this.#post({ type: 'life', name: life.name }));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Whether it may be used. */
  get isOpen(): boolean {
    return this.#state === 'starting' || this.#state === 'up';
  }

  /** Sends a call that settles its task; what cannot be sent rejects it. */
  call(call: PoolCall): void {
    this.inFlight++;
    this.#waiting(1);
    this.link(call.module).calls.call(call);
  }

  /** Makes the other end of `port` a client of the worker. */
  introduce(port: MessagePort): void {
    this.#idleTimer.begin();
    this.#post({ type: 'client', port }, [port]);
  }

  /** The link to a module, which is loaded if it is not yet. */
  link(plan: ModulePlan): ModuleLink {
    return this.#links.get(plan.url) ?? this.#load(plan);
  }

  /** Ends the connection, and with it a dedicated worker; what runs is rejected with `error`. */
  close(error: unknown): void {
    this.#end(error, 'dead');
    this.#release();
  }

  #release(): void {
    this.#closing.abort();
    this.#resolveGone();
  }

  #start(): Promise<StartedWorker> {
    const events = {
      message: (message: WorkerMessage) => this.#receive(message),
      error: (detail: string) => this.#fail(detail),
    };
    return startWorker(this.#options, events, this.#closing.signal);
  }

  #startFailed(error: Error): never {
    this.#fail(error.message);
    throw this.#error; // what ended the connection first
  }

  /**
   * Posts a control message once the worker is there; if it never is, what the message was for has
   * failed too.
   */
  #post(message: PageMessage, transfer?: Transferable[]): void {
    this.#worker.then(({ endpoint }) => endpoint.post(message, transfer), ignore);
  }

  #load(plan: ModulePlan): ModuleLink {
    const { port1, port2 } = new MessageChannel();
    const { node } = this.#options;
    const link = new ModuleLink(port1, node, {
      posted: () => this.posts++,
      callEnded: () => this.#callEnded(),
      streamOpened: () => this.#idleTimer.use(1),
      streamClosed: () => this.#idleTimer.use(-1),
      streamBegan: () => {
        this.inFlight++;
        this.#waiting(1);
        this.#options.streamBegan();
      },
      streamEnded: () => {
        this.#callEnded();
        this.#options.streamEnded();
      },
      actorsMeet: () => this.#waiting(1), // for good: any of them may send at any time
      unreadable: (cause) => this.#fail(String(cause)),
    });
    this.#links.set(plan.url, link);
    const { name, life } = node;
    this.#post({ type: 'load', ...plan, port: port2, node: { name, life } }, [port2]);
    return link;
  }

  #callEnded(): void {
    this.inFlight--;
    this.#waiting(-1);
  }

  #waiting(more: 1 | -1): void {
    this.#waits += more;
    this.#idleTimer.use(more);
    if (this.#waits === (more === 1 ? 1 : 0)) this.#endpoint?.hold(more === 1);
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'coordinator':
        return this.#options.admit(message.port);
      case 'idle':
        return message.isUsed || !this.#idleTimer.isDue ? this.#idleTimer.begin() : this.#letGo();
      case 'failed':
        return this.#moduleFailed(message.url, message.preload, decodeThrown(message.error));
      case 'death':
        return this.#lastWords(message.report, message.cause && decodeThrown(message.cause));
    }
  }

  #hello({ endpoint, life }: StartedWorker): void {
    if (this.#state === 'dead') throw this.#error;
    this.#state = 'up';
    this.#idleTimer.begin();
    this.#endpoint = endpoint;
    endpoint.hold(this.#waits > 0);
    this.#workerLife = life;
    this.#options.up();
    if (life === null) return;
    this.#watching = true;
    watchLife(life, () => this.#fail('it ended without last words'), this.#closing.signal);
  }

  #moduleFailed(url: string, preload: string | undefined, cause: unknown): void {
    const link = this.#links.get(url);
    this.#links.delete(url); // so that the next call tries again
    const what = preload === undefined ? url : `${preload}, which is to be loaded before ${url},`;
    link?.close(new LoadError(`${what} could not be loaded: ${describe(cause)}`, { cause }));
  }

  #idle(): void {
    if (this.#options.endsWorker) return this.#post({ type: 'idle' }); // others may use it
    this.#post({ type: 'leave', isIdle: true });
    this.#letGo();
  }

  /** Nothing is under way, nor is anything lost but what an observable would give later. */
  #letGo(): void {
    const { name, settings } = this.#options;
    const detail = `nothing has used it for ${settings.idleTimeout} ms`;
    this.#end(
      new WorkerDeath(`The worker ${name} has ended: ${detail}`, { cause: detail }),
      'idle',
    );
    this.#release();
  }

  /**
   * The worker is about to end. A shared one may still answer to its name, until its lock is free.
   */
  #lastWords(report: string, cause: unknown = report): void {
    const error = new WorkerDeath(`The worker ${this.#options.name} died: ${report}`, { cause });
    if (this.#options.asksAgain && this.#watching) this.#end(error, 'dead');
    else this.close(error);
  }

  #fail(detail: string): void {
    const { name, started } = this.#options;
    const error =
      this.#state === 'starting'
        ? new LoadError(`${started} did not start: ${detail}`)
        : new WorkerDeath(`The worker ${name} died: ${detail}`, { cause: detail });
    this.close(error);
  }

  #end(error: unknown, state: 'idle' | 'dead'): void {
    if (!this.isOpen) return;
    this.#state = state;
    this.#error = error;
    this.#idleTimer.stop();
    for (const link of this.#links.values()) link.close(error);
    void this.#life.then((life) => life?.end());
    this.#worker.then(({ endpoint }) => endpoint.release(), ignore);
    if (state === 'idle') this.#options.idle();
    else this.#options.dead(error, this.#workerLife);
  }
}

function ignore(): void {}
