import { sql } from 'kysely';
import type { AppealFilter } from '../../shared/contracts/worklists.ts';
import { addDays } from '../../shared/domain/term/workCalendar.ts';
import { foldText } from '../queries/foldText.ts';
import { nameWords, token } from '../store/searchTokens.ts';
import { addressedTo, anyOf, heldBy, ofParty, ofRegistrar, uuids, type Sql } from './scopeFilter.ts';

/** What narrows a list: conditions over columns of the appeal `a`, and a query of its search vector. */
export interface Narrowing {
  conditions: Sql[];
  /** Those of the days of registration, which bound how far back is looked, of where the instant stands. */
  days: ((at: Sql) => Sql)[];
  /** What is asked of the vector; null where nothing is. */
  words: Words | null;
}

/** What is asked of the search vector: words or names as they were typed, and lexemes. One of them may be missing. */
export interface Words {
  typed: Sql | null;
  lexemes: Sql | null;
}

/** Queries of the vector that all meet; null for none. */
export function metBy(queries: readonly (Sql | null)[]): Sql | null {
  const given = queries.filter((query) => query !== null);
  return given.length === 0 ? null : sql`(${sql.join(given, sql` && `)})`;
}

/** All of it as one query. */
export function wholeOf({ typed, lexemes }: Words): Sql {
  return metBy([lexemes, typed]) ?? sql`''::tsquery`;
}

/** The conditions of a filter. Days are the region's. */
export function narrow(filter: AppealFilter, timeZone: string): Narrowing {
  const conditions: Sql[] = [];
  const days: Narrowing['days'] = [];
  const tokens: (readonly string[])[] = [];
  const given = <T>(value: T | undefined, of: (value: T) => Sql): void => {
    if (value !== undefined) conditions.push(of(value));
  };
  given(filter.status, (all) => sql`a.status = any(${all}::text[])`);
  if (filter.status?.includes('closed') === false) conditions.push(sql`a.status <> 'closed'`);
  given(filter.kind, (all) => sql`a.kind = any(${all}::text[])`);
  given(filter.channel, (all) => sql`a.channel = any(${all}::text[])`);
  given(filter.themeCode, (all) => sql`a.theme_code = any(${all}::text[])`);
  // Written this way the partial index of marked appeals serves it.
  given(filter.expertise, (all) => sql`(a.expertise <> '{}' and a.expertise && ${all}::text[])`);
  given(filter.clinicId, (one) => sql`a.clinic_id = ${one}::uuid`);
  given(filter.insurerId, (one) => sql`a.insurer_id = ${one}::uuid`);
  given(filter.organisationId, ofParty);
  given(filter.leaderId, (one) => anyOf([heldBy([one]), addressedTo([one])]));
  given(filter.registeredBy, ofRegistrar);
  const { registeredFrom: from, registeredTo: to } = filter;
  if (from !== undefined) days.push((at) => sql`${at} >= ${beganIn(from, timeZone)}`);
  if (to !== undefined) days.push((at) => sql`${at} < ${beganIn(addDays(to, 1), timeZone)}`);
  if (filter.dueFrom !== undefined || filter.dueTo !== undefined) conditions.push(sql`a.status <> 'closed'`);
  given(filter.dueFrom, (day) => sql`a.due_on >= ${day}::date`);
  given(filter.dueTo, (day) => sql`a.due_on <= ${day}::date`);

  // The same again as lexemes, for where the vector is what finds: rare and frequent ones alike.
  if (filter.kind !== undefined) tokens.push(filter.kind.map(token.kind));
  if (filter.expertise !== undefined) tokens.push(filter.expertise.map(token.expertise));
  if (filter.themeCode !== undefined) tokens.push(filter.themeCode.map(token.theme));
  if (filter.clinicId !== undefined) tokens.push([token.clinic(filter.clinicId)]);
  if (filter.insurerId !== undefined) tokens.push([token.insurer(filter.insurerId)]);
  if (filter.organisationId !== undefined) tokens.push([token.party(filter.organisationId)]);
  const lexemes = metBy(tokens.map(anyToken));
  const typed = filter.text === undefined || filter.text === '' ? null : wordsOrNames(filter.text);
  return { conditions, days, words: lexemes === null && typed === null ? null : { typed, lexemes } };
}

function beganIn(day: string, timeZone: string): Sql {
  return sql`(${day}::date::timestamp at time zone ${timeZone})`;
}

/** Lexemes are made by `searchTokens.ts`, or of letters and digits alone: quoted they always parse. */
function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export function anyToken(tokens: readonly string[]): Sql {
  return sql`${tokens.map(quoted).join(' | ')}::tsquery`;
}

/** Fewer letters begin too many words: gathering them all would cost more than the search. */
const SHORTEST_BEGINNING = 3;
const MOST_WORDS = 12;

/** All the words are in essence or answer, in any form, or all of them begin words of the names. */
export function wordsOrNames(text: string): Sql {
  const words = nameWords(text).slice(0, MOST_WORDS);
  if (words.length === 0) return sql`''::tsquery`;
  const inText = words.map((word, i) => (i === words.length - 1 ? unfinished(word) : word)).join(' & ');
  return sql`(to_tsquery('russian', ${foldText(inText)}) || ${namesText(words)}::tsquery)`;
}

/** Every word begins a word of the applicant's or the insured person's name. */
export function namesQuery(name: string): Sql {
  const words = nameWords(name).slice(0, MOST_WORDS);
  return sql`${words.length === 0 ? '' : namesText(words)}::tsquery`;
}

/** Initials say little and would gather too much; a name of two letters stands for itself. */
function namesText(words: readonly string[]): string {
  const long = words.filter((word) => Array.from(word).length >= SHORTEST_BEGINNING);
  if (long.length === 0) return words.map((word) => quoted(token.name(word))).join(' & ');
  return long.map((word) => `${quoted(token.name(word))}:*`).join(' & ');
}

/** The last word may still be being typed. */
function unfinished(word: string): string {
  return Array.from(word).length < SHORTEST_BEGINNING ? word : `${word}:*`;
}

export function idsFilter(ids: readonly string[]): Sql {
  return sql`a.id = any(${uuids(ids)})`;
}
