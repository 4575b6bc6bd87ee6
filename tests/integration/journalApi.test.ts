import { afterAll, beforeAll, expect, test } from 'vitest';
import { problem, toldProblem } from '../../src/shared/contracts/problem.ts';
import { endpoints } from '../../src/journal/http/endpoints.ts';
import { ask, newId, openWorkstation, startTestJournal, type TestJournal } from '../support/journal.ts';

let journal: TestJournal;
beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal.stop());

test('every failure is a problem of RFC 9457, in words the first desks understand, too', async () => {
  const at = await openWorkstation(journal, 'operator1');
  const met = [
    await ask<unknown>(journal, 'GET', '/v1/reference'),
    await ask<unknown>(journal, 'GET', '/v1/nowhere'),
    await ask<unknown>(journal, 'GET', `/v1/appeals/${newId()}`, { authorization: at.bearer }),
    await ask<unknown>(journal, 'GET', '/v1/appeals/nonsense', { authorization: at.bearer }),
    await ask<unknown>(journal, 'GET', '/v1/hand-overs', { authorization: at.bearer }),
  ];
  for (const { status, body, headers } of met) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
    const { error, ...told } = problem.parse(body);
    expect(told).toMatchObject({ status, code: error.code, title: error.text, type: `/v1/docs#problem-${error.code}` });
    expect(toldProblem.parse(body)).toEqual(toldProblem.parse({ error }));
  }
  expect(met.map(({ body }) => problem.parse(body).code)).toEqual([
    'auth.required',
    'route.unknown',
    'appeal.not_found',
    'input.invalid',
    'auth.forbidden',
  ]);
  expect(problem.parse(met[3]?.body).params).toEqual({ field: 'id' });
  expect(new Set(met.map(({ body }) => problem.parse(body).instance)).size).toBe(met.length);
});

test('the journal describes itself to whoever asks, whole, as a document and as a page', async () => {
  const document = await ask<{ paths: Record<string, object> }>(journal, 'GET', '/v1/openapi.json');
  const described = Object.values(document.body.paths).flatMap((methods) => Object.keys(methods));
  expect(described.length).toBe(endpoints.length);
  const page = await ask<Buffer>(journal, 'GET', '/v1/docs');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.body.toString('utf8')).toContain('/v1/appeals/{id}');
});
