import type { Draft } from '../../../shared/contracts/bridge.ts';
import { emptyCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { AppealChannel } from '../../../shared/domain/appeal/codeBooks.ts';
import type { Desk } from '../desk.ts';

/** A new card without a call. */
export function createDraft(desk: Desk, channel: AppealChannel): Draft {
  const { user } = desk.session.require();
  const draft: Draft = {
    id: desk.ports.ids.next(),
    callId: null,
    card: emptyCard(channel),
    updatedAt: desk.now(),
    position: { field: null, guideStep: null, caret: null, open: false },
    outcome: null,
    personFrom: null,
    amends: null,
  };
  desk.drafts.save(user.id, draft);
  return draft;
}

/** Keeps what is typed. One this desk never saw is taken too: its window outlived a cache that was lost. */
export function saveDraft(desk: Desk, draft: Draft): void {
  const { user } = desk.session.require();
  desk.drafts.save(user.id, { ...draft, updatedAt: desk.now() });
}
