import type { AppealPlace } from '../policy/policy.ts';
import { holderOf, type Appeal } from './appeal.ts';

/** Where an appeal stands among people: what rights to it depend on. */
export function placeOf(appeal: Pick<Appeal, 'assigneeId' | 'registeredBy' | 'organisationId'>): AppealPlace {
  return {
    holderId: holderOf(appeal),
    registeredBy: appeal.registeredBy,
    desk: { organisationId: appeal.organisationId, level: 1 },
    coExecutorIds: [],
    parties: [appeal.organisationId],
  };
}
