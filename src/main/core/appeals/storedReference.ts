import type { ReferenceData } from '../../../shared/contracts/journal.ts';
import { referenceData } from '../../../shared/contracts/journal.ts';
import { appealReferenceOf } from '../../../shared/domain/appeal/appealReference.ts';
import type { AppealReference } from '../../../shared/domain/appeal/controls.ts';
import type { Desk } from '../desk.ts';

/** The reference data this desk holds, or null before the first sign-in. */
export function storedReference(desk: Desk): ReferenceData | null {
  return desk.settings.get('reference', referenceData);
}

/** What decisions about appeals are made by on this desk. */
export function deskAppealReference(desk: Desk): AppealReference {
  return appealReferenceOf(storedReference(desk));
}
