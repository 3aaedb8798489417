// Serves the page on a free port of this machine:  node demo.mjs
import { fileURLToPath } from 'node:url';
import { serve } from '../concordance/demo/server.mjs';

const fromRoot = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const { url } = await serve({
  files: [],
  folders: {
    '/': fromRoot('docs/examples/pool/page'),
    '/weft/': fromRoot('web/dist'),
    '/wasm/': fromRoot('build/wasm/docs/examples/pool'),
  },
});
console.log(`The gallery: ${url}   (Ctrl-C ends it)`);
