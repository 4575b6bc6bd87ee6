import { expect, test } from 'vitest';
import { z } from 'zod';
import { nameOf } from '../endpoint.ts';
import { endpoints } from '../endpoints.ts';
import { describeApi } from './describeApi.ts';
import { DOCS_POLICY, renderDocs } from './renderDocs.ts';

const api = describeApi(endpoints, 'Заречная область');

const content = z.record(z.string(), z.strictObject({ schema: z.record(z.string(), z.unknown()) }));
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-zA-Z0-9]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().regex(/^[А-ЯЁ].*[^.]$/u),
  description: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      schema: z.record(z.string(), z.unknown()),
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), z.strictObject({ description: z.string().min(1), content })),
  'x-problems': z.array(z.string()),
});
/** OpenAPI 3.1.1 as far as we use it. */
const openApi = z.strictObject({
  openapi: z.literal('3.1.1'),
  jsonSchemaDialect: z.url(),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith('/v1/'),
    z.partialRecord(z.enum(['get', 'put', 'post', 'delete', 'patch']), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['http', 'apiKey']) })),
  }),
  'x-problems': z.record(z.string(), z.strictObject({ status: z.int(), title: z.string() })),
});

const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, of]) => ({ path, method, of })),
);

test('the description is an OpenAPI document, and stays one as JSON', () => {
  expect(openApi.parse(JSON.parse(JSON.stringify(api)))).toEqual(JSON.parse(JSON.stringify(api)));
});

test('every endpoint is in the description, under a name of its own', () => {
  const described = operations.map(
    ({ path, method }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  expect(described.toSorted()).toEqual(endpoints.map(nameOf).toSorted());
  const ids = operations.map(({ of }) => of.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what stands in a path is a parameter, and what is referred to is there', () => {
  for (const { path, of } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(
      of.parameters.filter((one) => one.in === 'path').map(({ name }) => name),
      path,
    ).toEqual(inPath);
    for (const scheme of of.security.flatMap((one) => Object.keys(one)))
      expect(Object.keys(api.components.securitySchemes)).toContain(scheme);
    for (const code of of['x-problems']) expect(Object.keys(api['x-problems'])).toContain(code);
  }
  const references = new Set([...JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref));
  expect([...references]).toEqual(['#/components/schemas/Problem']);
});

test('every schema of it is one of JSON Schema 2020-12', () => {
  for (const { path, of } of operations) {
    const bodies = [of.requestBody, of.responses['200']].flatMap((one) => Object.values(one?.content ?? {}));
    for (const schema of [...bodies, ...of.parameters].map((one) => one.schema))
      expect(() => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]), path).not.toThrow();
  }
});

test('the page names every endpoint and every failure, loads nothing and runs nothing', () => {
  const page = renderDocs(api);
  for (const { path, of } of operations) {
    expect(page).toContain(path);
    expect(page).toContain(`id="${of.operationId}"`);
  }
  for (const code of Object.keys(api['x-problems'])) expect(page).toContain(`id="problem-${code}"`);
  expect(page).not.toMatch(/<script|src=|href="http|\son\w+="/);
  expect(DOCS_POLICY).toContain("default-src 'none'");
});
