import type { Endpoint, EndpointEvents } from '../endpoint.js';
import type { PageMessage } from '../protocol.js';
import { errorDetail } from './error_detail.js';

/** A SharedWorker, of this page or of an earlier one. */
export function openShared(url: string, name: string, events: EndpointEvents): Endpoint {
  const worker = new SharedWorker(url, { type: 'module', name });
  const { port } = worker;
  port.onmessage = ({ data }) => events.message(data);
  worker.onerror = (event) => events.error(errorDetail(event));
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    hold() {},
    release() {
      port.postMessage({ type: 'leave' } satisfies PageMessage);
      port.close();
    },
  };
}
