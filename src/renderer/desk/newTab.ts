import type { Draft } from '../../shared/contracts/bridge.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { AppealOutcome } from '../../shared/domain/appeal/codeBooks.ts';
import { outcomesOf } from '../../shared/domain/appeal/controls.ts';
import type { Tab } from './deskState.ts';

/** A draft as it is laid on the desk. */
export function newTab(draft: Draft): Tab {
  return {
    draft,
    outcome: outcomeOf(draft),
    save: 'saved',
    saveError: null,
    tried: 'none',
    busy: false,
    error: null,
    end: null,
    news: [],
  };
}

/** The outcome picked by hand while it fits the kind, else the usual one. */
export function outcomeOf(draft: Draft): AppealOutcome {
  const { outcome, card } = draft;
  return outcome !== null && outcomesOf(card.kind).includes(outcome) ? outcome : usualOutcome(card);
}

/** The outcome that fits the kind in most cases. */
function usualOutcome(card: AppealCard): AppealOutcome {
  return outcomesOf(card.kind)[0] ?? 'consulted';
}
