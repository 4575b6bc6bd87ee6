import { z } from 'zod';
import { id } from '../../lib/primitives.ts';
import type { OrganisationKind } from '../organisation/organisation.ts';
import { role, type Role } from './user.ts';

/**
 * Who may be what where: ОП and the administrators are the fund's own people, СП an insurer's (рекомендации ФФОМС
 * 2021 г., п. 10–16). A clinic has no workplace in the contact centre.
 */
const ROLES_OF: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  fund: ['op1', 'op2', 'supervisor', 'ccAdmin', 'sysAdmin', 'analyst'],
  insurer: ['sp1', 'sp2', 'sp3', 'supervisor', 'analyst'],
  clinic: [],
};

/** The roles a person of such an organisation may have, in the order they are offered. */
export function rolesOf(kind: OrganisationKind): readonly Role[] {
  return ROLES_OF[kind];
}

/** As they are typed and said over the telephone: Latin letters, so that no two spellings look alike. */
export const staffLogin = z.string().regex(/^[a-z][a-z0-9._-]{1,63}$/);

/** Surname, given name, patronymic where there is one; each may be of two parts with a hyphen. */
const WORD = '[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)*';
export const staffName = z
  .string()
  .max(200)
  .regex(new RegExp(`^${WORD}(?: ${WORD}){1,3}$`));

/** Extension of the exchange. */
export const lineNumber = z.string().regex(/^\d{2,10}$/);

/** A user as an administrator writes them down. */
export const staffMember = z.object({
  login: staffLogin,
  name: staffName,
  role,
  organisationId: id,
  /** The line at the exchange, or null for who has none. */
  line: lineNumber.nullable(),
});
export type StaffMember = z.infer<typeof staffMember>;

export type StaffField = keyof StaffMember;

/** What is wrong with each field as it is typed; nothing for a user that may be saved. */
export function checkStaff(
  draft: { [Field in StaffField]: StaffMember[Field] | '' | null },
  kindOf: (organisationId: string) => OrganisationKind | null,
): StaffField[] {
  const read = staffMember.safeParse(draft);
  const wrong = new Set(read.success ? [] : read.error.issues.map((issue) => issue.path[0] as StaffField));
  const kind = draft.organisationId ? kindOf(draft.organisationId) : null;
  if (kind === null) wrong.add('organisationId');
  else if (!draft.role || !rolesOf(kind).includes(draft.role)) wrong.add('role');
  return [...wrong];
}
