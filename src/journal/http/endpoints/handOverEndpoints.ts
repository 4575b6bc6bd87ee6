import { z } from 'zod';
import { handOversFound } from '../../../shared/contracts/journal.ts';
import { appealScope } from '../../../shared/domain/policy/appealScope.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { settleHandOver } from '../../commands/settleHandOver.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { listHandOvers } from '../../queries/handOvers.ts';
import { somebodyOf } from '../../sync/accountOf.ts';
import { endpoint } from '../endpoint.ts';

/** What operators handed over to who watches. It holds what they typed of callers, so looking is in the access log. */
export const handOverEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/hand-overs',
    who: { kind: 'user', action: 'handOver.settle' },
    area: 'supervision',
    summary: 'Переданное старшему: сначала то, с чем ещё не разобрались',
    answer: handOversFound,
    handle: async ({ journal, caller }) => {
      const scope = appealScope(somebodyOf(caller), 'handOver.settle');
      const handOvers = await listHandOvers(journal.db, journal.territory, scope);
      const handOverIds = handOvers.map((one) => one.id);
      const access = { what: 'handOvers.listed', entity: 'handOver', entityId: null, detail: { handOverIds } } as const;
      await writeAccess(journal, caller, access);
      return { handOvers };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/hand-overs/:id/settle',
    who: { kind: 'user', action: 'handOver.settle' },
    area: 'supervision',
    summary: 'Отметить переданное как разобранное',
    params: z.object({ id }),
    answer: z.object({}),
    problems: ['hand_over.not_found'],
    handle: async ({ journal, caller, params }) => {
      await settleHandOver(journal, caller, params.id);
      const access = { what: 'handOver.settled', entity: 'handOver', entityId: params.id, detail: {} } as const;
      await writeAccess(journal, caller, access);
      return {};
    },
  }),
];
