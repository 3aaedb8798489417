// Who decides for a pool that several use: pages, and the pool's own workers. It is light: it knows who
// there is, whose turn it is and who has died, introduces clients to workers, and runs no call. Data goes
// between clients and workers directly.

import { watchLife } from '../life.js';
import { holdProcess } from '../node_threads.js';
import { postPorts } from '../posts.js';
import type { Schedule } from './schedule.js';
import { ServedClient } from './serve.js';
import type { ClientMessage, CoordinatorMessage, ElsewhereEvent, PoolShape } from './words.js';

type Join = Extract<ClientMessage, { type: 'join' }>;

/** How a coordinator reaches one client. */
export type PostToClient = (message: CoordinatorMessage, transfer?: Transferable[]) => void;

/** Who decides for others beside itself, and starts the workers: it introduces, and sees them die. */
export interface CoordinatorOwner {
  /** Hands a port to a worker, as a client's. */
  introduce(worker: number, port: MessagePort): void;
  /** What happens to clients' calls. */
  event(event: ElsewhereEvent): void;
}

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
  #owner: CoordinatorOwner | undefined;
  #clients = new Set<Client>();
  #lastClient = 0;
  #dead = new Set<string>(); // the lives of workers whose death was counted

  /**
   * @param life the lock that this context holds
   * @param owner without one, pages introduce clients to workers, and clients report deaths
   */
  constructor(shape: PoolShape, life: string | null, schedule: Schedule, owner?: CoordinatorOwner) {
    this.shape = shape;
    this.#life = life;
    this.#schedule = schedule;
    this.#owner = owner;
  }

  /** Serves a client that has joined. `take` is to be given what else it says; `leave` lets go of it. */
  connect(
    { life, isPage }: Join,
    post: PostToClient,
  ): { take(message: ClientMessage): void; leave(): void } {
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
    const leave = (): void => this.#leave(client);
    if (life !== null) watchLife(life, leave);
    return { take: (message) => this.#take(client, message), leave };
  }

  /** Serves whoever is at the other end of a port, once it joins; returns how to let go of it. */
  listen(port: MessagePort): () => void {
    let client: ReturnType<Coordinator['connect']> | undefined;
    const post: PostToClient = (message, transfer) => postPorts(port, message, transfer);
    port.onmessage = ({ data }: MessageEvent<ClientMessage>) => {
      if (client) client.take(data);
      else if (data.type === 'join') client = this.connect(data, post);
    };
    const leave = (): void => {
      port.close();
      client?.leave();
    };
    port.addEventListener('close', leave); // where the platform tells
    holdProcess(port, false);
    return leave;
  }

  /** Decides no more. */
  close(): void {
    for (const client of this.#clients) client.post({ type: 'gone' });
    this.#clients.clear();
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
        this.listen(message.port);
        return;
      case 'join':
        return; // it has joined
    }
  }

  #leave(client: Client): void {
    if (this.#clients.delete(client)) client.served.leave();
  }

  /** All clients see a worker die, each at its time. */
  #lost(worker: number, life: string | null): void {
    if (this.#owner) return; // who sees it itself
    if (life !== null) {
      if (this.#dead.has(life)) return;
      this.#dead.add(life);
    }
    this.#schedule.lost(worker, life);
  }

  #introduce(worker: number, port: MessagePort): void {
    if (this.#owner) return this.#owner.introduce(worker, port);
    for (const client of this.#clients)
      if (client.isPage) return client.post({ type: 'meet', worker, port }, [port]);
    port.close();
  }

  #tell(from: Client, event: ElsewhereEvent): void {
    this.#owner?.event(event);
    for (const client of this.#clients)
      if (client !== from && client.watches) client.post({ type: 'event', event });
  }
}
