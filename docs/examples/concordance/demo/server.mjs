// Serves the page, what it imports, and a list of files: only those, each under its number.
import { open, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const contentTypes = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves on a free port of this machine.
 *
 *   /files.json   [{ name, bytes }], `bytes` as of now
 *   /files/3      the bytes of the fourth file
 *   /…            a file right inside one of `folders`, which maps URL prefixes to folders
 */
export async function serve({ files, folders }) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => refuse(response, 500, error.message));
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject).listen(0, 'localhost', resolve);
  });
  return {
    url: `http://localhost:${server.address().port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request, response) {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/files.json') return sendList(response);
    if (pathname.startsWith('/files/')) return sendFile(response, files[Number(pathname.slice(7))]);
    const [, prefix, name] = /^(\/(?:\w+\/)?)([\w.-]*)$/.exec(pathname) ?? [];
    if (!Object.hasOwn(folders, prefix)) return refuse(response, 404, 'there is no such page');
    return sendFile(response, join(folders[prefix], name || 'index.html'));
  }

  async function sendList(response) {
    const list = files.map(async (name) => ({ name, bytes: await sizeOf(name) }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(await Promise.all(list)));
  }
}

/** 0 for a file that is gone: the page will hear why when it asks for the content. */
async function sizeOf(file) {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

async function sendFile(response, path) {
  let file;
  try {
    file = await open(path ?? '');
    if (!(await file.stat()).isFile()) throw new Error('it is not a file');
  } catch (error) {
    await file?.close();
    return refuse(response, 404, error.message);
  }
  response.writeHead(200, {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
  });
  // Ends both, whichever fails: a page that is closed in the middle is no fault of ours.
  await pipeline(file.createReadStream(), response).catch(() => {});
}

function refuse(response, status, reason) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(reason);
}
