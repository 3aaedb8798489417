import { openDedicated } from './endpoints/dedicated.js';
import { openInline } from './endpoints/inline.js';
import { openNodeThread } from './endpoints/node_thread.js';
import { openShared } from './endpoints/shared.js';
import type { PageMessage, WorkerMessage } from './protocol.js';
import type { WorkerKind } from './worker_kind.js';

/** The page's hold on one worker of any kind, for control messages. */
export interface Endpoint {
  post(message: PageMessage, transfer?: Transferable[]): void;
  /**
   * Says whether the page waits for the worker. In Node, the process then does not end; until this is
   * called, it is waited for.
   */
  hold(isHeld: boolean): void;
  /** Ends the worker; lets go of a shared one. */
  release(): void;
}

export interface EndpointEvents {
  message(message: WorkerMessage): void;
  /** The script could not be loaded or run, or the worker has ended by an error or otherwise. */
  error(detail: string): void;
}

type Open = (url: string, name: string, events: EndpointEvents) => Endpoint;

const openers: Record<WorkerKind, Open> = {
  dedicated: openDedicated,
  shared: openShared,
  inline: openInline,
  node: openNodeThread,
};

/** @throws DOMException or Error for a URL that no worker may be started from here */
export function openEndpoint(
  kind: WorkerKind,
  url: string,
  name: string,
  events: EndpointEvents,
): Endpoint {
  return openers[kind](url, name, events);
}
