import type { PageMessage, WorkerMessage } from './protocol.js';

/**
 * Dedicated workers belong to one page; shared workers to all pages of an origin that ask for the
 * same names.
 */
export type WorkerKind = 'dedicated' | 'shared';

/** The page's hold on one worker of either kind, for control messages. */
export interface Endpoint {
  post(message: PageMessage, transfer?: Transferable[]): void;
  /** Ends a dedicated worker; lets go of a shared one. */
  release(): void;
}

export interface EndpointEvents {
  message(message: WorkerMessage): void;
  /** The script could not be loaded or run, or an error in it was not caught. */
  error(detail: string): void;
}

/** @throws DOMException for a URL that the page may not start a worker from */
export function openEndpoint(
  kind: WorkerKind,
  url: string,
  name: string,
  events: EndpointEvents,
): Endpoint {
  return kind === 'shared' ? openShared(url, name, events) : openDedicated(url, name, events);
}

function openDedicated(url: string, name: string, events: EndpointEvents): Endpoint {
  const worker = new Worker(url, { type: 'module', name });
  worker.onmessage = ({ data }) => events.message(data);
  worker.onerror = (event) => events.error(errorDetail(event));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    release: () => worker.terminate(),
  };
}

function openShared(url: string, name: string, events: EndpointEvents): Endpoint {
  const worker = new SharedWorker(url, { type: 'module', name });
  const { port } = worker;
  port.onmessage = ({ data }) => events.message(data);
  worker.onerror = (event) => events.error(errorDetail(event));
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    release: () => port.close(),
  };
}

/** A script that cannot be fetched gives a bare Event; an error in a script gives an ErrorEvent. */
function errorDetail(event: Event): string {
  event.preventDefault();
  return (event as Partial<ErrorEvent>).message || 'the script could not be loaded';
}
