// A module written in JavaScript: what a C++ one offers to pages, of functions and types of actors.

import { errorRecord } from '../errors.js';
import { writeError, writeResult } from '../frames.js';
import { type FrameTable, Link, type Unreadable, type Wire } from '../link.js';
import { frameKind, type ModuleFace, type ModuleFactory, type ModuleHost } from '../protocol.js';
import type { Behaviour } from './handlers.js';
import { arrayIn, badFrame, numberIn, stringIn } from './frame_words.js';
import { Node } from './node.js';
import type { Peer } from './peer.js';

type Functions = Record<string, (...args: any[]) => unknown>;

/** What a module offers. */
export interface ActorModuleOptions {
  /** Types of actors, for `runtime.spawn({ module, type })`. */
  actors?: Record<string, Behaviour<any[]>>;
  /** Functions, for `pool.module(url)`; a promise is waited for. */
  functions?: Functions;
}

/**
 * The default export of a module in JavaScript:
 *
 *     export default actorModule({ actors: { counter(me, start) { … } } });
 *
 * Each worker that a pool loads it in has an instance of its own.
 */
export function actorModule({ actors = {}, functions = {} }: ActorModuleOptions): ModuleFactory {
  return async (host) => ({ weft: new Face(host, actors, functions) });
}

class Face implements ModuleFace {
  #host: ModuleHost;
  #functions: Functions;
  #node: ModuleNode;
  #links = new Map<number, Link>();

  constructor(host: ModuleHost, types: Record<string, Behaviour<any[]>>, functions: Functions) {
    this.#host = host;
    this.#functions = functions;
    this.#node = new ModuleNode(host, types);
  }

  deliver(peer: number, frames: Uint8Array): void {
    this.#linkOf(peer).receive(frames);
  }

  introduced(peer: number, node: string): void {
    const { peer: neighbour } = this.#linkOf(peer, node);
    this.#node.named(neighbour);
    neighbour.greet();
  }

  closePeer(peer: number): void {
    const link = this.#links.get(peer);
    this.#links.delete(peer);
    link?.close(undefined);
  }

  #linkOf(number: number, name?: string): Link {
    const known = this.#links.get(number);
    if (known) return known;
    const wire = new RelayedWire(this.#host, number);
    const calls = new ServedCalls(this.#functions);
    const giveUp: Unreadable = (cause) => link.refuse(cause);
    const link: Link = new Link(wire, this.#node, calls, giveUp, name);
    calls.link = link;
    this.#links.set(number, link);
    return link;
  }
}

/** The worker script posts for the module. */
class RelayedWire implements Wire {
  constructor(
    readonly host: ModuleHost,
    readonly number: number,
  ) {}

  post(frames: Uint8Array): void {
    this.host.weftPost(this.number, frames);
  }

  close(): void {} // by the worker script, when it has seen the other end go
}

class ModuleNode extends Node {
  #host: ModuleHost;

  constructor(host: ModuleHost, types: Record<string, Behaviour<any[]>>) {
    super({ life: host.weftLife, types });
    this.#host = host;
  }

  override watch(peer: Peer, life: string): void {
    this.#host.weftWatch(numberOf(peer), life);
  }

  /** A client that has not said who it is cannot be introduced; the actor counts as ended there. */
  protected override connect(a: Peer, b: Peer): void {
    if (a.name === undefined) return;
    this.#host.weftIntroduce(numberOf(a), a.name, numberOf(b), b.name!);
  }
}

function numberOf(peer: Peer): number {
  return (peer.link!.wire as RelayedWire).number;
}

/** The module's table of the frames about calls. */
class ServedCalls implements FrameTable {
  link!: Link;
  #functions: Functions;

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  take(frame: unknown[]): void {
    const id = numberIn(frame[1]);
    if (frame[0] === frameKind.cancel && frame.length === 2) return; // its answer is dropped
    if (frame[0] !== frameKind.call || frame.length !== 4) throw badFrame();
    void this.#call(id, stringIn(frame[2]), arrayIn(frame[3]));
  }

  lost(): void {}

  async #call(id: number, method: string, args: unknown[]): Promise<void> {
    try {
      const isThere = Object.hasOwn(this.#functions, method);
      if (!isThere) throw new TypeError(`The module has no function ${method}`);
      const result = await this.#functions[method](...args);
      this.link.write(writeResult, id, result, undefined, undefined);
    } catch (error) {
      this.link.write(writeError, id, errorRecord(error), undefined, undefined);
    }
  }
}
