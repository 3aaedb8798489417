// What ../web/work_worker.js does, in a thread.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (message) => {
  const [, content] = message;
  if (!(content instanceof ArrayBuffer)) return parentPort.postMessage(message);
  new Uint8Array(content)[0]++;
  parentPort.postMessage(message, [content]);
});
