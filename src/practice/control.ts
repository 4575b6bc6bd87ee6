import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { practiceCallers } from '../shared/demo/practiceCallers.ts';
import { toErrorValue, type ErrorValue } from '../shared/errors.ts';
import type { Exchange } from './exchange.ts';
import { isPracticeCode, practiceError, practiceRefusals } from './practiceError.ts';

/** Lower case, as Node hands headers over. */
export const secretHeader = 'x-practice-secret';
const longestBodyBytes = 4096;

type Body = Record<string, unknown>;

/** The trainer's side: who may call, and "ring this desk now". Loopback does not mean trusted: any page may post here. */
export function createControl(exchange: Exchange, secret: string | undefined): RequestListener {
  const routes: Record<string, (body: Body) => Promise<unknown>> = {
    'GET /callers': async () => ({ callers: practiceCallers }),
    'GET /calls': async () => ({ calls: exchange.calls() }),
    'POST /ring': (body) => exchange.ring({ sipUser: text(body, 'sipUser'), callerId: text(body, 'callerId') }),
    'POST /hangup': async (body) => (await exchange.hangUp(text(body, 'sipCallId')), {}),
    'POST /hold': async (body) => (await exchange.hold(text(body, 'sipCallId'), body['isHolding'] === true), {}),
  };
  return (request, response) => {
    if (!secret || !isSame(request.headers[secretHeader], secret)) {
      return refuse(response, practiceError('practice.forbidden'));
    }
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const route = routes[`${request.method} ${path}`];
    if (!route) return refuse(response, practiceError('practice.unknown_path'));
    readBody(request)
      .then(route)
      .then((result) => reply(response, 200, result))
      .catch((error: unknown) => refuse(response, error));
  };
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBodyBytes) throw practiceError('practice.bad_request', { longestBodyBytes });
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch (cause) {
    throw practiceError('practice.bad_request', {}, { cause });
  }
  throw practiceError('practice.bad_request');
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw practiceError('practice.bad_request', { field });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, thrown: unknown): void {
  const error = toErrorValue(thrown);
  const { status, text } = isPracticeCode(error.code) ? practiceRefusals[error.code] : { status: 500, text: undefined };
  reply(response, status, { error: { ...error, text } satisfies ErrorValue });
}

function isSame(given: string | string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
