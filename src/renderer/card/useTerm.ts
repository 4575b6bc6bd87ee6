import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import { registerTermOf, runningTermOf, type RunningTerm } from '../../shared/domain/term/runningTerm.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { useMirror } from '../services/services.tsx';
import { useNow } from '../ui/useNow.ts';

/** Days are counted: a list need not be drawn anew every second. */
const A_MINUTE_MS = 60_000;

/** Tells how appeals stand to their terms now, by the region's rules. */
export function useTerm(): (appeal: Appeal) => RunningTerm {
  const rules = useMirror((mirrored) => mirrored.reference?.settings.terms ?? defaultTermRules);
  const clockOffMs = useMirror((mirrored) => mirrored.sync?.clockOffMs ?? 0);
  // By the journal's clock: a machine a day ahead must not call everything overdue.
  const at = toInstant(useNow(true, A_MINUTE_MS) - clockOffMs);
  return (appeal) => runningTermOf(appeal, rules, at);
}

/** Tells how letters that are still being written down stand to their registration. */
export function useRegisterTerm(): (card: Pick<AppealCard, 'channel' | 'arrivedOn'>) => RunningTerm | null {
  const rules = useMirror((mirrored) => mirrored.reference?.settings.terms ?? defaultTermRules);
  const clockOffMs = useMirror((mirrored) => mirrored.sync?.clockOffMs ?? 0);
  const at = toInstant(useNow(true, A_MINUTE_MS) - clockOffMs);
  return (card) => registerTermOf(card, rules, at);
}
