import * as http from 'node:http';
import * as https from 'node:https';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

export interface HttpQuestion {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | string | null;
  /** Ends the exchange, its body included. */
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  header(name: string): string | null;
  /** The whole body, unpacked. */
  body(): Promise<Buffer>;
}

/** Puts questions to one address over connections that are kept. */
export type HttpExchange = (question: HttpQuestion) => Promise<HttpAnswer>;

/**
 * Plain requests rather than `fetch`, whose streams cost a desk that fills its cache as much as writing half of the
 * page: a body is collected as it comes and unpacked in one piece.
 */
export function createHttpExchange(baseUrl: string): HttpExchange {
  const { request, Agent } = new URL(baseUrl).protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  return ({ method, path, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const asked = request(
        new URL(path, baseUrl),
        { agent, method, headers: { ...headers, 'accept-encoding': UNDERSTOOD }, signal },
        (answer) =>
          resolve({
            status: answer.statusCode ?? 0,
            header: (name) => answer.headers[name]?.toString() ?? null,
            body: () => bodyOf(answer),
          }),
      );
      asked.on('error', reject);
      asked.end(body ?? undefined);
    });
}

/** A page of the feed comes out of its packing in few pieces. */
const UNPACKED_BY = { chunkSize: 256 * 1024 };
const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const unpackZstd = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);
const UNDERSTOOD = 'zstd, gzip';

/** @throws Error also for a body that was cut off */
async function bodyOf(answer: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  const packed = Buffer.concat(pieces);
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return packed;
  if (encoding === 'gzip') return gunzip(packed, UNPACKED_BY);
  if (encoding === 'zstd') return unpackZstd(packed, UNPACKED_BY);
  throw new Error('an answer in a packing nobody asked for');
}
