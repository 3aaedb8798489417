// Nodes of actors inside one process: runtimes, and modules in JavaScript with a worker script's part played by this file.
import * as weft from '../../../web/dist/weft.js';

/** A module with these options; `connect()` gives a port to it. */
export async function startModule(options) {
  const ports = new Map();
  let lastPeer = 0;
  const { weft: face } = await weft.actorModule(options)({
    weftUrl: 'module.mjs',
    weftLife: null,
    weftPost: (peer, frames) => ports.get(peer)?.postMessage(frames.slice()),
    weftFatal(report) {
      throw new Error(report);
    },
    weftIntroduce(peerA, nodeA, peerB, nodeB) {
      const { port1, port2 } = new MessageChannel();
      ports.get(peerA).postMessage({ introduce: nodeB, port: port1 }, [port1]);
      ports.get(peerB).postMessage({ introduce: nodeA, port: port2 }, [port2]);
    },
    weftWatch() {},
  });
  const add = (port) => {
    const peer = ++lastPeer;
    ports.set(peer, port);
    port.onmessage = ({ data }) => {
      if (data.port) face.introduced(add(data.port), data.introduce);
      else face.deliver(peer, bytesOf(data));
    };
    port.addEventListener('close', () => {
      if (ports.delete(peer)) face.closePeer(peer);
    });
    return peer;
  };
  return {
    connect() {
      const { port1, port2 } = new MessageChannel();
      add(port2);
      return port1;
    },
    /** Lets go of everything, as the end of its worker does. */
    end() {
      for (const port of ports.values()) port.close();
    },
  };
}

/** A runtime, and `spawn(type, …init)`, which starts an actor in `module`. */
export async function startRuntime(module, options) {
  const runtime = await weft.load(options);
  const peer = module && runtime.node.meet({ port: module.connect() });
  return { runtime, peer, spawn: (type, ...init) => runtime.node.spawnAt(peer, type, init) };
}

/** The frames of a post, of which few travel as text. */
export function bytesOf(post) {
  return typeof post === 'string' ? new Uint8Array(Buffer.from(post, 'latin1')) : post;
}
