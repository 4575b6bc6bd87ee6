import { z } from 'zod';
import { io } from 'socket.io-client';
import { AppError } from '../../../shared/errors.ts';
import { JournalDown, type BytesAnswer, type JournalRequest, type JournalTransport } from '../ports.ts';

const DEFAULT_TIMEOUT_MS = 15_000;
const errorBody = z.object({
  error: z.object({
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    text: z.string().optional(),
  }),
});

/** The journal over HTTP and Socket.IO. What cannot be told from silence is `JournalDown`; a 5xx is the journal being unwell, the same to us. */
export function createHttpTransport(baseUrl: string): JournalTransport {
  return {
    async request(request) {
      const response = await send(baseUrl, request);
      if (response.status >= 500) throw new JournalDown({ how: 'failing' });
      if (!response.ok) throw await refusalOf(response);
      request.onHeaders?.((name) => response.headers.get(name));
      try {
        if (request.wantBytes) return await bytesOf(response);
        return await response.json();
      } catch (thrown) {
        throw silence(thrown);
      }
    },
    departed: () => new Promise((resolve) => setImmediate(resolve)),
    doorbell(accessToken, listeners) {
      const socket = io(baseUrl, { auth: { token: accessToken }, transports: ['websocket'], reconnection: false });
      socket.on('news', listeners.news);
      socket.on('connect', listeners.news);
      socket.on('disconnect', listeners.closed);
      socket.on('connect_error', listeners.closed);
      return () => {
        socket.off();
        socket.disconnect();
      };
    },
  };
}

async function send(baseUrl: string, request: JournalRequest): Promise<Response> {
  const headers: Record<string, string> = { ...request.headers };
  if (request.authorization) headers['authorization'] = request.authorization;
  let body: Uint8Array<ArrayBuffer> | string | null = null;
  if (request.bytes) {
    headers['content-type'] = 'application/octet-stream';
    body = new Uint8Array(request.bytes);
  } else if (request.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(request.body);
  }
  const inTime = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    return await fetch(new URL(request.path, baseUrl), {
      method: request.method,
      headers,
      body,
      signal: request.signal ? AbortSignal.any([inTime, request.signal]) : inTime,
    });
  } catch (thrown) {
    throw silence(thrown);
  }
}

/** The time-out covers the body too, so that it may strike while that is read. */
function silence(thrown: unknown): JournalDown {
  const isLate = thrown instanceof Error && thrown.name === 'TimeoutError';
  return new JournalDown({ cause: thrown, how: isLate ? 'timeout' : 'unreachable' });
}

async function refusalOf(response: Response): Promise<Error> {
  const parsed = errorBody.safeParse(await response.json().catch(() => null));
  // What stands before the journal may turn a large request away in words of its own.
  if (!parsed.success) return response.status === 413 ? new AppError('input.too_large') : new JournalDown();
  const { code, params, text } = parsed.data.error;
  return new AppError(code, params ?? {}, { text });
}

async function bytesOf(response: Response): Promise<BytesAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return { bytes, total: total ? Number(total) : bytes.length };
}
