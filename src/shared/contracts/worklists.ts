import { z } from 'zod';
import { appeal, deskOfTeam } from '../domain/appeal/appeal.ts';
import { appealCard } from '../domain/appeal/appealCard.ts';
import { appealEvent } from '../domain/appeal/appealEvent.ts';
import { expertiseKind } from '../domain/appeal/codeBooks.ts';
import { calendarDate, id, instant } from '../lib/primitives.ts';
import { appealFile } from './journal.ts';

/**
 * Lists, search and repeat appeals of the journal: HTTP as in `journal.ts`, by a user. Every answer holds only what the
 * caller's right reaches, and whose data was shown is in the access log before it leaves.
 */

/**
 * The lists of a workplace, all within `appeal.list`: `incoming` lies before the caller's team or is addressed to the
 * caller and nobody has accepted it; `mine` is led by the caller, or by whom the caller stands in for, or co-executed;
 * `team` is led by the people of the caller's organisation and level; `soon` is open, near the end of
 * its term (by the share the region warns at), and the caller's to act on: what they lead or what waits before them,
 * and everything within reach for who watches; `overdue` is open and past its term; `review` lies
 * on review (administrators); `registered` was registered by the caller, closed or not; `all` is everything within
 * reach. All but the last two hold open appeals only.
 */
export const worklistName = z.enum(['incoming', 'mine', 'team', 'soon', 'overdue', 'review', 'registered', 'all']);
export type WorklistName = z.infer<typeof worklistName>;

/** `due`: by the last day of the term, the earliest first, open appeals only; `registered`: the latest first. */
export const worklistSort = z.enum(['due', 'registered']);
export type WorklistSort = z.infer<typeof worklistSort>;

/** How an appeal stands to its term; `closed` has none to keep. */
export const termState = z.enum(['inTime', 'soon', 'overdue', 'closed']);
export type TermState = z.infer<typeof termState>;

/** A key that may stand in a query once or several times: any of the values. */
function anyOf<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema.transform((one) => [one]), z.array(schema).max(50)]).optional();
}

/** PostgreSQL cannot hold a NUL, so nothing that has one can be found. */
const typed = z
  .string()
  .max(200)
  .transform((text) => text.replaceAll('\0', '').trim());

/** What narrows a list or a search. All of them meet; a repeated key (`status=inWork&status=rework`) is any of its values. */
export const appealFilter = z.object({
  status: anyOf(appeal.shape.status),
  kind: anyOf(appealCard.shape.kind),
  channel: anyOf(appealCard.shape.channel),
  themeCode: anyOf(z.string().max(16)),
  /** Selected for any of these expertises. */
  expertise: anyOf(expertiseKind),
  clinicId: id.optional(),
  insurerId: id.optional(),
  /** An organisation that registered it or was given it. */
  organisationId: id.optional(),
  /** Who leads it, or whom it is addressed to. */
  leaderId: id.optional(),
  registeredBy: id.optional(),
  /** Days of the region, both included. */
  registeredFrom: calendarDate.optional(),
  registeredTo: calendarDate.optional(),
  /** Last days of the term, both included; closed appeals have none. */
  dueFrom: calendarDate.optional(),
  dueTo: calendarDate.optional(),
  /** Words of essence or answer in any form; the last one may be unfinished. */
  text: typed.optional(),
});
export type AppealFilter = z.infer<typeof appealFilter>;

const page = {
  /** `next` of the page before, with the same list, filters and order; absent for the first. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
};

/** GET /v1/worklists/:list. 400 `list.cursor` for a cursor of another order. */
export const worklistQuery = appealFilter.extend({ sort: worklistSort.default('registered'), ...page });
export type WorklistQuery = z.infer<typeof worklistQuery>;

/** Who leads an appeal, or whom it is addressed to while it waits. */
export const leaderOfLine = z.object({ id, name: z.string() });

/** A line of a list. */
export const worklistLine = z.object({
  id,
  number: z.string(),
  status: appeal.shape.status,
  kind: z.string(),
  channel: z.string(),
  themeCode: z.string().nullable(),
  /** The version of the classifier the theme is of; absent in answers of journals that knew one only. */
  classifierVersion: z.string().default('zpz-2023'),
  /** The beginning of it, up to 200 characters. */
  essence: z.string(),
  occurredAt: instant,
  closedAt: instant.nullable(),
  personId: id.nullable(),
  /** Name and number as told on the card; «Ив*** А. П.» and «+7…12» when `isMasked`. */
  applicantName: z.string(),
  phone: z.string().nullable(),
  /** The caller may not open this appeal: name and number are masked, the essence is left out. */
  isMasked: z.boolean(),
  /** Who registered it. */
  operatorName: z.string().nullable(),
  leader: leaderOfLine.nullable(),
  /** It lies before the team of `desk`, or before `leader`, and nobody has accepted it. */
  isWaiting: z.boolean(),
  desk: deskOfTeam,
  clinicId: id.nullable(),
  insurerId: id.nullable(),
  /** Null for a closed one. */
  dueOn: calendarDate.nullable(),
  term: termState,
  /** Which term `dueOn` is of: passing a letter on, or answering. Absent in answers of before: the answer's. */
  runs: z.enum(['forward', 'answer']).default('answer'),
  /** Until when the applicant is to have the answer; null for a closed one. */
  answerDueOn: calendarDate.nullable().default(null),
  finding: appealCard.shape.finding,
  /** For which expertise it is selected; absent in answers of older journals. */
  expertise: z.array(expertiseKind).default([]),
  flags: z.array(z.string()),
});
export type WorklistLine = z.infer<typeof worklistLine>;

export const worklistPage = z.object({
  lines: z.array(worklistLine),
  /** Null on the last page. */
  next: z.string().nullable(),
});
export type WorklistPage = z.infer<typeof worklistPage>;

/** Counted exactly up to this; beyond it is «1000+». */
export const COUNT_CAP = 1000;

/** GET /v1/worklists: how much lies in every list of the caller's role. Lists the role has no use for are left out. */
export const worklistCounts = z.object({
  counts: z.array(
    z.object({
      list: worklistName,
      /** At most `COUNT_CAP`. */
      count: z.int().nonnegative(),
      /** There are more than `COUNT_CAP`. */
      isMore: z.boolean(),
      /** Of these, past their term; at most `COUNT_CAP`. */
      overdue: z.int().nonnegative(),
    }),
  ),
});
export type WorklistCounts = z.infer<typeof worklistCounts>;

/**
 * GET /v1/appeals/search: everything the caller may see, the latest first. `q` is one line told apart by its looks: a
 * number (a provisional one too; «123» stands for «98-000123»), a telephone number, sixteen digits of a policy, else
 * words of essence and answer. The other keys say it outright; all of them meet, with the filters of the lists.
 * Nothing asked finds nothing.
 */
export const appealSearch = appealFilter.extend({
  q: typed.optional(),
  number: typed.optional(),
  phone: typed.optional(),
  enp: typed.optional(),
  personId: id.optional(),
  /** Surname and more of the applicant or the insured person, each word from its beginning. */
  personName: typed.optional(),
  ...page,
});
export type AppealSearch = z.infer<typeof appealSearch>;
/** Answered as a list is. */
export const appealsSearched = worklistPage;

/**
 * GET /v1/appeals/similar: open ones, and closed ones of the last 90 days, of the same person or number, whatever team
 * they are at (`appeal.seeLine`): same theme first, then open ones, then the latest. At most 20.
 */
export const similarQuery = z.object({
  personId: id.optional(),
  phone: typed.optional(),
  themeCode: z.string().max(16).optional(),
  /** The appeal that is being looked at. */
  exceptId: id.optional(),
});
export type SimilarQuery = z.infer<typeof similarQuery>;
export const similarLine = worklistLine.extend({
  isSameTheme: z.boolean(),
  /** By what it was found; the person where both. */
  by: z.enum(['person', 'phone']),
  /** Who stands in for the leader now. */
  substitute: leaderOfLine.nullable(),
});
export type SimilarLine = z.infer<typeof similarLine>;
export const similarAppeals = z.object({ lines: z.array(similarLine) });
export type SimilarAppeals = z.infer<typeof similarAppeals>;

/** One event of an appeal, as a row of its timeline. */
export const historyRow = z.object({
  /** Place in the stream, from 1. */
  version: z.int().positive(),
  kind: z.union([z.enum(appealEvent.options.map((option) => option.shape.kind.value)), z.literal('destroyed')]),
  occurredAt: instant,
  receivedAt: instant,
  actorId: id.nullable(),
  actorName: z.string().nullable(),
  organisationId: id.nullable(),
  /** Fields of the card this event changed; `applicant` and `insured` part by part («applicant.phone»). */
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  /** What else the event says, in its own words: reason, text, outcome, until, to, assigneeId, callId, earlierId … */
  detail: z.record(z.string(), z.unknown()),
});
export type HistoryRow = z.infer<typeof historyRow>;

/** An appeal linked to the opened one: an earlier one on the same matter, or a later one that points here. */
export const linkedLine = worklistLine.extend({ direction: z.enum(['earlier', 'later']) });
export type LinkedLine = z.infer<typeof linkedLine>;

/** GET /v1/appeals/:id: the whole file, with its history and links. 404 `appeal.not_found` beyond the caller's reach. */
export const openedAppeal = appealFile.extend({
  history: z.array(historyRow),
  links: z.array(linkedLine),
  /** Who the ids of users in card, history and links are. */
  names: z.record(z.string(), z.string()),
  dueOn: calendarDate.nullable(),
  term: termState,
});
export type OpenedAppeal = z.infer<typeof openedAppeal>;
