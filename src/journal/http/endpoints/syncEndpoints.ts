import type { FastifyReply, FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress, type ZstdOptions } from 'node:zlib';
import { z } from 'zod';
import {
  attached,
  attachRequest,
  NEXT_PAGE_HEADER,
  REFERENCE_HEADER,
  numberBlock,
  numberBlockRequest,
  pullResponse,
  pushResponse,
} from '../../../shared/contracts/journal.ts';
import { pullJson } from '../../sync/feed.ts';
import { jsonOf } from '../../sync/jsonOf.ts';
import { pushEnvelope } from '../../sync/pushEnvelope.ts';
import type { Taken } from '../../sync/takeBatch.ts';
import { endpoint } from '../endpoint.ts';

/** 200 acts of the largest cards. */
const PUSH_BODY_LIMIT = 16 * 1024 * 1024;
const pullQuery = z.object({
  cursor: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
/** Less than a few packets gains nothing, and the news of one appeal are waited for by somebody. */
const COMPRESSED_FROM_BYTES = 4096;
const JSON_TYPE = 'application/json; charset=utf-8';
const packGzip = promisify(gzip);
const packZstd = promisify<string, ZstdOptions, Buffer>(zstdCompress);
/** The quickest level of each: a page of cards shrinks to a fifth by it, and the slower ones gain little more. */
const PACKINGS = [
  { name: 'zstd', pack: (text: string) => packZstd(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) },
  { name: 'gzip', pack: (text: string) => packGzip(text, { level: 1 }) },
];

/** Acts up, changes down. */
export const syncEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/devices/attach',
    who: { kind: 'device' },
    area: 'sync',
    summary: 'Начать работу рабочего места: обменять эпоху на следующую',
    body: attachRequest,
    answer: attached,
    problems: ['device.cloned'],
    handle: ({ journal, caller, body }) => journal.sync.attach(caller.deviceId, body),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/push',
    who: { kind: 'device' },
    area: 'sync',
    summary: 'Передать действия рабочего места по порядку их номеров',
    body: pushEnvelope,
    bodyLimitBytes: PUSH_BODY_LIMIT,
    answer: pushResponse,
    problems: ['sync.gap', 'device.cloned'],
    handle: async ({ journal, caller, body, reply }) => {
      const taken = await journal.sync.push(caller.deviceId, body);
      return reply.type(JSON_TYPE).send(takenJson(taken));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/number-blocks',
    who: { kind: 'device' },
    area: 'sync',
    summary: 'Получить рабочему месту блок регистрационных номеров',
    body: numberBlockRequest,
    answer: numberBlock,
    problems: ['device.cloned'],
    handle: ({ journal, caller, body }) => journal.sync.numberBlock(caller.deviceId, body),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/pull',
    who: { kind: 'user', action: 'feed.pull' },
    area: 'sync',
    summary: 'Забрать изменения после курсора, сжатыми (zstd, gzip)',
    query: pullQuery,
    answer: pullResponse,
    problems: ['feed.restart'],
    handle: async ({ journal, caller, query, request, reply }) => {
      const page = await journal.sync.pull(caller.user, query);
      if (page.more) void reply.header(NEXT_PAGE_HEADER, page.cursor);
      // A desk that holds another version asks for the whole anew.
      void reply.header(REFERENCE_HEADER, (await journal.reference.read()).version);
      return sendCompressed(request, reply, pullJson(page));
    },
  }),
];

/** The answer to a push, with the texts of its appeals as they were made for the tables. */
function takenJson({ answers, lastSeq }: Taken): string {
  const texts = answers.map(({ appeal, ...rest }) => {
    const open = JSON.stringify(rest).slice(0, -1);
    return `${open},"appeal":${appeal === null ? 'null' : jsonOf(appeal)}}`;
  });
  return `{"answers":[${texts.join(',')}],"lastSeq":${lastSeq}}`;
}

async function sendCompressed(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  void reply.type(JSON_TYPE).header('vary', 'accept-encoding');
  const understood = request.headers['accept-encoding'] ?? '';
  const packing = PACKINGS.find(({ name }) => new RegExp(`\\b${name}\\b`).test(understood));
  if (!packing || text.length < COMPRESSED_FROM_BYTES) return reply.send(text);
  return reply.header('content-encoding', packing.name).send(await packing.pack(text));
}
