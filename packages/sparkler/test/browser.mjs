/**
 * For tests in a real browser: serves folders on a free port of the loopback interface with the
 * headers that make a page cross-origin isolated, and starts Chromium without a window.
 *
 *     const server = await serve({'/': 'some/folder', '/sparkler/': 'dist'});
 *     const browser = await launch();
 *     const page = await browser.newPage();
 *     await page.goto(server.url);
 *     ...
 *     await browser.close();
 *     await server.close();
 *
 * Chromium is the one that `CHROMIUM` names, or else `chromium` on the path.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, extname, join, normalize, resolve, sep } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** What a page must be served with to share memory with workers. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves folders: `folders` maps the beginning of paths to folders on the disk. Paths in `pages`
 * are answered with that text as HTML instead. `isolated: false` leaves the isolation headers out.
 * Gives the `url` to begin with, the `requests` so far, and `close`.
 */
export async function serve(folders, { pages = {}, isolated = true } = {}) {
  const requests = [];
  const longestFirst = Object.entries(folders).sort(([a], [b]) => b.length - a.length);

  async function content(path) {
    if (path in pages) return [pages[path], '.html'];
    for (const [prefix, folder] of longestFirst) {
      if (!path.startsWith(prefix)) continue;
      const root = resolve(folder);
      let file = normalize(join(root, path.slice(prefix.length)));
      if (file !== root && !file.startsWith(root + sep)) continue;
      const found = await stat(file).catch(() => undefined);
      if (found?.isDirectory()) file = join(file, 'index.html');
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes) return [bytes, extname(file)];
    }
    return undefined;
  }

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    requests.push(path);
    const found = await content(path);
    if (!found) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
      return;
    }
    const [body, extension] = found;
    response.writeHead(200, {
      'Content-Type': TYPES[extension] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache',
      ...(isolated ? ISOLATION : {}),
    }).end(body);
  });
  await new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    close: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}

/** Where Chromium is. Throws if there is none. */
export function chromiumPath() {
  const named = process.env.CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (!found) {
    throw new Error('there is no Chromium on the path; `cargo xtask test` installs Debian\'s, '
      + 'or name one in the environment variable CHROMIUM');
  }
  return found;
}

/** Starts Chromium without a window. More flags go in `args`; other options are playwright's. */
export function launch({ args = [], ...options } = {}) {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...args,
    ],
    ...options,
  });
}
