import type { Organisation } from '../organisation/organisation.ts';
import { currentClassifierId, selectableThemes } from '../theme/theme.ts';
import { defaultTermRules, type TermRules } from '../term/appealTerm.ts';
import type { Role } from '../user/user.ts';
import { levelOf } from '../policy/policy.ts';
import type { DeskOfTeam } from './appeal.ts';
import type { AppealReference } from './controls.ts';

const themes = new Map(selectableThemes().map((theme) => [theme.code as string, theme.kind]));

/**
 * The value that window, desk and journal judge a card by: the classifier of this build and the region's
 * organisations. Before the first sign-in there are none, and no clinic is known.
 */
export function appealReferenceOf(
  reference: {
    version: string;
    organisations: readonly Organisation[];
    staff: readonly Colleague[];
    settings: { terms: TermRules };
  } | null,
): AppealReference {
  const clinics = (reference?.organisations ?? []).filter((one) => one.kind === 'clinic');
  return {
    version: reference?.version ?? 'none',
    // The themes are this build's, so the version is: a desk behind its journal is told by what it registers under.
    classifierVersion: currentClassifierId,
    themes,
    vagueThemes,
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

/** «Другие причины…»: rows that name nothing. */
const vagueThemes: ReadonlySet<string> = new Set(['3.1.16', '4.18']);
