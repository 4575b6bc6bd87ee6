import type { ReferenceData } from '../../../shared/contracts/journal.ts';
import { referenceData } from '../../../shared/contracts/journal.ts';
import { appealReferenceOf } from '../../../shared/domain/appeal/appealReference.ts';
import type { AppealReference } from '../../../shared/domain/appeal/controls.ts';
import { standsInFor } from '../../../shared/domain/user/absence.ts';
import type { SettingRepository } from '../cache/settingRepository.ts';
import type { Desk } from '../desk.ts';

export interface ReferenceStore {
  get(): ReferenceData | null;
  set(reference: ReferenceData): void;
  /** What decisions about appeals are made by. */
  forAppeals(): AppealReference;
}

const NAME = 'reference';

/** The reference data this desk holds in full: parsed once, asked at every decision. */
export function createReferenceStore(settings: SettingRepository): ReferenceStore {
  let known: { data: ReferenceData | null; forAppeals: AppealReference } | null = null;
  const read = () => {
    const data = settings.get(NAME, referenceData);
    known = { data, forAppeals: appealReferenceOf(data) };
    return known;
  };
  return {
    get: () => (known ?? read()).data,
    set(reference) {
      settings.set(NAME, reference);
      known = null;
    },
    forAppeals: () => (known ?? read()).forAppeals,
  };
}

/** The reference data this desk holds, or null before the first sign-in. */
export function storedReference(desk: Desk): ReferenceData | null {
  return desk.reference.get();
}

/** Whom the present user of this desk stands in for now, as far as the reference data tells. */
export function standingInHere(desk: Desk): string[] {
  return standsInFor(desk.session.require().user.id, desk.reference.get()?.absences ?? [], desk.now());
}

/** What decisions about appeals are made by on this desk. */
export function deskAppealReference(desk: Desk): AppealReference {
  return desk.reference.forAppeals();
}
