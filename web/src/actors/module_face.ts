// The face of a module in JavaScript: what a C++ one offers to pages, of functions and types of actors.

import { Link, type Unreadable, type Wire } from '../link.js';
import type { Beside } from '../outbox.js';
import type { ModuleFace, ModuleHost } from '../protocol.js';
import type { Methods } from '../served/methods.js';
import { ServedCalls } from '../served/served_calls.js';
import { blamed } from '../served/uncaught.js';
import type { Behaviour } from './handlers.js';
import { Node } from './node.js';
import type { Peer } from './peer.js';

interface Client {
  link: Link;
  calls: ServedCalls;
}

export class JsModuleFace implements ModuleFace {
  readonly takesBeside = true;
  #host: ModuleHost;
  #methods: Methods;
  #node: ModuleNode;
  #clients = new Map<number, Client>();

  constructor(host: ModuleHost, methods: Methods, types: Record<string, Behaviour<any[]>> = {}) {
    this.#host = host;
    this.#methods = methods;
    this.#node = new ModuleNode(host, types);
  }

  deliver(peer: number, frames: Uint8Array, beside?: readonly unknown[]): void {
    this.#client(peer).link.receive(frames, beside);
  }

  introduced(peer: number, node: string): void {
    const { peer: neighbour } = this.#client(peer, node).link;
    this.#node.named(neighbour);
    neighbour.greet();
  }

  closePeer(peer: number): void {
    const client = this.#clients.get(peer);
    this.#clients.delete(peer);
    client?.link.close(undefined);
  }

  uncaught(error: unknown): void {
    const clients = [...this.#clients.values()];
    const running = clients.flatMap(({ calls }) => [...calls.running]);
    const isMeant = blamed(error, running);
    for (const { calls } of clients) calls.fail(error, isMeant);
  }

  #client(number: number, name?: string): Client {
    const known = this.#clients.get(number);
    if (known) return known;
    const wire = new RelayedWire(this.#host, number);
    const calls = new ServedCalls(this.#methods);
    const giveUp: Unreadable = (cause) => link.refuse(cause);
    const link: Link = new Link(wire, this.#node, calls, giveUp, name);
    calls.link = link;
    const client = { link, calls };
    this.#clients.set(number, client);
    return client;
  }
}

/** The worker script posts for the module. */
class RelayedWire implements Wire {
  constructor(
    readonly host: ModuleHost,
    readonly number: number,
  ) {}

  post(frames: Uint8Array, beside: Beside | undefined): void {
    this.host.weftPost(this.number, frames, beside?.objects, beside?.transfer);
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
