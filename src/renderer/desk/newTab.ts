import type { Draft } from '../../shared/contracts/bridge.ts';
import type { AppealCard, AppealOutcome } from '../../shared/domain/appeal/appeal.ts';
import { outcomesOf } from '../../shared/domain/appeal/controls.ts';
import type { Tab } from './deskState.ts';

/** A draft as it is laid on the desk. */
export function newTab(draft: Draft): Tab {
  const outcome = usualOutcome(draft.card);
  return {
    draft,
    outcome,
    save: 'saved',
    saveError: null,
    tried: 'none',
    busy: false,
    error: null,
    end: null,
    guessed: false,
    decided: false,
  };
}

/** The outcome that fits the kind in most cases. */
export function usualOutcome(card: AppealCard): AppealOutcome {
  return outcomesOf(card.kind)[0] ?? 'consulted';
}
