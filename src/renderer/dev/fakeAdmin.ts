import type { AbsenceLine, AdminUser, RegionSettings } from '../../shared/contracts/admin.ts';
import type { CodeBookEntry } from '../../shared/domain/codeBook/codeBook.ts';
import { classifiersOf } from '../../shared/domain/theme/classifier.ts';
import { readClassifierCsv } from '../../shared/domain/theme/readClassifierCsv.ts';
import type { Role } from '../../shared/domain/user/user.ts';
import type { FakeAnswers } from '../bridge/fakeTransport.ts';
import { organisations, reference } from './fakeDesk.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, name: string, login: string, role: Role, changes: Partial<AdminUser> = {}): AdminUser => ({
  id: ID(n),
  login,
  name,
  role,
  organisationId: ID(role.startsWith('sp') ? 11 : 10),
  line: null,
  roleSince: '2026-02-02T06:00:00.000Z',
  disabledAt: null,
  lockedUntil: null,
  mustChangePassword: false,
  openAppeals: 0,
  ...changes,
});
let users: AdminUser[] = [
  person(101, 'Белова Лидия Романовна', 'analyst1', 'analyst'),
  person(102, 'Зайцев Кирилл Денисович', 'sysadmin1', 'sysAdmin'),
  person(103, 'Кузнецов Борис Ильич', 'operator2', 'op1', { line: '102', openAppeals: 21 }),
  person(104, 'Озерова-Константинопольская Александра Владиславовна', 'ozerova.konst', 'sp3', { line: '303' }),
  person(105, 'Орлова-Преображенская Екатерина Максимилиановна', 'orlova', 'supervisor', { mustChangePassword: true }),
  person(106, 'Смирнова Анна Петровна', 'operator1', 'op1', { line: '101', openAppeals: 3 }),
  person(107, 'Фёдоров Егор Викторович', 'insurer2', 'sp2', { disabledAt: '2026-11-20T09:00:00.000Z', openAppeals: 1 }),
  person(108, 'Яковлева Нина Сергеевна', 'yakovleva', 'op2', { lockedUntil: '2026-11-25T15:30:00.000Z' }),
];
let entries: CodeBookEntry[] = [
  { id: ID(940), book: 'redirectionBody', of: 'regionalBody', title: 'Министерство здравоохранения Заречной области' },
  {
    id: ID(941),
    book: 'redirectionBody',
    of: 'regionalBody',
    title: 'Отделение Социального фонда по Заречной области',
  },
  { id: ID(942), book: 'reason', of: 'return', title: 'Не сказано, что сделано по жалобе' },
];
let absences: AbsenceLine[] = [
  {
    ...{ id: ID(960), userId: ID(106), userName: 'Смирнова Анна Петровна', substituteId: ID(103) },
    ...{ substituteName: 'Кузнецов Борис Ильич', fromOn: '2026-11-16', untilOn: '2026-12-04', reason: 'Отпуск' },
  },
  {
    ...{ id: ID(961), userId: ID(104), userName: 'Озерова-Константинопольская Александра Владиславовна' },
    ...{ substituteId: ID(107), substituteName: 'Фёдоров Егор Викторович', reason: 'Повышение квалификации' },
    ...{ fromOn: '2026-12-07', untilOn: '2026-12-11' },
  },
];
if (reference === null) throw new Error('no reference data');
let { settings }: { settings: RegionSettings } = reference;
const isEmpty = new URLSearchParams(location.search).has('empty');

/** Answers of a journal to its system administrator. */
export const fakeAdmin: FakeAnswers = {
  'admin.users.list': () => ({ users: isEmpty ? [] : users }),
  'admin.users.save': ({ userId, user }) => {
    const { linePassword: _, ...rest } = user;
    const before = users.find(({ id }) => id === userId);
    const saved = { ...person(900, rest.name, rest.login, rest.role), ...before, ...rest };
    users = [...users.filter(({ id }) => id !== saved.id), saved];
    return { user: saved, oneTimePassword: before ? null : 'kfm7-pq2x-h4tn-wdzr' };
  },
  'admin.users.disable': ({ userId }) => {
    const now = new Date().toISOString();
    users = users.map((one) => (one.id === userId ? { ...one, disabledAt: now, openAppeals: 0 } : one));
    return { reassigned: 21 };
  },
  'admin.users.enable': () => ({ ok: true }),
  'admin.users.resetPassword': () => ({ oneTimePassword: 'kfm7-pq2x-h4tn-wdzr' }),
  'admin.users.reassign': () => ({ reassigned: 21 }),
  'admin.organisations.list': () => ({ organisations: isEmpty ? [] : organisations }),
  'admin.organisations.save': ({ organisationId, organisation }) => ({
    organisation: { ...organisation, outsourced: organisation.outsourced ?? false, id: organisationId ?? ID(901) },
  }),
  'admin.classifiers.list': () => ({
    classifiers: [
      {
        ...{ id: 'zpz-2025', title: 'ЗПЗ 2025', validFrom: '2027-01-01', validTo: null, isBuiltIn: false, rows: 92 },
        ...{ selectable: 74, importedAt: '2026-11-20T09:12:00.000Z', importedBy: 'Зайцев Кирилл Денисович' },
      },
      ...classifiersOf([]).all.map(({ id, title, validFrom, validTo, isBuiltIn, themes }) => ({
        ...{ id, title, validFrom, validTo, isBuiltIn, rows: themes.size },
        ...{ selectable: [...themes.values()].filter((one) => one.isSelectable).length },
        ...{ importedAt: null, importedBy: null },
      })),
    ],
  }),
  'admin.classifiers.preview': ({ csvBase64 }) => {
    const bytes = Uint8Array.from(atob(csvBase64), (sign) => sign.charCodeAt(0));
    return { encoding: 'utf-8', ...readClassifierCsv(new TextDecoder().decode(bytes)) };
  },
  'admin.classifiers.import': ({ id }) => ({ id }),
  'admin.codeBooks.list': () => ({ entries }),
  'admin.codeBooks.save': ({ entryId, entry }) => {
    const saved = { ...entry, id: entryId ?? ID(950 + entries.length) };
    entries = [...entries.filter(({ id }) => id !== saved.id), saved];
    return { entry: saved };
  },
  'admin.codeBooks.withdraw': ({ entryId }) => {
    entries = entries.filter(({ id }) => id !== entryId);
    return { ok: true };
  },
  'absences.list': () => ({ absences: isEmpty ? [] : absences }),
  'absences.set': (draft) => {
    const nameOf = (id: string): string => reference?.staff.find((one) => one.id === id)?.name ?? '';
    const names = { userName: nameOf(draft.userId), substituteName: nameOf(draft.substituteId) };
    const absence = { ...draft, ...names, id: ID(970 + absences.length) };
    absences = [...absences, absence];
    return { absence };
  },
  'absences.cancel': ({ absenceId }) => {
    absences = absences.filter(({ id }) => id !== absenceId);
    return { ok: true };
  },
  'admin.settings.get': () => ({ settings }),
  'admin.settings.save': ({ changes }) => {
    settings = { ...settings, ...(changes as Partial<RegionSettings>) };
    return { settings };
  },
};
