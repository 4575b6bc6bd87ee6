import { sql } from 'kysely';
import type { Person } from '../../shared/domain/person/person.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import { foldText } from './foldText.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import type { PersonTable } from '../db/schema.ts';
import type { Selectable } from 'kysely';

const MOST_FOUND = 20;
/** A family is not larger; a switchboard's number is nobody's. */
const MOST_BY_PHONE = 12;

export async function loadPersons(db: DbOrTrx, territory: string, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('person')
    .where('territory', '=', territory)
    .where('id', 'in', [...ids])
    .selectAll()
    .execute();
  return present(db, territory, rows);
}

/** Everybody known under a number, the oldest first: who calls is more often a grown-up. */
export async function personsByPhone(db: DbOrTrx, territory: string, phone: string): Promise<Person[]> {
  const rows = await db
    .selectFrom('person_phone as p')
    .innerJoin('person', (join) =>
      join.onRef('person.territory', '=', 'p.territory').onRef('person.id', '=', 'p.person_id'),
    )
    .where('p.territory', '=', territory)
    .where('p.phone', '=', phone)
    .selectAll('person')
    .orderBy('person.birth_date')
    .limit(MOST_BY_PHONE)
    .execute();
  return present(db, territory, rows);
}

async function present(db: DbOrTrx, territory: string, rows: readonly Selectable<PersonTable>[]): Promise<Person[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const phones = await db
    .selectFrom('person_phone')
    .where('territory', '=', territory)
    .where('person_id', 'in', ids)
    .select(['person_id', 'phone'])
    .orderBy('phone')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    familyName: row.family_name,
    givenName: row.given_name,
    patronymic: row.patronymic,
    birthDate: row.birth_date,
    sex: row.sex,
    enp: row.enp,
    insurerId: row.insurer_id,
    clinicId: row.clinic_id,
    phones: phones.filter((phone) => phone.person_id === row.id).map(({ phone }) => phone),
  }));
}

/** What a line of search means. */
export type PersonQuery =
  | { by: 'enp'; enp: string }
  | { by: 'phone'; phone: string }
  | { by: 'name'; words: string[]; birthDate: string | null }
  | { by: 'nothing' };

/** «Иванова Анна 14.03.1961», 16 digits of a policy, or a number: told apart by their looks. */
export function readPersonQuery(text: string, areaCode: string | null): PersonQuery {
  const line = text.trim();
  const digits = line.replace(/[\s-]/g, '');
  if (/^\d{16}$/.test(digits)) return { by: 'enp', enp: digits };
  if (/^[\d\s()+-]+$/.test(line)) {
    const { number } = normalizePhone(line, areaCode);
    return number === null ? { by: 'nothing' } : { by: 'phone', phone: number };
  }
  const date = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(line);
  const [, day = '', month = '', year, isoYear = '', isoMonth = '', isoDay = ''] = date ?? [];
  const iso =
    year === undefined
      ? `${isoYear}-${isoMonth}-${isoDay}`
      : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isDate = date !== null && !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso);
  const words = foldText(date === null ? line : line.replace(date[0], ' ')).match(/[\p{L}-]+/gu) ?? [];
  const birthDate = isDate ? iso : null;
  const isTooWide = birthDate === null && (words[0] ?? '').length < 2;
  return isTooWide ? { by: 'nothing' } : { by: 'name', words: words.slice(0, 3), birthDate };
}

/** At most twenty persons of the region's register that fit the line. */
export async function findPersons(
  db: DbOrTrx,
  territory: string,
  text: string,
  areaCode: string | null,
): Promise<Person[]> {
  const query = readPersonQuery(text, areaCode);
  if (query.by === 'nothing') return [];
  if (query.by === 'phone') return personsByPhone(db, territory, query.phone);
  let rows = db.selectFrom('person').where('territory', '=', territory).selectAll();
  if (query.by === 'enp') {
    rows = rows.where('enp', '=', query.enp);
  } else {
    const [family, given, patronymic] = query.words;
    if (query.birthDate !== null) rows = rows.where('birth_date', '=', query.birthDate);
    if (family !== undefined) rows = rows.where(startsWith('search_family', family));
    if (given !== undefined) rows = rows.where(startsWith('search_given', given));
    if (patronymic !== undefined) rows = rows.where(startsWith('search_patronymic', patronymic));
    // The order of the index that answers, so that twenty rows are read and not all of a surname.
    const order = ['search_family', 'search_given', 'search_patronymic', 'birth_date'] as const;
    for (const column of order) rows = rows.orderBy(column);
  }
  return present(db, territory, await rows.limit(MOST_FOUND).execute());
}

/** Letters and hyphens only, so nothing is to be escaped for `like`. */
function startsWith(column: 'search_family' | 'search_given' | 'search_patronymic', prefix: string) {
  return sql<boolean>`${sql.ref(column)} like ${`${prefix}%`}`;
}
