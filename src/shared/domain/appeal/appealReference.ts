import type { Organisation } from '../organisation/organisation.ts';
import { currentClassifierId, selectableThemes } from '../theme/theme.ts';
import type { AppealReference } from './controls.ts';

/** The value that desk and journal judge a card by: the classifier of this build and the region's organisations. */
export function appealReference(version: string, organisations: readonly Organisation[]): AppealReference {
  return {
    version,
    classifierVersion: currentClassifierId,
    themes: new Map(selectableThemes().map((theme) => [theme.code, theme.kind])),
    clinics: new Set(organisations.filter((one) => one.kind === 'clinic').map((one) => one.id)),
  };
}
