import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Action } from '../../shared/domain/policy/policyTable.ts';
import type { Caller, DeviceCaller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { ProblemCode } from './problems.ts';

/** Who may ask: anybody, an enrolled workstation, or a user whose role has a right of the policy table. */
export type Who = { kind: 'open' } | { kind: 'device' } | { kind: 'user'; action: Action };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Headings of the API's description, in their order. */
export const AREAS = {
  session: 'Вход и рабочие места',
  sync: 'Обмен с рабочими местами',
  lookUp: 'Поиск и просмотр',
  recording: 'Записи разговоров',
  supervision: 'Работа старшего',
  administration: 'Пользователи, организации, настройки',
} as const;
export type Area = keyof typeof AREAS;

type CallerOf<W extends Who> = W extends { kind: 'user' } ? Caller : W extends { kind: 'device' } ? DeviceCaller : null;

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

/** How an endpoint is called in tests and documents: «GET /v1/appeals/:id». */
export function nameOf({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
