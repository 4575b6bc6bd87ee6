import { io } from 'socket.io-client';
import { toldProblem } from '../../../shared/contracts/problem.ts';
import { AppError } from '../../../shared/errors.ts';
import { JournalDown, type BytesAnswer, type JournalRequest, type JournalTransport } from '../ports.ts';
import { createHttpExchange, type HttpAnswer, type HttpQuestion } from './httpExchange.ts';

const DEFAULT_TIMEOUT_MS = 15_000;

/** The journal over HTTP and Socket.IO. What cannot be told from silence is `JournalDown`; a 5xx is the journal being unwell, the same to us. */
export function createHttpTransport(baseUrl: string): JournalTransport {
  const exchange = createHttpExchange(baseUrl);
  return {
    async request(request) {
      const inTime = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const signal = request.signal ? AbortSignal.any([inTime, request.signal]) : inTime;
      /** Of what the network does; the time-out covers the body too, so that it may strike while that is read. */
      const heard = async <T>(coming: Promise<T>): Promise<T> => {
        try {
          return await coming;
        } catch (thrown) {
          throw new JournalDown({ cause: thrown, how: inTime.aborted ? 'timeout' : 'unreachable' });
        }
      };
      const { method, path } = request;
      const answer = await heard(exchange({ method, path, ...contentOf(request), signal }));
      if (answer.status < 200 || answer.status > 299) {
        // Read in any case: a connection is free again only when its answer was.
        const body = await heard(answer.body());
        throw answer.status >= 500 ? new JournalDown({ how: 'failing' }) : refusalOf(answer.status, body);
      }
      request.onHeaders?.(answer.header);
      const body = await heard(answer.body());
      return request.wantBytes ? bytesOf(answer, body) : await heard(parsed(body));
    },
    departed: () => new Promise((resolve) => setImmediate(resolve)),
    doorbell(accessToken, listeners) {
      const socket = io(baseUrl, { auth: { token: accessToken }, transports: ['websocket'], reconnection: false });
      socket.on('news', listeners.news);
      socket.on('lists', listeners.lists);
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

function contentOf({
  headers: given,
  authorization,
  bytes,
  body,
}: JournalRequest): Pick<HttpQuestion, 'headers' | 'body'> {
  const headers: Record<string, string> = { ...given };
  if (authorization) headers['authorization'] = authorization;
  if (bytes) return { headers: { ...headers, 'content-type': 'application/octet-stream' }, body: bytes };
  if (body === undefined) return { headers, body: null };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function parsed(body: Buffer): Promise<unknown> {
  return JSON.parse(body.toString('utf8')) as unknown;
}

function refusalOf(status: number, body: Buffer): Error {
  const told = toldProblem.safeParse(jsonOrNull(body));
  // What stands before the journal may turn a large request away in words of its own.
  if (!told.success) return status === 413 ? new AppError('input.too_large') : new JournalDown();
  const { code, params, text } = told.data;
  return new AppError(code, params ?? {}, { text });
}

function jsonOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function bytesOf(answer: HttpAnswer, bytes: Buffer): BytesAnswer {
  const total = /\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1];
  return { bytes, total: total ? Number(total) : bytes.length };
}
