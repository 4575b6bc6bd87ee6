import type { AdminUser, UserDraft } from '../../../shared/contracts/admin.ts';
import type { OrganisationKind } from '../../../shared/domain/organisation/organisation.ts';
import { checkStaff, type StaffField } from '../../../shared/domain/user/staff.ts';
import type { Role } from '../../../shared/domain/user/user.ts';

/** The form of a user as it is typed. */
export interface UserFields {
  name: string;
  login: string;
  organisationId: string;
  role: Role | '';
  line: string;
  linePassword: string;
}
export type UserField = StaffField | 'linePassword';

/** Of which field a refusal of the journal is. */
export const FIELD_OF_CODE: Readonly<Record<string, UserField>> = {
  'user.login_taken': 'login',
  'user.line_taken': 'line',
  'user.line_password': 'linePassword',
  'user.role_not_here': 'role',
};

export function fieldsOf(user: AdminUser | null): UserFields {
  if (user === null) return { name: '', login: '', organisationId: '', role: '', line: '', linePassword: '' };
  const { name, login, organisationId, role, line } = user;
  return { name, login, organisationId, role, line: line ?? '', linePassword: '' };
}

/** The user that was meant; outer and double spaces are nobody's name. */
export function draftOf(fields: UserFields): UserDraft | null {
  const { organisationId, role, line, linePassword } = fields;
  if (role === '') return null;
  const name = fields.name.trim().replace(/\s+/g, ' ');
  const login = fields.login.trim().toLowerCase();
  return { name, login, organisationId, role, line: line.trim() || null, linePassword: linePassword || null };
}

/** Which fields cannot be saved as they stand. */
export function wrongFields(
  fields: UserFields,
  user: AdminUser | null,
  kindOf: (organisationId: string) => OrganisationKind | null,
): UserField[] {
  const name = fields.name.trim().replace(/\s+/g, ' ');
  const line = fields.line.trim() || null;
  const wrong: UserField[] = checkStaff({ ...fields, name, login: fields.login.trim().toLowerCase(), line }, kindOf);
  const isNewLine = line !== null && line !== (user?.line ?? null);
  const { length } = fields.linePassword;
  if (length === 0 ? isNewLine : length < 8) wrong.push('linePassword');
  return wrong;
}
