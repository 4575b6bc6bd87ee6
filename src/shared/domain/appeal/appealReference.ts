import type { Organisation } from '../organisation/organisation.ts';
import { classifiersOf, type Classifiers, type ImportedClassifier } from '../theme/classifier.ts';
import { defaultTermRules, type TermRules } from '../term/appealTerm.ts';
import type { Role } from '../user/user.ts';
import { levelOf } from '../policy/policy.ts';
import type { DeskOfTeam } from './appeal.ts';
import type { AppealReference } from './controls.ts';

/** Made once for as long as the region imports nothing new: a thousand rows are not folded at every decision. */
const known = new WeakMap<readonly ImportedClassifier[], Classifiers>();
const NOTHING_IMPORTED: readonly ImportedClassifier[] = [];

/** The versions of the classifier by the region's reference data; the built-in ones without any. */
export function classifiersIn(reference: { classifiers: readonly ImportedClassifier[] } | null): Classifiers {
  const imported = reference?.classifiers ?? NOTHING_IMPORTED;
  const made = known.get(imported) ?? classifiersOf(imported);
  known.set(imported, made);
  return made;
}

/**
 * The value that window, desk and journal judge a card by: the classifiers of this build, those the region has
 * imported, and its organisations. Before the first sign-in there are none, and no clinic is known.
 */
export function appealReferenceOf(
  reference: {
    version: string;
    classifiers: readonly ImportedClassifier[];
    organisations: readonly Organisation[];
    staff: readonly Colleague[];
    settings: { terms: TermRules };
  } | null,
): AppealReference {
  const clinics = (reference?.organisations ?? []).filter((one) => one.kind === 'clinic');
  return {
    version: reference?.version ?? 'none',
    classifiers: classifiersIn(reference),
    clinics: new Set(clinics.map((one) => one.id)),
    organisations: new Map((reference?.organisations ?? []).map((one) => [one.id, one.kind])),
    staff: new Map((reference?.staff ?? []).flatMap((one) => placeAtWork(one) ?? [])),
    terms: reference?.settings.terms ?? defaultTermRules,
  };
}

/** Who works in the region, as far as anybody is told. */
interface Colleague {
  id: string;
  disabled: boolean;
  role: Role | null;
  organisationId: string | null;
}

function placeAtWork({ id, disabled, role, organisationId }: Colleague): [[string, DeskOfTeam]] | null {
  if (disabled || role === null || organisationId === null) return null;
  const level = levelOf(role);
  return level === 0 ? null : [[id, { organisationId, level }]];
}
