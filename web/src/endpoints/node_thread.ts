import type { Endpoint, EndpointEvents } from '../endpoint.js';
import { nodeThreads } from '../node_threads.js';
import { postPorts } from '../posts.js';

/** A thread of this Node process. It tells of its end itself, whatever ends it. */
export function openNodeThread(url: string, name: string, events: EndpointEvents): Endpoint {
  const thread = new (nodeThreads()!.Worker)(new URL(url), {
    name,
    workerData: { name },
  });
  thread.on('message', events.message);
  thread.on('error', (error) => events.error(String(error)));
  thread.on('exit', (code) => events.error(`its thread ended, with exit code ${code}`));
  return {
    post: (message, transfer) => postPorts(thread, message, transfer),
    hold: (isHeld) => (isHeld ? thread.ref() : thread.unref()),
    release: () => void thread.terminate(),
  };
}
