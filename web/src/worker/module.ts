import type { ModuleFace, ModuleFactory } from '../protocol.js';

/**
 * One instance of a module in this worker, and the ports of its clients. Frames pass through
 * unread.
 */
export class LoadedModule {
  #face!: ModuleFace;
  #ports = new Map<number, MessagePort>();

  /**
   * Loads and starts the ES module at `url`; rejects with whatever keeps it from that.
   *
   * @param fatal is told the instance's last words
   */
  static async load(url: string, fatal: (report: string) => void): Promise<LoadedModule> {
    const { default: factory } = (await import(url)) as { default?: ModuleFactory };
    if (typeof factory !== 'function')
      throw new TypeError('it has no default export to start it with');
    const module = new LoadedModule();
    const { weft } = await factory({
      weftPost: (peer, frames) => module.#ports.get(peer)?.postMessage(frames.slice()),
      weftFatal: fatal,
    });
    if (!weft) throw new TypeError('what it starts has no `weft`: is it linked with the runtime?');
    module.#face = weft;
    return module;
  }

  /** Takes on a client; frames that already wait in its port are delivered next. */
  addPeer(peer: number, port: MessagePort): void {
    this.#ports.set(peer, port);
    port.onmessage = ({ data }: MessageEvent<Uint8Array>) => this.#face.deliver(peer, data);
  }

  /** Lets go of a client that is gone. */
  removePeer(peer: number): void {
    this.#ports.get(peer)?.close();
    this.#ports.delete(peer);
    this.#face.closePeer(peer);
  }
}
