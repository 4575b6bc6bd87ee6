import { readFile } from 'node:fs/promises';
import { windowFileFor, windowFileHeaders } from '../host/windowFiles.ts';
import { isOurs } from './origin.ts';

export interface WindowFiles {
  /** Folder of the built window, absolute. */
  folder: string;
  pbxWsUrl: string | null;
}

/** Answers one request of the window for a file of its own; anything else of the scheme does not exist. */
export async function answerWindow(request: Request, { folder, pbxWsUrl }: WindowFiles): Promise<Response> {
  if (!isOurs(request.url)) return refusal(404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const path = windowFileFor(folder, new URL(request.url).pathname);
  if (path === null) return refusal(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(path));
  return new Response(body, { headers: windowFileHeaders(path, pbxWsUrl) });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { 'content-type': 'text/plain' } });
}
