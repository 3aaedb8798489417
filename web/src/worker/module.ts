import { JsModuleFace } from '../actors/module_face.js';
import { watchLife } from '../life.js';
import { holdProcess } from '../node_threads.js';
import { framesOf, isBesidePost, isIntroduction, postFrames } from '../posts.js';
import {
  factoryMark,
  type Introduction,
  type ModuleFace,
  type ModuleFactory,
  type ModuleHost,
  type NodeName,
} from '../protocol.js';
import type { Exports } from './exports.js';
import { withoutBeside } from './without_beside.js';

/** Whom a module exchanges posts with. */
interface ModulePeer {
  port: MessagePort;
  /** The lock that it holds, if that is known. */
  life: string | null;
  isWatched: boolean;
  /** Whether a peer has introduced it: it is no client. */
  isNeighbour: boolean;
}

/** What modules are told of their worker, and can tell it. */
export interface ModuleSurroundings {
  /** The lock that the worker holds; null where there are none. */
  life: string | null;
  /** Whether the worker is ending: nothing is posted any more. */
  isDying(): boolean;
  /** Is told an instance's last words. */
  fatal(report: string): void;
  /** A module has let go of a peer. */
  peerLeft(): void;
}

/**
 * One instance of a module in this worker, and the ports of its peers: its clients, and the nodes of
 * actors that it has met through them. Frames for a C++ module pass through unread; introductions are
 * seen to here.
 */
export class LoadedModule {
  readonly url: string;
  #surroundings: ModuleSurroundings;
  #face!: ModuleFace;
  #peers = new Map<number, ModulePeer>();
  #lastPeer = 0;

  private constructor(url: string, surroundings: ModuleSurroundings) {
    this.url = url;
    this.#surroundings = surroundings;
  }

  /**
   * Starts a module that has been imported; rejects with whatever keeps it from that.
   *
   * @param exports is given its functions, if it is a plain one
   */
  static async from(
    namespace: object,
    exports: Exports,
    surroundings: ModuleSurroundings,
  ): Promise<LoadedModule> {
    const entry: unknown = await (namespace as { default?: unknown }).default;
    const module = new LoadedModule(exports.url, surroundings);
    const host = module.#host();
    if (isFactory(entry)) {
      module.#face = (await entry(host)).weft;
      if (!module.#face)
        throw new TypeError('what it starts has no `weft`: is it linked with the runtime?');
    } else {
      exports.use(namespace, entry);
      module.#face = new JsModuleFace(host, exports);
    }
    return module;
  }

  /** Whether actors elsewhere know it that belong to none of its clients. */
  get hasNeighbours(): boolean {
    for (const { isNeighbour } of this.#peers.values()) if (isNeighbour) return true;
    return false;
  }

  /** Takes an error that nobody caught, if the module can; false if its worker has to end. */
  uncaught(error: unknown): boolean {
    if (!this.#face.uncaught) return false;
    this.#face.uncaught(error);
    return true;
  }

  /**
   * Takes on a peer, and returns its number; what already waits in its port is delivered next.
   *
   * @param node its actors, if it may have some
   */
  addPeer(port: MessagePort, node?: NodeName, isNeighbour = false): number {
    const peer = ++this.#lastPeer;
    this.#peers.set(peer, { port, life: node?.life ?? null, isWatched: false, isNeighbour });
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const frames = framesOf(data);
      if (frames) this.#deliver(peer, frames);
      else if (isBesidePost(data)) this.#deliverBeside(peer, data.frames, data.beside);
      else if (isIntroduction(data)) this.#meet(data);
      else this.removePeer(peer); // nobody knows what it means
    };
    holdProcess(port, false);
    if (node) this.#face.introduced?.(peer, node.name);
    return peer;
  }

  /** Lets go of a peer that is gone. */
  removePeer(peer: number): void {
    const known = this.#peers.get(peer);
    if (!known) return;
    this.#peers.delete(peer);
    known.port.close();
    this.#face.closePeer(peer);
    this.#surroundings.peerLeft();
  }

  #deliverBeside(peer: number, frames: Uint8Array, beside: readonly unknown[]): void {
    if (this.#face.takesBeside) return this.#deliver(peer, frames, beside);
    const sorted = withoutBeside(frames, beside);
    if (!sorted) return this.removePeer(peer); // nobody knows what it means
    const { inside, refused } = sorted;
    if (inside.length > 0) this.#deliver(peer, inside);
    if (refused.length > 0) this.#post(peer, refused);
  }

  /** A module that throws here is unusable. That is the end of its worker, which may be in a page. */
  #deliver(peer: number, frames: Uint8Array, beside?: readonly unknown[]): void {
    try {
      this.#face.deliver(peer, frames, beside);
    } catch (error) {
      this.#surroundings.fatal(String(error));
    }
  }

  #host(): ModuleHost {
    const { life, fatal } = this.#surroundings;
    return {
      weftUrl: this.url,
      weftLife: life,
      weftFatal: fatal,
      weftPost: (...words) => this.#post(...words),
      weftIntroduce: (...words) => this.#introduce(...words),
      weftWatch: (peer, life) => this.#watch(peer, life),
    };
  }

  /** Frames of a C++ module are a part of its memory. */
  #post(
    peer: number,
    frames: Uint8Array,
    objects?: readonly unknown[],
    transfer?: Transferable[],
  ): void {
    const port = this.#peers.get(peer)?.port;
    if (!port || this.#surroundings.isDying()) return;
    const beside = objects && { objects, transfer: transfer ?? [] };
    postFrames(port, frames, beside);
  }

  #introduce(peerA: number, nodeA: string, peerB: number, nodeB: string): void {
    const a = this.#peers.get(peerA);
    const b = this.#peers.get(peerB);
    if (!a || !b) return;
    const { port1, port2 } = new MessageChannel();
    const toA: Introduction = { introduce: nodeB, port: port1, life: b.life };
    const toB: Introduction = { introduce: nodeA, port: port2, life: a.life };
    a.port.postMessage(toA, [port1]);
    b.port.postMessage(toB, [port2]);
  }

  /** A peer has introduced another node. */
  #meet({ introduce: name, port, life = null }: Introduction): void {
    if (!this.#face.introduced) return port.close();
    const peer = this.addPeer(port, { name, life }, true);
    port.addEventListener('close', () => this.removePeer(peer));
    if (life !== null) this.#watch(peer, life);
  }

  #watch(peer: number, life: string): void {
    const known = this.#peers.get(peer);
    if (!known || known.isWatched) return;
    known.life = life;
    known.isWatched = true;
    watchLife(life, () => this.removePeer(peer));
  }
}

function isFactory(entry: unknown): entry is ModuleFactory {
  return (
    typeof entry === 'function' && (entry as { [factoryMark]?: boolean })[factoryMark] === true
  );
}
