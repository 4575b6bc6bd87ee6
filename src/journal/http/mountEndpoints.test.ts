import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Journal } from '../context.ts';
import { endpoint, type Who } from './endpoint.ts';
import { mountEndpoints } from './mountEndpoints.ts';

const echo = endpoint({
  method: 'POST',
  path: '/v1/echo/:times',
  who: { kind: 'open' },
  area: 'session',
  summary: 'Повторить сказанное',
  params: z.object({ times: z.coerce.number().int() }),
  body: z.object({ text: z.string().max(10) }),
  answer: z.object({ text: z.string().max(10) }),
  handle: ({ params, body }) => ({ text: body.text.repeat(params.times) }),
});
const journal = {} as Journal;

test('a route that was not declared cannot be made', () => {
  const app = Fastify();
  mountEndpoints(app, journal, [echo], { checkAnswers: false });
  expect(() => app.get('/v1/hidden', () => ({}))).toThrow('GET /v1/hidden was not declared');
  expect(() =>
    app.route({ method: 'GET', url: '/v1/copy', config: { endpoint: { ...echo } }, handler: () => ({}) }),
  ).toThrow('was not declared');
});

test('a handler gets what was asked as its schemas read it, and nothing they refuse', async () => {
  const app = Fastify();
  mountEndpoints(app, journal, [echo], { checkAnswers: false });
  const ask = (times: string, text: string) =>
    app.inject({ method: 'POST', url: `/v1/echo/${times}`, payload: { text } });
  expect((await ask('3', 'да')).json()).toEqual({ text: 'дадада' });
  expect((await ask('x', 'да')).statusCode).toBe(500);
});

test('an answer that is not what was declared fails where answers are checked, and only there', async () => {
  const statusOf = async (checkAnswers: boolean) => {
    const app = Fastify();
    mountEndpoints(app, journal, [echo], { checkAnswers });
    return (await app.inject({ method: 'POST', url: '/v1/echo/9', payload: { text: 'нет' } })).statusCode;
  };
  expect([await statusOf(false), await statusOf(true)]).toEqual([200, 500]);
});

test('an address that is not served here does not exist', async () => {
  const app = Fastify();
  mountEndpoints(app, journal, [{ ...echo, isServed: () => false }], { checkAnswers: false });
  const { statusCode } = await app.inject({ method: 'POST', url: '/v1/echo/1', payload: { text: 'да' } });
  expect(statusCode).toBe(404);
});

test('an endpoint of users names a right of the policy, or does not compile', () => {
  // @ts-expect-error no such row
  const unknown: Who = { kind: 'user', action: 'appeal.burn' };
  // @ts-expect-error nobody in particular
  const nobody: Who = { kind: 'user' };
  expect([unknown, nobody].every(({ kind }) => kind === 'user')).toBe(true);
});
