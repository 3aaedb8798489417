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
import { type PageMessage, workerIdentity, type WorkerMessage } from '../protocol.js';
import { describe, encodeThrown } from '../thrown.js';
import { type WorkerHome, workerScope } from '../worker_scope.js';
import type { LoadedModule, ModuleSurroundings } from './module.js';
import { Modules, PreloadError } from './modules.js';
import type { ControlPort, Scope } from './scope.js';

type LoadMessage = Extract<PageMessage, { type: 'load' }>;

/** A page that uses this worker. */
interface Client {
  send(message: WorkerMessage): void;
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
    scope.onClient((control) => this.#connect(control));
  }

  /** Lets go of all clients: nothing here answers any more. */
  end(): void {
    this.#isDead = true;
    workerScope.homes.delete(this.#home);
    for (const client of this.#clients) this.#depart(client);
    void this.#life.then((life) => life?.end());
  }

  #homeOf({ name, kind, isOwn }: Scope): WorkerHome {
    return {
      ...workerIdentity(name),
      kind,
      isCurrent: () => isOwn || this.#modules.current() !== undefined,
      expose: (api) => this.#modules.expose(api),
      fatal: (error) => this.#die(describe(error), encodeThrown(error)),
    };
  }

  #connect(control: ControlPort): void {
    if (this.#isDead) return;
    const client: Client = {
      send: (message) => control.postMessage(message),
      departures: [],
      gone: false,
    };
    this.#clients.add(client);
    control.onmessage = ({ data }) => {
      switch (data.type) {
        case 'join':
          this.#endsUnused ||= data.endsUnused ?? false;
          return watchLife(data.life, () => this.#depart(client));
        case 'leave':
          return this.#depart(client);
        case 'load':
          return void this.#attach(client, data);
        case 'client':
          return this.#connect(data.port);
      }
    };
    void this.#life.then((life) => client.send({ type: 'hello', life: life?.name ?? null }));
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

  #depart(client: Client): void {
    client.gone = true;
    this.#clients.delete(client);
    for (const leave of client.departures.splice(0)) leave();
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    const isUsed = this.#clients.size > 0 || this.#modules.haveUsers;
    if (this.#isDead || isUsed || !this.#endsUnused || this.#scope.kind !== 'shared') return;
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
