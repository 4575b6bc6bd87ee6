import type { ReferenceData } from '../../shared/contracts/journal.ts';
import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import { currentClassifierId, selectableThemes } from '../../shared/domain/theme/theme.ts';

const THEMES = new Map(selectableThemes().map((theme) => [theme.code as string, theme.kind]));

/** What the card's controls are judged by. Without reference data (a first start without the journal) no clinic is known. */
export function appealReferenceOf(reference: ReferenceData | null): AppealReference {
  const clinics = (reference?.organisations ?? []).filter((one) => one.kind === 'clinic');
  return {
    version: reference?.version ?? 'none',
    classifierVersion: reference?.classifierVersion ?? currentClassifierId,
    themes: THEMES,
    clinics: new Set(clinics.map((one) => one.id)),
  };
}
