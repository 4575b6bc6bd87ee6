import { Buffer } from 'node:buffer';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { toMs, type Instant } from '../../shared/lib/primitives.ts';
import { foldText } from '../queries/foldText.ts';

/**
 * What an appeal is found by beside its words, as lexemes of the same search vector: one index then meets a frequent
 * word with an organisation, a theme and a stretch of time, and reads no row that is not shown. «@» keeps them apart from
 * words, which never begin so.
 */
export const token = {
  /** An organisation that registered it or was given it. */
  party: (id: string): string => `@o:${shortId(id)}`,
  registrar: (id: string): string => `@r:${shortId(id)}`,
  clinic: (id: string): string => `@c:${shortId(id)}`,
  insurer: (id: string): string => `@i:${shortId(id)}`,
  theme: (code: string): string => `@t:${code}`,
  kind: (kind: string): string => `@k:${kind}`,
  expertise: (kind: string): string => `@x:${kind}`,
  enp: (enp: string): string => `@e:${enp}`,
  /** The beginning of a word of a name, folded. */
  name: (word: string): string => `@n:${word}`,
  /** An earlier appeal it points to. */
  earlier: (id: string): string => `@l:${shortId(id)}`,
  week: (week: number): string => `@w:${week}`,
} as const;

const WEEK_MS = 7 * 86_400_000;

/** Weeks since the beginning of 1970, which began with a Thursday: a stretch of time that is the same for everybody. */
export function weekOf(at: Instant): number {
  return Math.floor(toMs(at) / WEEK_MS);
}

/** The first instant of a week. */
export function weekBegan(week: number): Instant {
  return new Date(week * WEEK_MS).toISOString();
}

/** Words of a name, as they are compared. */
export function nameWords(name: string): string[] {
  return foldText(name).match(/[\p{L}\d]+/gu) ?? [];
}

export function tokensOf(appeal: Appeal): string[] {
  const { card } = appeal;
  const given = <T>(value: T | null | undefined, of: (value: T) => string): string[] =>
    value === null || value === undefined || value === '' ? [] : [of(value)];
  const tokens = [
    ...[appeal.organisationId, ...appeal.parties].map(token.party),
    ...appeal.links.map(token.earlier),
    token.registrar(appeal.registeredBy),
    token.kind(card.kind),
    token.week(weekOf(appeal.occurredAt)),
    ...appeal.expertise.map(({ kind }) => token.expertise(kind)),
    ...given(card.clinicId, token.clinic),
    ...given(card.insurerId, token.insurer),
    ...given(card.themeCode, token.theme),
    ...[card.applicant, card.insured].flatMap((who) => given(who?.enp, token.enp)),
    ...[card.applicant, card.insured].flatMap((who) => nameWords(who?.name ?? '').map(token.name)),
  ];
  return [...new Set(tokens)];
}

/** Events after which an appeal may be found by something else. */
const FOUND_ANEW: readonly string[] = [
  ...['appeal.registered', 'appeal.amended', 'appeal.assigned', 'appeal.forwarded', 'appeal.appealLinked'],
  'appeal.expertiseMarked',
];

export function isFoundAnew(events: readonly { event: { kind: string } }[]): boolean {
  return events.some(({ event }) => FOUND_ANEW.includes(event.kind));
}

/** A UUID in 22 letters: every appeal has half a dozen of them. */
function shortId(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}
