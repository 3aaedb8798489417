// The script of every worker: takes clients, loads modules for them, tells them of its end.
//
// One module is one instance, whatever the number of clients. An error that nobody caught rejects the
// running calls of the JavaScript module whose code it comes from, if its stack tells. Any other one, and
// the death of an instance, is the end of the whole worker: better that all calls reject than that one
// waits for ever.
//
// A shared worker that was asked to ends when nobody uses it any more. Whoever asks for its name before it is
// gone gets no answer, and asks again.

import { beginLife, watchLife } from '../life.js';
import {
  type PageMessage,
  type PoolSettings,
  workerIdentity,
  type WorkerMessage,
} from '../protocol.js';
import { holdProcess } from '../node_threads.js';
import { describe, encodeThrown } from '../thrown.js';
import { type WorkerHome, workerScope } from '../worker_scope.js';
import type { LoadedModule, ModuleSurroundings } from './module.js';
import { Modules, PreloadError } from './modules.js';
import type { ControlPort, Scope } from './scope.js';

type LoadMessage = Extract<PageMessage, { type: 'load' }>;

/** Who uses this worker: a page, another worker of the pool, or this one itself. */
interface Client {
  role: 'page' | 'worker' | 'self';
  send(message: WorkerMessage, transfer?: Transferable[]): void;
  /** Lets go of what the client has in a module; one for each module it loaded. */
  departures: (() => void)[];
  gone: boolean;
}

export class WorkerScript {
  #scope: Scope;
  #clients = new Set<Client>();
  #life = beginLife();
  #isDead = false;
  #endsUnused = false;
  #settings: PoolSettings | undefined; // as the first page has them
  #asked = 0; // how often somebody was asked for the coordinator
  #closed = new Set<() => void>(); // to be told when no page has the pool any more
  #surroundings: ModuleSurroundings = {
    life: null,
    isDying: () => this.#isDead,
    fatal: (report) => this.#die(report),
    peerLeft: () => this.#endIfUnused(),
  };
  #home: WorkerHome;
  #modules: Modules;

  constructor(scope: Scope) {
    this.#scope = scope;
    const { pool, id } = workerIdentity(scope.name);
    this.#modules = new Modules(this.#surroundings, { pool, worker: id, kind: scope.kind });
    this.#home = this.#homeOf(scope);
    void this.#life.then((life) => (this.#surroundings.life = life?.name ?? null));
    workerScope.homes.add(this.#home);
    scope.onUncaught((error, report) => this.#uncaught(error, report));
    scope.onClient((control) => this.#connect(control, 'page'));
  }

  /** Lets go of all clients: nothing here answers any more. */
  end(): void {
    this.#isDead = true;
    workerScope.homes.delete(this.#home);
    for (const client of this.#clients) this.#depart(client);
    this.#tellClosed();
    void this.#life.then((life) => life?.end());
  }

  #homeOf({ name, kind, isOwn }: Scope): WorkerHome {
    const settings = (): PoolSettings | undefined => this.#settings;
    const isOver = (): boolean => this.#isDead;
    return {
      ...workerIdentity(name),
      kind,
      isCurrent: () => isOwn || this.#modules.current() !== undefined,
      expose: (api) => this.#modules.expose(api),
      fatal: (error) => this.#die(describe(error), encodeThrown(error)),
      get settings() {
        return settings();
      },
      meetCoordinator: (port) => this.#meetCoordinator(port),
      connect: (port) => this.#connectPort(port, 'self'),
      get isOver() {
        return isOver();
      },
      onClosed: (closed) => (this.#isDead ? closed() : void this.#closed.add(closed)),
    };
  }

  #connect(control: ControlPort, role: Client['role']): Client | undefined {
    if (this.#isDead) return undefined;
    const client: Client = {
      role,
      send: (message, transfer = []) => control.postMessage(message, transfer),
      departures: [],
      gone: false,
    };
    this.#clients.add(client);
    control.onmessage = ({ data }) => {
      switch (data.type) {
        case 'join':
          this.#settings ??= data.pool;
          this.#endsUnused ||= data.pool.idleTimeout !== Infinity;
          return;
        case 'life':
          return watchLife(data.name, () => this.#depart(client));
        case 'leave':
          return this.#depart(client, data.isIdle);
        case 'idle':
          return client.send({ type: 'idle', isUsed: this.#isUsedBeside(client) });
        case 'load':
          return void this.#attach(client, data);
        case 'client':
          return this.#connectPort(data.port, 'worker');
      }
    };
    void this.#life.then((life) => client.send({ type: 'hello', life: life?.name ?? null }));
    return client;
  }

  async #attach(client: Client, { port, node, ...plan }: LoadMessage): Promise<void> {
    let module: LoadedModule;
    try {
      await this.#life;
      module = await this.#modules.load(plan);
    } catch (error) {
      const isPreload = error instanceof PreloadError;
      const thrown = encodeThrown(isPreload ? error.cause : error);
      const preload = isPreload ? error.url : undefined;
      return client.send({ type: 'failed', url: plan.url, preload, error: thrown });
    }
    if (client.gone) return port.close();
    const peer = module.addPeer(port, node);
    client.departures.push(() => module.removePeer(peer));
  }

  #connectPort(port: MessagePort, role: 'worker' | 'self'): void {
    holdProcess(port, false);
    const client = this.#connect(port, role);
    // Where the platform tells that the other end is gone. Locks tell everywhere else.
    if (client) port.addEventListener('close', () => this.#depart(client));
  }

  #meetCoordinator(port: MessagePort): void {
    const others = [...this.#clients].filter(({ role }) => role !== 'self');
    const pages = others.filter(({ role }) => role === 'page');
    const asked = pages.length > 0 ? pages : others;
    if (asked.length === 0) return port.close();
    asked[this.#asked++ % asked.length].send({ type: 'coordinator', port }, [port]);
  }

  #depart(client: Client, isIdle = false): void {
    client.gone = true;
    if (!this.#clients.delete(client)) return;
    for (const leave of client.departures.splice(0)) leave();
    const isPage = ({ role }: Client): boolean => role === 'page';
    if (isPage(client) && !isIdle && ![...this.#clients].some(isPage)) this.#tellClosed();
    this.#endIfUnused();
  }

  #tellClosed(): void {
    for (const closed of this.#closed) closed();
    this.#closed.clear();
  }

  #isUsedBeside(client: Client | undefined): boolean {
    for (const other of this.#clients) if (other !== client && other.role !== 'self') return true;
    return this.#modules.haveNeighbours;
  }

  #endIfUnused(): void {
    if (
      this.#isDead ||
      this.#isUsedBeside(undefined) ||
      !this.#endsUnused ||
      this.#scope.kind !== 'shared'
    )
      return;
    this.end();
    this.#scope.close();
  }

  #uncaught(error: unknown, report = describe(error)): void {
    console.error(error);
    if (!this.#modules.uncaught(error)) this.#die(report, encodeThrown(error));
  }

  #die(report: string, cause?: Uint8Array): void {
    if (this.#isDead) return; // an instance throws after its last words, which tell more
    this.#isDead = true;
    for (const client of this.#clients) client.send({ type: 'death', report, cause });
    this.#scope.close();
  }
}
