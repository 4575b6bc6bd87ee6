import type { AppealPlace } from '../policy/policy.ts';
import { deskOf, holderOf, type Appeal } from './appeal.ts';

/** Where an appeal stands among people: what rights to it depend on. */
export function placeOf(appeal: Appeal): AppealPlace {
  return {
    holderId: holderOf(appeal),
    addresseeId: appeal.isWaiting ? appeal.assigneeId : null,
    registeredBy: appeal.registeredBy,
    desk: deskOf(appeal),
    coExecutorIds: appeal.coExecutorIds,
    parties: [appeal.organisationId, ...appeal.parties],
  };
}
