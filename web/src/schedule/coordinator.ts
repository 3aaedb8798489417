// Who decides for a pool that several use: pages, and the pool's own workers. It is light: it knows who
// there is, whose turn it is and who has died, introduces clients to workers, and runs no call. Data goes
// between clients and workers directly.

import { watchLife } from '../life.js';
import type { Schedule } from './schedule.js';
import { ServedClient } from './serve.js';
import type { ClientMessage, CoordinatorMessage, ElsewhereEvent, PoolShape } from './words.js';

type Join = Extract<ClientMessage, { type: 'join' }>;

/** How a coordinator reaches one client. */
export type PostToClient = (message: CoordinatorMessage, transfer?: Transferable[]) => void;

/** One who uses the pool. */
interface Client {
  isPage: boolean;
  watches: boolean;
  served: ServedClient;
  post: PostToClient;
}

export class Coordinator {
  readonly shape: PoolShape;
  #life: string | null;
  #schedule: Schedule;
  #introduce: (worker: number, port: MessagePort) => void;
  #clients = new Set<Client>();
  #lastClient = 0;
  #dead = new Set<string>(); // the lives of workers whose death was counted

  /**
   * @param life the lock that this context holds
   * @param introduce hands a port to a worker, as a client's. By default one of the pages does.
   */
  constructor(
    shape: PoolShape,
    life: string | null,
    schedule: Schedule,
    introduce?: (worker: number, port: MessagePort) => void,
  ) {
    this.shape = shape;
    this.#life = life;
    this.#schedule = schedule;
    this.#introduce = introduce ?? ((worker, port) => this.#introduceByPage(worker, port));
  }

  /** Serves a client that has joined; the function that this returns is to be given what else it says. */
  connect({ life, isPage }: Join, post: PostToClient): (message: ClientMessage) => void {
    const client: Client = {
      isPage,
      watches: false,
      post,
      served: new ServedClient(String(++this.#lastClient), this.#schedule, {
        post,
        event: (event) => this.#tell(client, event),
      }),
    };
    this.#clients.add(client);
    post({ type: 'hello', life: this.#life, shape: this.shape });
    if (life !== null) watchLife(life, () => this.#leave(client));
    return (message) => this.#take(client, message);
  }

  /** Serves whoever is at the other end of a port, once it joins. */
  listen(port: MessagePort): void {
    let take: ((message: ClientMessage) => void) | undefined;
    const post: PostToClient = (message, transfer = []) => port.postMessage(message, transfer);
    port.onmessage = ({ data }: MessageEvent<ClientMessage>) => {
      if (take) take(data);
      else if (data.type === 'join') take = this.connect(data, post);
    };
  }

  #take(client: Client, message: ClientMessage): void {
    switch (message.type) {
      case 'turn':
        return client.served.take(message);
      case 'lost':
        return this.#lost(message.worker, message.life);
      case 'watch':
        client.watches = true;
        return;
      case 'meet':
        return this.#introduce(message.worker, message.port);
      case 'client':
        return this.listen(message.port);
      case 'join':
        return; // it has joined
    }
  }

  #leave(client: Client): void {
    if (this.#clients.delete(client)) client.served.leave();
  }

  /** All clients see a worker die, each at its time. */
  #lost(worker: number, life: string | null): void {
    if (life !== null) {
      if (this.#dead.has(life)) return;
      this.#dead.add(life);
    }
    this.#schedule.lost(worker, life);
  }

  #introduceByPage(worker: number, port: MessagePort): void {
    for (const client of this.#clients)
      if (client.isPage) return client.post({ type: 'meet', worker, port }, [port]);
    port.close();
  }

  #tell(from: Client, event: ElsewhereEvent): void {
    for (const client of this.#clients)
      if (client !== from && client.watches) client.post({ type: 'event', event });
  }
}
