import type { Endpoint, EndpointEvents } from '../endpoint.js';
import { holdProcess } from '../node_threads.js';

/** What `inline.js` exports: worker/inline.ts. */
interface InlineScript {
  /** Starts a worker with one client, at `port`; returns how to end it. */
  start(port: MessagePort, name: string): () => void;
}

/** The worker script's code in this page, loaded when it is first asked for. */
export function openInline(url: string, name: string, events: EndpointEvents): Endpoint {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => events.message(data);
  const started = importScript(url).then(({ start }) => start(port2, name));
  started.catch((error) => events.error(String(error)));
  return {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    hold: (isHeld) => holdProcess(port1, isHeld),
    release() {
      port1.close();
      started.then((end) => end()).catch(() => {}); // it was reported
    },
  };
}

function importScript(url: string): Promise<InlineScript> {
  return import(url);
}
