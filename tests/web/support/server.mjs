// A static server for the tests, with no special headers unless asked: folders mounted under URL prefixes.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const contentTypes = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves on a free port of localhost. `mounts` maps URL prefixes to folders, the longest prefix
 * that fits counts; a URL under `/never/` is never answered. Every file is sent with `headers`.
 */
export async function serve(mounts, headers = {}) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (path.startsWith('/never/')) return;
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    const file = prefix && join(mounts[prefix], path.slice(prefix.length));
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      'content-type': contentTypes[extname(file)] ?? 'text/plain',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
