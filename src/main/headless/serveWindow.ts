import { createReadStream } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { windowFileFor, windowFileHeaders } from '../host/windowFiles.ts';

export interface WindowFiles {
  /** Folder of the built window, absolute. */
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
    const address = URL.parse(request.url ?? '/', 'http://localhost');
    const path = address && windowFileFor(folder, address.pathname);
    if (!path) return end(response, 404);
    response.writeHead(200, {
      ...windowFileHeaders(path, pbxWsUrl),
      'cross-origin-opener-policy': 'same-origin',
    });
    if (request.method === 'HEAD') return response.end();
    createReadStream(path).pipe(response);
  });
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end();
}
