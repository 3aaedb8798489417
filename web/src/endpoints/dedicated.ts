import type { Endpoint, EndpointEvents } from '../endpoint.js';
import { isSameOrigin } from '../urls.js';
import { errorDetail } from './error_detail.js';

/** A Worker. */
export function openDedicated(url: string, name: string, events: EndpointEvents): Endpoint {
  const isForeign = !isSameOrigin(url);
  const script = isForeign ? wrapped(url) : url;
  const worker = new Worker(script, { type: 'module', name });
  worker.onmessage = ({ data }) => events.message(data);
  worker.onerror = (event) => {
    const detail = errorDetail(event);
    events.error(isForeign ? `${detail} (${foreignNeeds})` : detail);
  };
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    hold() {},
    release() {
      worker.terminate();
      if (isForeign) URL.revokeObjectURL(script);
    },
  };
}

/** Workers start from scripts of their page's origin only; such a script may import one of another. */
function wrapped(url: string): string {
  const script = `import ${JSON.stringify(url)};`;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

const foreignNeeds =
  'it is of another origin: that server has to allow it with Access-Control-Allow-Origin, and a ' +
  'Content-Security-Policy of the page has to allow that server in script-src and blob: in worker-src';
