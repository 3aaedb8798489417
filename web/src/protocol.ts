// Everything that passes between a page and a worker script.
//
//   page                                         worker script
//    |  -- control: join, load ------------------> |     the worker's own port: plain messages
//    |  <------- control: hello, failed, death --  |
//    |                                             |
//    |  == frames ===============================> |     a MessagePort per (page, worker, module):
//    |  <=============================== frames == |     Uint8Arrays, a CBOR sequence of frames each
//
// What one side sends during one turn of its event loop leaves as one post. The worker script
// passes frames on to the module without reading them. Frames may be posted as soon as `load` was:
// they wait in the port until the module is ready.
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

import type { ErrorRecord } from './errors.js';

/** Part of a shared worker's name, so that pages with another protocol never meet it. */
export const protocolVersion = 3;

/**
 * The name of a worker. Pages of one origin that give one worker script the same name share the
 * shared worker.
 */
export function workerName(pool: string, index: number): string {
  return `weft/${protocolVersion}/${pool}/${index}`;
}

// ---- Control messages ---------------------------------------------------------------------------

export type PageMessage =
  /**
   * The name of the lock that the page holds as long as it uses this worker. Not sent where there
   * are no Web Locks.
   */
  | { type: 'join'; life: string }
  /**
   * Load the module at `url`, unless it is loaded, and give it a new client at `port`; the actors of
   * that page are `node`.
   */
  | { type: 'load'; url: string; port: MessagePort; node?: NodeName };

/** What a node of actors is called, and the lock that it holds; null where there are no Web Locks. */
export interface NodeName {
  name: string;
  life: string | null;
}

export type WorkerMessage =
  /** The worker runs; `life` is the lock that it holds, null where there are no Web Locks. */
  | { type: 'hello'; life: string | null }
  /** The module could not be loaded; a later `load` tries again. */
  | { type: 'failed'; url: string; error: ErrorRecord }
  /** The worker's last words: it ends with everything in it. */
  | { type: 'death'; report: string };

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
} as const;

/** The id of an error frame that answers a whole post, because the module could not read it. No call has it. */
export const wholePost = 0;

/** `id` is the page's, and not in use twice at one time on one port. */
export type PageFrame =
  | [kind: typeof frameKind.call, id: number, method: string, args: unknown[]]
  /** Asks to stop a running call. It may still be answered; that answer is dropped. */
  | [kind: typeof frameKind.cancel, id: number];

export type WorkerFrame =
  | [kind: typeof frameKind.result, id: number, value: unknown]
  | [kind: typeof frameKind.error, id: number, error: ErrorRecord];

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

/**
 * The default export of a module's ES module. Rejects if the module cannot start, for instance
 * without its wasm.
 */
export type ModuleFactory = (host: ModuleHost) => Promise<{ weft: ModuleFace }>;

/** What the worker script gives to a module. */
export interface ModuleHost {
  /** The Web Lock that the worker holds while it lives; null where there are none. */
  weftLife: string | null;
  /**
   * Posts frames to a peer. `frames` may be a view of wasm memory: it is copied before this returns.
   */
  weftPost(peer: number, frames: Uint8Array): void;
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
  /**
   * Takes one post of a peer. `weftPost` may be called before this returns. Throws only if the
   * instance is unusable.
   */
  deliver(peer: number, frames: Uint8Array): void;
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
}
