import { hasLocks, watchLife } from '../life.js';
import type { Introduction, ModuleFace, ModuleFactory, ModuleHost, NodeName } from '../protocol.js';

/** Whom a module exchanges posts with. */
interface ModulePeer {
  port: MessagePort;
  /** The lock that it holds, if that is known. */
  life: string | null;
  isWatched: boolean;
}

/**
 * One instance of a module in this worker, and the ports of its peers: its clients, and the nodes of
 * actors that it has met through them. Frames pass through unread; introductions are seen to here.
 */
export class LoadedModule {
  #face!: ModuleFace;
  #peers = new Map<number, ModulePeer>();
  #lastPeer = 0;

  /**
   * Loads and starts the ES module at `url`; rejects with whatever keeps it from that.
   *
   * @param life the lock that this worker holds
   * @param fatal is told the instance's last words
   */
  static async load(
    url: string,
    life: string | null,
    fatal: (report: string) => void,
  ): Promise<LoadedModule> {
    const { default: factory } = (await import(url)) as { default?: ModuleFactory };
    if (typeof factory !== 'function')
      throw new TypeError('it has no default export to start it with');
    const module = new LoadedModule();
    const { weft } = await factory(module.#host(life, fatal));
    if (!weft) throw new TypeError('what it starts has no `weft`: is it linked with the runtime?');
    module.#face = weft;
    return module;
  }

  /**
   * Takes on a peer, and returns its number; what already waits in its port is delivered next.
   *
   * @param node its actors, if it may have some
   */
  addPeer(port: MessagePort, node?: NodeName): number {
    const peer = ++this.#lastPeer;
    this.#peers.set(peer, { port, life: node?.life ?? null, isWatched: false });
    port.onmessage = ({ data }: MessageEvent<Uint8Array | Introduction>) => {
      if (data instanceof Uint8Array) this.#face.deliver(peer, data);
      else if (data?.port instanceof MessagePort) this.#meet(data);
      else this.removePeer(peer); // nobody knows what it means
    };
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
  }

  #host(weftLife: string | null, weftFatal: (report: string) => void): ModuleHost {
    return {
      weftLife,
      weftFatal,
      weftPost: (peer, frames) => this.#peers.get(peer)?.port.postMessage(frames.slice()),
      weftIntroduce: (...words) => this.#introduce(...words),
      weftWatch: (peer, life) => this.#watch(peer, life),
    };
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
    const peer = this.addPeer(port, { name, life });
    port.addEventListener('close', () => this.removePeer(peer));
    if (life !== null) this.#watch(peer, life);
  }

  #watch(peer: number, life: string): void {
    const known = this.#peers.get(peer);
    if (!known || known.isWatched) return;
    known.life = life;
    known.isWatched = true;
    if (hasLocks()) watchLife(life, () => this.removePeer(peer));
  }
}
