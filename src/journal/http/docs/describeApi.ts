import { z } from 'zod';
import { CONTRACT_VERSION } from '../../../shared/contracts/version.ts';
import { problem, PROBLEM_MIME } from '../../../shared/contracts/problem.ts';
import { policyTable } from '../../../shared/domain/policy/policyTable.ts';
import { assertNever } from '../../../shared/lib/assertNever.ts';
import { AREAS, mimeOf, type Endpoint, type Who } from '../endpoint.ts';
import { describeProblem, PROBLEM_CODES, type ProblemCode } from '../problems.ts';

type JsonSchema = Record<string, unknown>;

interface Content {
  content: Record<string, { schema: JsonSchema }>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: JsonSchema }[];
  requestBody?: Content & { required: true };
  responses: Record<string, Content & { description: string }>;
  'x-problems': ProblemCode[];
}

/** As much of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1) as the journal says of itself. */
export interface ApiDescription {
  openapi: '3.1.1';
  jsonSchemaDialect: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Partial<Record<Lowercase<Endpoint['method']>, Operation>>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, JsonSchema> };
  'x-problems': Record<string, { status: number; title: string }>;
}

const SECURITY_SCHEMES = {
  user: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Доступ пользователя из /v1/sign-in' },
  device: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'Рабочее место: «Device <id>:<секрет>»',
  },
  integration: { type: 'http', scheme: 'bearer', description: 'Токен, выданный программе администратором' },
} as const;

/** Describes these endpoints by what they are declared as; nothing of it is written by hand. */
export function describeApi(endpoints: readonly Endpoint[], region: string): ApiDescription {
  const paths: ApiDescription['paths'] = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    const method = endpoint.method.toLowerCase() as Lowercase<Endpoint['method']>;
    paths[path] = { ...paths[path], [method]: operationOf(endpoint) };
  }
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: `«Отклик»: журнал обращений, ${region}`,
      version: String(CONTRACT_VERSION),
      description: 'Отказы приходят как application/problem+json (RFC 9457); программе служит поле code.',
    },
    servers: [{ url: '/' }],
    tags: Object.values(AREAS).map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: schemaOf(problem, 'output') }, securitySchemes: SECURITY_SCHEMES },
    'x-problems': Object.fromEntries(PROBLEM_CODES.map((code) => [code, describeProblem(code)])),
  };
}

function operationOf(endpoint: Endpoint): Operation {
  const { method, path, area, summary, who, body, answer } = endpoint;
  const codes = problemsOf(endpoint);
  const parameters = [
    ...parametersOf(endpoint.params, 'path'),
    ...parametersOf(endpoint.query, 'query'),
    ...parametersOf(endpoint.headers, 'header'),
  ];
  return {
    operationId: `${method.toLowerCase()}${path.replace('/v1', '').replaceAll(/[/:.-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [AREAS[area]],
    summary,
    description: descriptionOf(who),
    security: securityOf(who),
    parameters,
    ...(body === undefined ? {} : { requestBody: { required: true as const, ...contentOf(body, 'input') } }),
    responses: { '200': { description: 'Ответ', ...contentOf(answer, 'output') }, ...refusalsOf(codes) },
    'x-problems': codes,
  };
}

function descriptionOf(who: Who): string {
  switch (who.kind) {
    case 'open':
      return 'Доступно без входа.';
    case 'device':
      return 'Доступно рабочему месту.';
    case 'user': {
      const reaches = Object.entries(policyTable[who.action]).map(([role, reach]) => `${role} (${reach})`);
      return `Право ${who.action}: ${reaches.join(', ')}.`;
    }
    case 'integration':
      return `Доступно программе с правом ${who.scope}; видны обращения только её организации.`;
    default:
      return assertNever(who);
  }
}

function securityOf(who: Who): Record<string, string[]>[] {
  return who.kind === 'open' ? [] : [{ [who.kind]: [] }];
}

/** What any request of this kind may meet, then its own. */
function problemsOf({ who, params, query, body, problems = [] }: Endpoint): ProblemCode[] {
  const common: ProblemCode[] = [];
  if (who.kind === 'user') common.push('auth.required', 'auth.expired', 'auth.forbidden');
  if (who.kind === 'device') common.push('device.unknown');
  if (who.kind === 'integration') common.push('auth.required', 'auth.forbidden', 'integration.too_many');
  if (params ?? query ?? body) common.push('input.invalid');
  if (body) common.push('input.too_large');
  return [...new Set([...common, ...problems, 'journal.busy' as const, 'internal' as const])];
}

function refusalsOf(codes: readonly ProblemCode[]): Operation['responses'] {
  const byStatus = new Map<string, string[]>();
  for (const code of codes) {
    const { status, title } = describeProblem(code);
    byStatus.set(String(status), [...(byStatus.get(String(status)) ?? []), `${code}: ${title}`]);
  }
  const content = { [PROBLEM_MIME]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [status, { description: lines.join('; '), content }]),
  );
}

function contentOf(schema: z.ZodType, io: 'input' | 'output'): Content {
  const mime = mimeOf(schema);
  return { content: { [mime]: { schema: mime === 'application/json' ? schemaOf(schema, io) : {} } } };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header'): Operation['parameters'] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, of]) => {
    return { name, in: place, required: place === 'path' || required.includes(name), schema: of };
  });
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made: JsonSchema = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A field added to an answer must break nobody's program.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // The format says the same, and can be read.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  delete made['$schema'];
  return made;
}
