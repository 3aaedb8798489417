// Everything that passes between a page and a worker script.
//
//   page                                         worker script
//    |  -- control: join, life, load, leave -----> |     the worker's own port: plain messages
//    |  <------- control: hello, failed, death --  |
//    |                                             |
//    |  == frames ===============================> |     a MessagePort per (page, worker, module):
//    |  <=============================== frames == |     posts, a CBOR sequence of frames each
//
// What one side sends during one turn of its event loop leaves as one post. The worker script
// passes frames on to a C++ module without reading them, and serves a JavaScript module itself. Frames
// may be posted as soon as `load` was: they wait in the port until the module is ready.
//
// A port that carries frames between two nodes of actors also carries introductions: a node posts one
// to each of two neighbours, and from then on these two have a port of their own.
//
//   node A ============ node B ============ node C
//      |  <- introduction -- | -- introduction -> |
//      |  == frames ===============================>
//
// Life and death: each side holds a Web Lock with a name that nobody else has, and tells the other
// side that name. Whoever is granted the other's lock knows that the other is gone, however it went
// (see life.ts).

import type { PoolShape } from './schedule/words.js';

/** Part of a shared worker's name, so that pages with another protocol never meet it. */
export const protocolVersion = 6;

/**
 * The name of a worker. Pages of one origin that give one worker script the same name share the
 * shared worker.
 */
export function workerName(pool: string, index: number | 'coordinator'): string {
  return `weft/${protocolVersion}/${pool}/${index}`;
}

/** The inverse of `workerName`. */
export function workerIdentity(name: string): { pool: string; id: number } {
  const end = name.lastIndexOf('/');
  return { pool: name.slice(workerName('', 0).length - 2, end), id: Number(name.slice(end + 1)) };
}

// ---- Control messages ---------------------------------------------------------------------------

export type PageMessage =
  /** The first message: the pool as this page has it. */
  | { type: 'join'; pool: PoolSettings }
  /**
   * The name of the lock that the page holds as long as it uses this worker. Not sent where there
   * are no Web Locks.
   */
  | { type: 'life'; name: string }
  /** The page does not use the worker any more, or not for now, if `isIdle`. */
  | { type: 'leave'; isIdle?: boolean }
  /** Asks whether anybody else uses the worker, which the page would end otherwise. */
  | { type: 'idle' }
  /**
   * Load the module, unless it is loaded, and give it a new client at `port`; the actors of that page
   * are `node`.
   */
  | ({ type: 'load'; port: MessagePort; node?: NodeName } & ModulePlan)
  /** The other end of the port is a client too, from now on. */
  | { type: 'client'; port: MessagePort };

/** What a worker is told of the pool that it is in, so that it can use it. */
export interface PoolSettings {
  shape: PoolShape;
  /** Set before the names of locks. */
  lockPrefix: string;
  /** Milliseconds. A shared worker of a pool that has a limit ends when its last client has left. */
  idleTimeout: number;
  startTimeout: number;
  modules: ModuleNames;
  /** Whether its workers have default pools of their own. */
  isIsolated: boolean;
}

/** What the modules of a pool are called, and how they are loaded. */
export interface ModuleNames {
  /** From names to URLs. */
  urls: ReadonlyMap<string, string>;
  /** Those that have names, by URL. */
  plans: ReadonlyMap<string, ModulePlan>;
  /** For all others. */
  loading: Omit<ModulePlan, 'url'>;
}

/** A module, and the URL of one whose default export, a ModuleLoader, loads it; default: `import()`. */
export interface ModuleSource {
  url: string;
  loader?: string;
}

/** How a module is loaded: first what it needs in memory, in order, each once in a worker. */
export interface ModulePlan extends ModuleSource {
  preload?: readonly ModuleSource[];
}

/** What a loader is told of the worker that it loads for. */
export interface LoadContext {
  /** The pool's name. */
  pool: string;
  kind: string;
  /** The worker's number. */
  worker: number;
}

/** Gives the namespace of the module at a URL, as `import()` does, or a promise of it. */
export type ModuleLoader = (url: string, context: LoadContext) => object | PromiseLike<object>;

/** What a node of actors is called, and the lock that it holds; null where there are no Web Locks. */
export interface NodeName {
  name: string;
  life: string | null;
}

export type WorkerMessage =
  /** The worker runs; `life` is the lock that it holds, null where there are no Web Locks. */
  | { type: 'hello'; life: string | null }
  /**
   * The module could not be loaded because of `error`, as bytes, that of what it needs at `preload` if there
   * is one; a later `load` tries again.
   */
  | { type: 'failed'; url: string; preload?: string; error: Uint8Array }
  /** The answer to `idle`. */
  | { type: 'idle'; isUsed: boolean }
  /** The worker wants to use its own pool: who decides there is to serve the other end of the port. */
  | { type: 'coordinator'; port: MessagePort }
  /**
   * The worker's last words: it ends with everything in it. `cause` is what was thrown, as bytes, if
   * anything was.
   */
  | { type: 'death'; report: string; cause?: Uint8Array };

// ---- Frames -------------------------------------------------------------------------------------

export const frameKind = {
  call: 0,
  result: 1,
  error: 2,
  cancel: 3,
  // between actors, see actors/frames.ts
  refs: 4,
  hello: 5,
  send: 6,
  ask: 7,
  answer: 8,
  failure: 9,
  gone: 10,
  monitor: 11,
  demonitor: 12,
  down: 13,
  link: 14,
  unlink: 15,
  exit: 16,
  spawn: 17,
  // about the streams that calls give
  iterator: 18,
  observable: 19,
  item: 20,
  done: 21,
  pull: 22,
  resume: 23,
  subscribe: 24,
  release: 25,
  waiting: 26,
} as const;

/** What a `resume` frame asks of an iterator. */
export const resumeHow = { next: 0, return: 1, throw: 2 } as const;
export type ResumeHow = (typeof resumeHow)[keyof typeof resumeHow];

/** The id of an error frame that answers a whole post, because the module could not read it. No call has it. */
export const wholePost = 0;

/** `id` is the page's, and not in use twice at one time on one port. */
export type PageFrame =
  | [kind: typeof frameKind.call, id: number, method: string, args: unknown[]]
  /** Asks to stop a running call. It may still be answered; that answer is dropped. */
  | [kind: typeof frameKind.cancel, id: number]
  /** So many more values of an iterator may be sent. Nothing of it runs before the first. */
  | [kind: typeof frameKind.pull, id: number, count: number]
  /** `next(value)` (worth one value), `return(value)` or `throw(value)` of an iterator. */
  | [kind: typeof frameKind.resume, id: number, how: ResumeHow, value: unknown]
  /** A new subscription to an observable, with a number of its own. */
  | [kind: typeof frameKind.subscribe, id: number, subscription: number]
  /** Nobody is interested any more in an iterator, an observable or a subscription. */
  | [kind: typeof frameKind.release, id: number];

export type WorkerFrame =
  | [kind: typeof frameKind.result, id: number, value: unknown]
  /** A call, an iterator or a subscription failed. */
  | [kind: typeof frameKind.error, id: number, error: unknown]
  /** The result of a call: an iterator, or an observable, that lives on under the call's id. */
  | [kind: typeof frameKind.iterator | typeof frameKind.observable, id: number]
  /** The next value of an iterator or a subscription. */
  | [kind: typeof frameKind.item, id: number, value: unknown]
  /** An iterator returned `value`; a subscription is complete. */
  | [kind: typeof frameKind.done, id: number, value: unknown]
  /** A call waits, and does not hold its worker: once, in the post of the turn in which it began. */
  | [kind: typeof frameKind.waiting, id: number];

/**
 * What is posted: frames alone, few bytes of them as text with a character for each; or with the objects that
 * travel beside them. In a `refs` frame a number stands for the entry of `beside` at that index.
 */
export type Post = Uint8Array | string | { frames: Uint8Array; beside: readonly unknown[] };

// ---- Introductions ------------------------------------------------------------------------------

/** Posted between the frames on a port: a neighbour of the sender's is to be one of the receiver's. */
export interface Introduction {
  /** The name of the other node. */
  introduce: string;
  /** Leads to it. Frames that either side posts wait in the port. */
  port: MessagePort;
  /** The lock that it holds, if the sender knows it: it may die before it can say so itself. */
  life?: string | null;
}

// ---- The module's side --------------------------------------------------------------------------

/** A module's default export that has this property, and it is true, is a ModuleFactory. */
export const factoryMark = Symbol.for('weft.module');

/**
 * The default export of the ES module of a C++ module, or of one of actors. Rejects if the module
 * cannot start, for instance without its wasm.
 */
export type ModuleFactory = (host: ModuleHost) => Promise<{ weft: ModuleFace }>;

/** What the worker script gives to a module. */
export interface ModuleHost {
  /** Where the module was loaded from. */
  weftUrl: string;
  /** The Web Lock that the worker holds while it lives; null where there are none. */
  weftLife: string | null;
  /**
   * Posts frames to a peer. `frames` may be a view of wasm memory: it is copied before this returns,
   * unless it is all of its buffer, which then is given away.
   *
   * @param beside what travels beside the frames, and `transfer` what of it is moved
   */
  weftPost(
    peer: number,
    frames: Uint8Array,
    beside?: readonly unknown[],
    transfer?: Transferable[],
  ): void;
  /** Last words: the instance is unusable from here on, and its worker ends. */
  weftFatal(report: string): void;
  /**
   * Makes a pair of ports, and posts an introduction to both peers: to `peerA` one of `nodeB`, the
   * node at `peerB`, and the other way round. Frames that are posted afterwards come after it. Does
   * nothing if one of them is gone.
   */
  weftIntroduce(peerA: number, nodeA: string, peerB: number, nodeB: string): void;
  /** Calls `closePeer(peer)` when the lock `life`, which that node holds, is free. */
  weftWatch(peer: number, life: string): void;
}

/** What a module gives to the worker script. A peer is a client, or a node that one has introduced. */
export interface ModuleFace {
  /** Whether `deliver` takes what travels beside frames. If not, buffers come as part of the frames. */
  readonly takesBeside?: boolean;
  /**
   * Takes one post of a peer. `weftPost` may be called before this returns. Throws only if the
   * instance is unusable.
   */
  deliver(peer: number, frames: Uint8Array, beside?: readonly unknown[]): void;
  /**
   * A new peer is this node: a client that may have actors, or a node that one has introduced. Called
   * before its first frame is delivered. A module without actors need not have it.
   */
  introduced?(peer: number, node: string): void;
  /**
   * The peer is gone: its running calls are cancelled, every actor there counts as ended, and nothing
   * more is posted to it.
   */
  closePeer(peer: number): void;
  /**
   * An error that nobody caught comes from this module's code: the calls that it may belong to are to
   * reject with it. A face without this takes the worker with it.
   */
  uncaught?(error: unknown): void;
}
