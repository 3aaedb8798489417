import type { Endpoint, EndpointEvents } from './endpoint.js';
import type { WorkerMessage } from './protocol.js';
import { after } from './timer.js';

export interface StartOptions {
  name: string;
  /** Starts the worker, or finds it. @throws if the browser does not take the URL */
  open(events: EndpointEvents): Endpoint;
  /** Whether one that is about to end may be found, which never answers: a later attempt finds its successor. */
  asksAgain: boolean;
  /** The worker is started when this resolves: when its predecessor of the same name is gone. */
  predecessorGone: Promise<void>;
  /** Milliseconds within which the predecessor has to go and the worker to say hello. */
  startTimeout: number;
}

export interface StartedWorker {
  endpoint: Endpoint;
  /** The lock that the worker holds; null where there are no Web Locks. */
  life: string | null;
}

/** Milliseconds between attempts. */
const retryInterval = 250;

/**
 * Starts a worker, or finds the shared one of this name, and waits for its hello. `events` hears
 * whatever else comes from it.
 *
 * Rejects with an Error when the browser does not take the URL, when the time is up, and when
 * `signal` is aborted; nothing is then left running. A script that fails to load is an event: abort
 * then.
 */
export async function startWorker(
  { open, asksAgain, predecessorGone, startTimeout }: StartOptions,
  events: EndpointEvents,
  signal: AbortSignal,
): Promise<StartedWorker> {
  const attempts: Endpoint[] = [];
  let limit: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setInterval> | undefined;
  let worker: StartedWorker | undefined;
  try {
    return (worker = await new Promise<StartedWorker>((resolve, reject) => {
      const attempt = (): void => {
        const message = (message: WorkerMessage): void => {
          if (message.type === 'hello') resolve({ endpoint, life: message.life });
          else events.message(message);
        };
        const endpoint = open({ ...events, message });
        attempts.push(endpoint);
      };
      const begin = (): void => {
        if (signal.aborted) return;
        attempt();
        if (asksAgain) retry = setInterval(attempt, retryInterval);
      };
      predecessorGone.then(begin).catch(reject);
      limit = after(startTimeout, () => reject(new Error(`no answer within ${startTimeout} ms`)));
      signal.addEventListener('abort', () => reject(new Error('closed before it was started')));
    }));
  } finally {
    clearInterval(retry);
    clearTimeout(limit);
    for (const endpoint of attempts) if (endpoint !== worker?.endpoint) endpoint.release();
  }
}
