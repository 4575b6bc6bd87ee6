import type { Organisation } from '../organisation/organisation.ts';
import { currentClassifierId, selectableThemes } from '../theme/theme.ts';
import type { AppealReference } from './controls.ts';

const themes = new Map(selectableThemes().map((theme) => [theme.code as string, theme.kind]));

/**
 * The value that window, desk and journal judge a card by: the classifier of this build and the region's
 * organisations. Before the first sign-in there are none, and no clinic is known.
 */
export function appealReferenceOf(
  reference: { version: string; organisations: readonly Organisation[] } | null,
): AppealReference {
  const clinics = (reference?.organisations ?? []).filter((one) => one.kind === 'clinic');
  return {
    version: reference?.version ?? 'none',
    // The themes are this build's, so the version is: a desk behind its journal is told by what it registers under.
    classifierVersion: currentClassifierId,
    themes,
    clinics: new Set(clinics.map((one) => one.id)),
  };
}
