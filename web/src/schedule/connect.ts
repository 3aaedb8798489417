import { LoadError } from '../errors.js';
import { beginLife, type Life, watchLife } from '../life.js';
import { holdProcess } from '../node_threads.js';
import { postPorts } from '../posts.js';
import { workerName } from '../protocol.js';
import { after } from '../timer.js';
import type { Decider } from './decider.js';
import { Remote } from './remote.js';
import type { ClientMessage, CoordinatorMessage, ElsewhereEvent, PoolShape } from './words.js';

/** How the coordinator of a pool is reached, and what is to be heard of it. */
export interface CoordinatorOptions {
  shape: PoolShape;
  /** Whether this is a page, which can introduce others to workers. */
  isPage: boolean;
  /** A port to whoever is the coordinator now; `failed` is told why there will be none. */
  open(failed: (detail: string) => void): MessagePort;
  /** Milliseconds within which the coordinator has to answer. */
  startTimeout: number;
  /** The pool as it is, at the first answer. */
  shaped(shape: PoolShape): void;
  /** Hand this port to that worker, as a client's. */
  meet(worker: number, port: MessagePort): void;
  event(event: ElsewhereEvent): void;
}

/**
 * A shared worker that is about to end is still found by its name, but never answers. A later attempt
 * finds its successor.
 */
const retryInterval = 250;

/** Starts the coordinator of a shared pool, or finds it. */
export function openCoordinator(
  scriptUrl: string,
  pool: string,
  failed: (detail: string) => void,
): MessagePort {
  const worker = new SharedWorker(scriptUrl, {
    type: 'module',
    name: workerName(pool, 'coordinator'),
  });
  worker.onerror = (event) => {
    event.preventDefault();
    const detail = (event as Partial<ErrorEvent>).message || 'the script could not be loaded';
    failed(`${scriptUrl}: ${detail}`);
  };
  return worker.port;
}

/** A connection to a pool's coordinator, and to its successor should it die. */
export class CoordinatorConnection implements Decider {
  readonly schedule = new Remote((message) => this.post(message));
  /** Resolves at the coordinator's first answer; rejects with LoadError if there is none. */
  readonly started: Promise<void>;

  #options: CoordinatorOptions;
  #port: MessagePort | undefined; // of the coordinator that has answered
  #early: [ClientMessage, Transferable[]][] = [];
  #closed = new AbortController();
  #life: Promise<Life | null> = beginLife(); // ours, for the coordinator to watch
  #isWatching = false; // what happens elsewhere
  #isDown = false; // it did not start: whoever needs it next tries again

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.started = this.#start();
    this.started.catch(() => {}); // the calls tell of it too
  }

  post(message: ClientMessage, transfer: Transferable[] = []): void {
    if (this.#port) return postPorts(this.#port, message, transfer);
    this.#early.push([message, transfer]);
    if (this.#isDown) this.#startAnew();
  }

  meet(worker: number, port: MessagePort): void {
    this.post({ type: 'meet', worker, port }, [port]);
  }

  admit(_worker: number, port: MessagePort): void {
    this.post({ type: 'client', port }, [port]);
  }

  workerDied(): void {} // the coordinator watches who uses it

  /** Has `event` told from now on. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.post({ type: 'watch' });
  }

  close(): void {
    this.#closed.abort();
    this.schedule.close();
    this.#port?.close();
    void this.#life.then((life) => life?.end());
  }

  async #start(): Promise<void> {
    this.#isDown = false;
    try {
      const life = await this.#life;
      await this.#open(life?.name ?? null);
    } catch (error) {
      this.#isDown = true;
      this.#early.length = 0;
      this.schedule.fail(error as Error);
      throw error;
    }
  }

  /** Asks whoever has the coordinator's name, again and again, until one answers. */
  #open(life: string | null): Promise<void> {
    const { shape, isPage, open, startTimeout } = this.#options;
    const ports: MessagePort[] = [];
    let timers: ReturnType<typeof setTimeout>[] = [];
    return new Promise<void>((resolve, reject) => {
      const fail = (detail: string): void =>
        reject(new LoadError(`The coordinator of ${shape.name} did not start: ${detail}`));
      const attempt = (): void => {
        const port = open(fail);
        ports.push(port);
        holdProcess(port, false);
        port.onmessage = ({ data }: MessageEvent<CoordinatorMessage>) => {
          if (data.type !== 'hello' || this.#port || this.#closed.signal.aborted) return;
          ports.splice(ports.indexOf(port), 1);
          this.#answered(port, data);
          resolve();
        };
        port.postMessage({ type: 'join', life, isPage, shape } satisfies ClientMessage);
      };
      timers = [
        setInterval(attempt, retryInterval),
        after(startTimeout, () => fail(`no answer within ${startTimeout} ms`)),
      ];
      this.#closed.signal.addEventListener('abort', () => fail('closed before it was started'));
      attempt();
    }).finally(() => {
      for (const timer of timers) clearTimeout(timer);
      for (const port of ports) port.close();
    });
  }

  #answered(port: MessagePort, { life, shape }: { life: string | null; shape: PoolShape }): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<CoordinatorMessage>) => this.#take(data);
    this.#options.shaped(shape);
    for (const [message, transfer] of this.#early.splice(0)) postPorts(port, message, transfer);
    if (life !== null) watchLife(life, () => this.#startAgain(port), this.#closed.signal);
  }

  #startAgain(port: MessagePort): void {
    port.close();
    this.#port = undefined;
    this.schedule.begin();
    this.#startAnew();
  }

  #startAnew(): void {
    if (this.#isWatching) this.#early.push([{ type: 'watch' }, []]);
    this.#start().catch(() => {}); // the calls tell of it
  }

  #take(message: CoordinatorMessage): void {
    switch (message.type) {
      case 'turn':
        return this.schedule.take(message);
      case 'meet':
        return this.#options.meet(message.worker, message.port);
      case 'event':
        return this.#options.event(message.event);
      case 'gone':
        if (this.#port) this.#startAgain(this.#port);
        return;
      case 'hello':
        return; // it has answered
    }
  }
}
