import { callerInfo, type CallerInfo } from '../../../shared/contracts/journal.ts';
import { fullName, person, type Person } from '../../../shared/domain/person/person.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

export interface PersonRepository {
  get(organisationId: string, personId: string): Person | null;
  byPhone(organisationId: string, phone: string): Person[];
  /** By the beginning of each word of the name, the policy or the birth date. */
  search(organisationId: string, query: string, limit: number): Person[];
  save(organisationId: string, of: Person, seenAt: Instant): void;
  /** What the journal last told this viewer of a number. */
  caller(viewerId: string, phone: string): CallerInfo | null;
  saveCaller(viewerId: string, phone: string, info: CallerInfo, seenAt: Instant): void;
}

/** Recent callers: enough to greet a returning one by name with the journal gone. */
export function personRepository(cache: Cache): PersonRepository {
  const read = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM person WHERE organisation_id = ? AND person_id = ?',
  );
  const byPhone = cache.prepare<[string, string], { body: string }>(`
    SELECT p.body FROM person_phone n JOIN person p USING (organisation_id, person_id)
    WHERE n.organisation_id = ? AND n.phone = ? ORDER BY p.person_id`);
  const search = cache.prepare<[string, string, number], { body: string }>(
    `SELECT body FROM person WHERE organisation_id = ? AND search LIKE ? ESCAPE '\\' ORDER BY seen_at DESC LIMIT ?`,
  );
  const write = cache.prepare(`
    INSERT INTO person (organisation_id, person_id, body, search, seen_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (organisation_id, person_id) DO UPDATE SET body = excluded.body, search = excluded.search, seen_at = excluded.seen_at`);
  const forget = cache.prepare('DELETE FROM person_phone WHERE organisation_id = ? AND person_id = ?');
  const addPhone = cache.prepare(
    'INSERT OR IGNORE INTO person_phone (organisation_id, phone, person_id) VALUES (?, ?, ?)',
  );
  const readCaller = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM caller WHERE viewer_id = ? AND phone = ?',
  );
  const writeCaller = cache.prepare(`
    INSERT INTO caller (viewer_id, phone, body, seen_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (viewer_id, phone) DO UPDATE SET body = excluded.body, seen_at = excluded.seen_at`);
  const parse = (row: { body: string }): Person => person.parse(JSON.parse(row.body));
  return {
    get(organisationId, personId) {
      const row = read.get(organisationId, personId);
      return row ? parse(row) : null;
    },
    byPhone: (organisationId, phone) => byPhone.all(organisationId, phone).map(parse),
    search(organisationId, query, limit) {
      const words = searchable(query).split(' ').filter(Boolean);
      if (words.length === 0) return [];
      return search
        .all(organisationId, `% ${escapeLike(words[0] ?? '')}%`, 500)
        .filter((row) => words.every((word) => ` ${searchTextOf(parse(row))}`.includes(` ${word}`)))
        .slice(0, limit)
        .map(parse);
    },
    save(organisationId, of, seenAt) {
      write.run(organisationId, of.id, JSON.stringify(of), ` ${searchTextOf(of)}`, seenAt);
      forget.run(organisationId, of.id);
      for (const phone of of.phones) addPhone.run(organisationId, phone, of.id);
    },
    caller(viewerId, phone) {
      const row = readCaller.get(viewerId, phone);
      if (!row) return null;
      const parsed = callerInfo.safeParse(JSON.parse(row.body));
      return parsed.success ? parsed.data : null;
    },
    saveCaller(viewerId, phone, info, seenAt) {
      writeCaller.run(viewerId, phone, JSON.stringify(info), seenAt);
    },
  };
}

function searchable(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е').trim().replace(/\s+/g, ' ');
}

function searchTextOf(of: Person): string {
  const [year, month, day] = of.birthDate.split('-');
  return searchable([fullName(of), `${day}.${month}.${year}`, of.enp ?? '', ...of.phones].join(' '));
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
