import type { WorkerConnection } from './connection.js';
import type { WorkerStats } from './pool.js';

/** Makes a connection, which may start its worker when `predecessorGone` resolves. */
type Connect = (worker: number, predecessorGone: Promise<void>) => WorkerConnection;

/** The workers of a pool by number: each is connected when it is first needed, and anew after a death. */
export class Workers {
  #connections: (WorkerConnection | undefined)[];
  #connect: Connect;

  constructor(count: number, connect: Connect) {
    this.#connections = new Array(count).fill(undefined);
    this.#connect = connect;
  }

  get count(): number {
    return this.#connections.length;
  }

  /** Those there are may be connected to already; one that is not there any more is let be. */
  set count(count: number) {
    const before = this.count;
    this.#connections.length = count;
    if (count > before) this.#connections.fill(undefined, before);
  }

  has(worker: number): boolean {
    return Number.isInteger(worker) && worker >= 0 && worker < this.count;
  }

  at(worker: number): WorkerConnection {
    const current = this.#connections[worker];
    if (current?.isOpen) return current;
    return (this.#connections[worker] = this.#connect(worker, current?.gone ?? Promise.resolve()));
  }

  /** The one with the fewest calls of this page. */
  leastBusy(): number {
    let best = 0;
    for (let worker = 1; worker < this.count; worker++)
      if (this.#busy(worker) < this.#busy(best)) best = worker;
    return best;
  }

  /** Starts all; rejects with the first failure. */
  async start(): Promise<void> {
    await Promise.all(Array.from(this.#connections, (_, worker) => this.at(worker).started));
  }

  stats(): WorkerStats[] {
    return this.#connections.flatMap((connection, worker) => {
      if (!connection) return [];
      const { state, inFlight, posts } = connection;
      return [{ worker, state, inFlight, posts }];
    });
  }

  close(error: unknown): void {
    for (const connection of this.#connections) connection?.close(error);
  }

  #busy(worker: number): number {
    return this.#connections[worker]?.inFlight ?? 0;
  }
}
