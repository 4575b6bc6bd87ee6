import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress, type ZstdOptions } from 'node:zlib';
import { z } from 'zod';
import { attachRequest, NEXT_PAGE_HEADER, numberBlockRequest } from '../../../shared/contracts/journal.ts';
import { requireDevice, requireUser } from '../../auth/authenticate.ts';
import type { Journal } from '../../context.ts';
import { pullJson } from '../../sync/feed.ts';
import { jsonOf } from '../../sync/jsonOf.ts';
import { pushEnvelope } from '../../sync/pushEnvelope.ts';
import type { Taken } from '../../sync/takeBatch.ts';

/** 200 acts of the largest cards. */
const PUSH_BODY_LIMIT = 16 * 1024 * 1024;
const pullQuery = z.object({
  cursor: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
/** Less than a few packets gains nothing, and the news of one appeal are waited for by somebody. */
const COMPRESSED_FROM_BYTES = 4096;
const packGzip = promisify(gzip);
const packZstd = promisify<string, ZstdOptions, Buffer>(zstdCompress);
/** The quickest level of each: a page of cards shrinks to a fifth by it, and the slower ones gain little more. */
const PACKINGS = [
  { name: 'zstd', pack: (text: string) => packZstd(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) },
  { name: 'gzip', pack: (text: string) => packGzip(text, { level: 1 }) },
];

/** Acts up, changes down. */
export function syncRoutes(app: FastifyInstance, journal: Journal): void {
  const { sync } = journal;

  app.post('/v1/devices/attach', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    return sync.attach(deviceId, attachRequest.parse(request.body));
  });
  app.post('/v1/push', { bodyLimit: PUSH_BODY_LIMIT }, async (request, reply) => {
    const { deviceId } = await requireDevice(journal, request);
    const taken = await sync.push(deviceId, pushEnvelope.parse(request.body));
    return reply.type(JSON_TYPE).send(takenJson(taken));
  });
  app.post('/v1/number-blocks', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    return sync.numberBlock(deviceId, numberBlockRequest.parse(request.body));
  });
  app.get('/v1/pull', async (request, reply) => {
    const caller = await requireUser(journal, request, 'feed.pull');
    const page = await sync.pull(caller.user, pullQuery.parse(request.query));
    if (page.more) void reply.header(NEXT_PAGE_HEADER, page.cursor);
    return sendCompressed(request, reply, pullJson(page));
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

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
