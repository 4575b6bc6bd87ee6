import type { ReferenceData } from '../../../src/shared/contracts/journal.ts';
import { defaultTermRules } from '../../../src/shared/domain/term/appealTerm.ts';
import { currentClassifierId } from '../../../src/shared/domain/theme/theme.ts';
import type { Role, User } from '../../../src/shared/domain/user/user.ts';
import type { UserRow } from '../../../src/journal/store/journalStore.ts';

export const TERRITORY = '50';
export const PASSWORD = 'Пароль-1';

const uuid = (kind: number, n: number): string =>
  `0193a000-${String(kind).padStart(4, '0')}-7000-8000-${String(n).padStart(12, '0')}`;

type Organisation = ReferenceData['organisations'][number];

function organisation(n: number, kind: Organisation['kind'], shortName: string): Organisation {
  const code = String(50_000 + n);
  return { id: uuid(1, n), kind, code, name: shortName, shortName, address: null, phone: null, outsourced: false };
}

export const fund = organisation(1, 'fund', 'ТФОМС');
const insurers = [organisation(2, 'insurer', 'СМО «Север»'), organisation(3, 'insurer', 'СМО «Юг»')];
export const clinics = [organisation(4, 'clinic', 'Поликлиника 1'), organisation(5, 'clinic', 'Поликлиника 2')];

/** A fixed set of invented people over three organisations: shifts of operators, and who watches over them. */
const PEOPLE: readonly [login: string, role: Role, of: Organisation | undefined][] = [
  ['smirnova', 'op1', fund],
  ['petrova', 'op1', fund],
  ['ivanova', 'op2', fund],
  ['orlova', 'sp1', insurers[0]],
  ['belova', 'sp1', insurers[1]],
  ['starshaya', 'supervisor', fund],
  ['vlasova', 'op2', fund],
];

export const users: readonly User[] = PEOPLE.map(([login, role, of], n) => ({
  id: uuid(2, n + 1),
  login,
  name: login,
  role,
  organisationId: of?.id ?? '',
  territory: TERRITORY,
}));

export const supervisor = users[5] as User;

export function userRows(sinceMs: number): UserRow[] {
  const organisations = new Map([fund, ...insurers].map((one) => [one.id, one]));
  return users.map(({ id, login, name, role, organisationId }) => ({
    id,
    login,
    name,
    disabledAt: null,
    roles: [
      {
        since: new Date(sinceMs).toISOString(),
        role,
        organisationId,
        organisationKind: organisations.get(organisationId)?.kind ?? 'clinic',
      },
    ],
  }));
}

export const reference: ReferenceData = {
  version: `${currentClassifierId}/1`,
  classifierVersion: currentClassifierId,
  classifiers: [],
  codeBooks: [],
  absences: [],
  region: 'Учебная область',
  organisations: [fund, ...insurers, ...clinics],
  staff: users.map(({ id, name, role, organisationId }) => ({ id, name, disabled: false, role, organisationId })),
  settings: {
    centreName: 'Контакт-центр',
    hotline: '+78000000000',
    areaCode: null,
    wrapUpSec: 60,
    answerTemplates: [],
    terms: defaultTermRules,
  },
};
