import { useCallback } from 'react';
import { classifiersIn } from '../../shared/domain/appeal/appealReference.ts';
import { dateIn, defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import type { Classifier, Classifiers, ClassifierTheme } from '../../shared/domain/theme/classifier.ts';
import { activeTab } from '../desk/deskState.ts';
import { useNow } from '../ui/useNow.ts';
import { useDesk, useMirror } from './services.tsx';

/** Days are what a version is valid by. */
const A_MINUTE_MS = 60_000;

/** All versions of the classifier this desk holds. */
export function useClassifiers(): Classifiers {
  return useMirror((mirrored) => classifiersIn(mirrored.reference));
}

/** The theme of a card or a line, by the version it was made under; null for none, or one nobody here knows. */
export function useThemeOf(): (code: string | null, classifierId: string) => ClassifierTheme | null {
  const classifiers = useClassifiers();
  return useCallback(
    (code, classifierId) => (code === null ? null : (classifiers.byId(classifierId)?.themes.get(code) ?? null)),
    [classifiers],
  );
}

/** The day in the region, by the journal's clock. */
export function useRegionDay(): string {
  const timeZone = useMirror((mirrored) => (mirrored.reference?.settings.terms ?? defaultTermRules).timeZone);
  const clockOffMs = useMirror((mirrored) => mirrored.sync?.clockOffMs ?? 0);
  return dateIn(timeZone, useNow(true, A_MINUTE_MS) - clockOffMs);
}

/** What the card in hand picks its theme from: a registered one stays with its version, a new one has that of the day. */
export function useCardClassifier(): { classifier: Classifier; on: string } {
  const classifiers = useClassifiers();
  const on = useRegionDay();
  const madeUnder = useDesk((state) => activeTab(state)?.draft.amends?.classifierVersion ?? null);
  const classifier = (madeUnder === null ? null : classifiers.byId(madeUnder)) ?? classifiers.on(on);
  return { classifier, on };
}
