import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireDevice, requireUser } from '../auth/authenticate.ts';
import { requireIntegration } from '../auth/requireIntegration.ts';
import type { Journal } from '../context.ts';
import { assertNever } from '../../shared/lib/assertNever.ts';
import { nameOf, type Asked, type Endpoint, type Who } from './endpoint.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Endpoint;
  }
}

export interface MountOptions {
  /** In tests: what is answered must be what was declared. */
  checkAnswers: boolean;
}

/** Makes the routes of declared endpoints; a route made any other way stops the journal's start. */
export function mountEndpoints(
  app: FastifyInstance,
  journal: Journal,
  endpoints: readonly Endpoint[],
  { checkAnswers }: MountOptions,
): void {
  const declared = new Set(endpoints);
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.endpoint === undefined || !declared.has(config.endpoint)) {
      throw new Error(`the route ${String(method)} ${url} was not declared`);
    }
  });
  if (checkAnswers) checkWhatIsSent(app);
  for (const endpoint of endpoints) {
    if (endpoint.isServed?.(journal) === false) continue;
    const { method, path, bodyLimitBytes } = endpoint;
    app.route({
      method,
      url: path,
      config: { endpoint },
      ...(bodyLimitBytes === undefined ? {} : { bodyLimit: bodyLimitBytes }),
      handler: (request, reply) => answer(endpoint, journal, request, reply),
    });
  }
}

/** Who asks comes before what is asked: a stranger learns nothing of what a request should have looked like. */
async function answer(
  endpoint: Endpoint,
  journal: Journal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const caller = await callerFor(endpoint.who, journal, request);
  const params = endpoint.params?.parse(request.params);
  const query = endpoint.query?.parse(request.query);
  const body = endpoint.body?.parse(request.body);
  return endpoint.handle({ journal, caller, params, query, body, request, reply });
}

async function callerFor(who: Who, journal: Journal, request: FastifyRequest): Promise<Asked['caller']> {
  switch (who.kind) {
    case 'open':
      return null;
    case 'device':
      return requireDevice(journal, request);
    case 'user':
      return requireUser(journal, request, who.action);
    case 'integration':
      return requireIntegration(journal, request, who.scope);
    default:
      return assertNever(who);
  }
}

function checkWhatIsSent(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { endpoint } = request.routeOptions.config;
    const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json');
    if (endpoint === undefined || reply.statusCode >= 300 || !isJson || typeof payload !== 'string') return payload;
    const { success, error } = endpoint.answer.safeParse(JSON.parse(payload));
    if (!success) throw new Error(`${nameOf(endpoint)} answered otherwise than declared`, { cause: error });
    return payload;
  });
}
