import type { Endpoint, EndpointEvents } from '../endpoint.js';
import { holdProcess } from '../node_threads.js';
import { postPorts } from '../posts.js';
import type { PageMessage } from '../protocol.js';

/** A worker that runs already, reached through a port whose other end it is given. */
export function openPort(port: MessagePort, events: EndpointEvents): Endpoint {
  let isKnown = false; // it has said something, and not been let go of
  port.onmessage = ({ data }) => {
    isKnown = true;
    events.message(data);
  };
  // Where the platform tells that the other end is gone. Locks tell everywhere else.
  port.addEventListener('close', () => isKnown && events.error('it has ended'));
  holdProcess(port, false);
  return {
    post: (message, transfer) => postPorts(port, message, transfer),
    hold: (isHeld) => holdProcess(port, isHeld),
    release() {
      isKnown = false;
      port.postMessage({ type: 'leave' } satisfies PageMessage);
      port.close();
    },
  };
}
