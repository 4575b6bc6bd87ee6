import { z } from 'zod';
import type { Journal } from '../../context.ts';
import { describeApi } from '../docs/describeApi.ts';
import { DOCS_POLICY, renderDocs } from '../docs/renderDocs.ts';
import { endpoint, htmlPage, mimeOf, type Endpoint } from '../endpoint.ts';

/** The journal's description of itself, for programs and for persons. It holds nothing of anybody, so anybody may read it. */
export function docsEndpoints(all: () => readonly Endpoint[]): readonly Endpoint[] {
  const served = (journal: Journal): Endpoint[] => all().filter(({ isServed }) => isServed?.(journal) !== false);
  return [
    endpoint({
      method: 'GET',
      path: '/v1/openapi.json',
      who: { kind: 'open' },
      area: 'api',
      summary: 'Описание в формате OpenAPI 3.1',
      answer: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
      handle: ({ journal }) => describeApi(served(journal), journal.region),
    }),
    endpoint({
      method: 'GET',
      path: '/v1/docs',
      who: { kind: 'open' },
      area: 'api',
      summary: 'То же описание страницей',
      answer: htmlPage,
      handle: ({ journal, reply }) =>
        reply
          .type(mimeOf(htmlPage))
          .header('content-security-policy', DOCS_POLICY)
          .send(renderDocs(describeApi(served(journal), journal.region))),
    }),
  ];
}
