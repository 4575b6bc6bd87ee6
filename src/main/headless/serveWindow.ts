import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from '../host/contentSecurityPolicy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
};

export interface WindowFiles {
  /** Folder of the built window. */
  folder: string;
  /** Address of the exchange's WebSocket, which the window may speak to beside its own core. */
  pbxWsUrl: string | null;
  /** The one Host header that is answered: a rebound name gets nothing. */
  host: () => string;
}

/** Hands out the built window to a browser on this machine, and nothing else. */
export function createWindowServer({ folder, pbxWsUrl, host }: WindowFiles): Server {
  return createServer((request, response) => {
    if (request.headers.host !== host()) return end(response, 421);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
    const path = fileFor(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!path) return end(response, 404);
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-length': statSync(path).size,
      'content-security-policy': contentSecurityPolicy(pbxWsUrl),
      'cache-control': path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=()',
    });
    if (request.method === 'HEAD') return response.end();
    createReadStream(path).pipe(response);
  });
}

function fileFor(folder: string, pathname: string): string | null {
  const path = normalize(join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  if (!path.startsWith(folder + sep)) return null;
  return existsSync(path) && statSync(path).isFile() ? path : null;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end();
}
