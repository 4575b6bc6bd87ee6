import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { numberBlockRequest } from '../../../shared/contracts/journal.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import { requireDevice, requireUser } from '../../auth/authenticate.ts';
import { takeNumberBlock } from '../../commands/appealNumbers.ts';
import { push, pushEnvelope } from '../../commands/push.ts';
import type { Journal } from '../../context.ts';
import { scopesOf } from '../../policies/may.ts';
import { pullChanges } from '../../queries/pullChanges.ts';

/** 200 acts of the largest cards. */
const PUSH_BODY_LIMIT = 16 * 1024 * 1024;
const pullQuery = z.object({
  cursor: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

/** Acts up, changes down. */
export function syncRoutes(app: FastifyInstance, journal: Journal): void {
  const { db, territory, clock } = journal;

  app.post('/v1/push', { bodyLimit: PUSH_BODY_LIMIT }, async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    return push(journal, deviceId, pushEnvelope.parse(request.body).acts);
  });
  app.post('/v1/number-blocks', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    const { size } = numberBlockRequest.parse(request.body);
    return takeNumberBlock(db, territory, deviceId, size, toInstant(clock.nowMs()));
  });
  app.get('/v1/pull', async (request) => {
    const caller = await requireUser(journal, request, 'feed.pull');
    const { cursor, limit } = pullQuery.parse(request.query);
    return pullChanges(db, territory, scopesOf(caller.user.id), cursor, limit);
  });
}
