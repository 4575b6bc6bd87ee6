import type { Instant } from '../../shared/lib/primitives.ts';
import type { User } from '../../shared/domain/user/user.ts';
import type { OrganisationKind } from '../../shared/domain/organisation/organisation.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';
import type { UserRow } from '../store/journalStore.ts';

/** A user and what the journal must know before letting them do anything. */
export interface Account {
  user: User;
  organisationKind: OrganisationKind;
  disabledAt: Instant | null;
  /** Whom they stood in for at that time; left out for nobody. */
  standsInFor?: readonly string[];
}

/** The user with the role they had at that time; null for somebody who never had one. */
export function accountOf(row: UserRow | undefined, at: Instant, territory: string): Account | null {
  // An act from before the first role (a desk's clock) is judged by the first one.
  const held = row?.roles.find((candidate) => candidate.since <= at) ?? row?.roles.at(-1);
  if (row === undefined || held === undefined) return null;
  const { id, login, name, disabledAt } = row;
  const { role, organisationId, organisationKind } = held;
  const absent = (row.standingIn ?? []).filter(({ since, until }) => since <= at && at < until);
  const account = { user: { id, login, name, role, organisationId, territory }, organisationKind, disabledAt };
  return absent.length === 0 ? account : { ...account, standsInFor: absent.map(({ userId }) => userId) };
}

/** What the rights of whoever asks depend on. */
export function somebodyOf({ user, organisationKind, standsInFor }: Account): Somebody {
  const somebody = { id: user.id, role: user.role, organisationId: user.organisationId, organisationKind };
  return standsInFor === undefined ? somebody : { ...somebody, standsInFor };
}
