import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import type { IntegrationScope } from '../../shared/contracts/integration.ts';
import type { Caller, DeviceCaller } from '../auth/authenticate.ts';
import type { IntegrationCaller } from '../auth/requireIntegration.ts';
import type { Journal } from '../context.ts';
import type { ProblemCode } from './problems.ts';

/** Who may ask: anybody, an enrolled workstation, a user whose role has a right, or another program by its token. */
export type Who =
  | { kind: 'open' }
  | { kind: 'device' }
  | { kind: 'user'; action: Action }
  | { kind: 'integration'; scope: IntegrationScope };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Headings of the API's description, in their order. */
export const AREAS = {
  session: 'Вход и рабочие места',
  sync: 'Обмен с рабочими местами',
  lookUp: 'Поиск и просмотр',
  recording: 'Записи разговоров',
  supervision: 'Работа старшего',
  administration: 'Пользователи, организации, настройки',
  integration: 'Для других программ',
  api: 'Описание журнала',
} as const;
export type Area = keyof typeof AREAS;

interface Callers {
  open: null;
  device: DeviceCaller;
  user: Caller;
  integration: IntegrationCaller;
}
type CallerOf<W extends Who> = Callers[W['kind']];

/** A request that was let in and read. */
export interface Asked<W extends Who = Who, Params = unknown, Query = unknown, Body = unknown> {
  journal: Journal;
  caller: CallerOf<W>;
  params: Params;
  query: Query;
  body: Body;
  /** For what no schema holds: headers. */
  request: FastifyRequest;
  /** For answers with headers of their own, and streams. */
  reply: FastifyReply;
}

interface Declared<W extends Who, Params, Query, Body> {
  method: Method;
  path: `/v1/${string}`;
  who: W;
  area: Area;
  /** One line, Russian: what it is for. */
  summary: string;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** Headers of a meaning of their own, which `handle` reads from the request. */
  headers?: z.ZodType;
  body?: z.ZodType<Body>;
  bodyLimitBytes?: number;
  /** For documents and tests: what is sent in production is not read once more. */
  answer: z.ZodType;
  /** Failures of its own, beside those that any request may meet. */
  problems?: readonly ProblemCode[];
  /** Where it is false the address does not even exist. */
  isServed?: (journal: Journal) => boolean;
  handle(asked: Asked<W, Params, Query, Body>): unknown;
}

/** One endpoint of the journal, whole: everything that is known of it is derived from here. */
export type Endpoint = Declared<Who, unknown, unknown, unknown>;

/** Declares an endpoint; it gives types to what its handler is asked with. */
export function endpoint<const W extends Who, Params = undefined, Query = undefined, Body = undefined>(
  declared: Declared<W, Params, Query, Body>,
): Endpoint {
  return declared;
}

/** A body that is not JSON and is handed on as it comes. */
export const octetStream = z.custom<Readable>();
/** An answer that is a sound file or a part of one. */
export const soundStream = z.custom<Readable>();
/** An answer for a person's eyes. */
export const htmlPage = z.custom<string>();

/** What is not JSON, by the schema that stands for it. */
const MIMES = new Map<z.ZodType, string>([
  [octetStream, 'application/octet-stream'],
  [soundStream, 'audio/wav'],
  [htmlPage, 'text/html; charset=utf-8'],
]);

export function mimeOf(schema: z.ZodType): string {
  return MIMES.get(schema) ?? 'application/json';
}

/** How an endpoint is called in tests and documents: «GET /v1/appeals/:id». */
export function nameOf({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
