import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { appealScope } from '../../../shared/domain/policy/appealScope.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { requireUser } from '../../auth/authenticate.ts';
import { settleHandOver } from '../../commands/settleHandOver.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { listHandOvers } from '../../queries/handOvers.ts';
import { somebodyOf } from '../../sync/accountOf.ts';

/** What operators handed over to who watches. It holds what they typed of callers, so looking is in the access log. */
export function handOverRoutes(app: FastifyInstance, journal: Journal): void {
  const { db, territory } = journal;

  app.get('/v1/hand-overs', async (request) => {
    const caller = await requireUser(journal, request, 'handOver.settle');
    const handOvers = await listHandOvers(db, territory, appealScope(somebodyOf(caller), 'handOver.settle'));
    const handOverIds = handOvers.map((one) => one.id);
    const access = { what: 'handOvers.listed', entity: 'handOver', entityId: null, detail: { handOverIds } } as const;
    await writeAccess(journal, caller, access);
    return { handOvers };
  });

  app.post('/v1/hand-overs/:id/settle', async (request) => {
    const caller = await requireUser(journal, request, 'handOver.settle');
    const { id: handOverId } = z.object({ id }).parse(request.params);
    await settleHandOver(journal, caller, handOverId);
    const access = { what: 'handOver.settled', entity: 'handOver', entityId: handOverId, detail: {} } as const;
    await writeAccess(journal, caller, access);
    return {};
  });
}
