// inline.js: a worker inside the page, for where there are none of their own. It shares the page's
// thread and its global object; its end is that of its modules, and the page goes on.

import { holdProcess } from '../node_threads.js';
import { WorkerScript } from './script.js';

/** Starts a worker with one client, at `port`; returns how to end it. */
export function start(port: MessagePort, name: string): () => void {
  const script = new WorkerScript({
    name,
    kind: 'inline',
    isOwn: false,
    onClient(connect) {
      connect(port);
      holdProcess(port, false);
    },
    onUncaught() {}, // whose error it is cannot be told in a page
    close: end,
  });
  function end(): void {
    script.end();
    port.close();
  }
  return end;
}
