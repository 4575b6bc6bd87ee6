import { z } from 'zod';
import { toMs, type CalendarDate, type Instant } from '../../lib/primitives.ts';
import { extendedUntil, type Appeal } from '../appeal/appeal.ts';
import { isWritten } from '../appeal/codeBooks.ts';
import {
  addDays,
  daysBetween,
  LONGEST_REST_DAYS,
  defaultWorkCalendar,
  nearestWorkingDay,
  workCalendar,
} from './workCalendar.ts';

/**
 * By what an appeal's term is counted in this region. Every figure is a setting: of those of an appeal by telephone no
 * federal text could be read, and practice differs about a last day that is not worked.
 */
export const termRules = z.object({
  /** IANA name: the region's midnight ends a day, wherever the desk stands. */
  timeZone: z.string().max(64).refine(isTimeZone),
  /** Days to the answer, counted from the day after the registration (59-ФЗ, ст. 12 for a written appeal). */
  answerDays: z.object({ oral: z.int().min(1).max(365), written: z.int().min(1).max(365) }),
  /** What becomes of a last day that is not worked; `next` is the way of ГК РФ, ст. 193. */
  lastDayOff: z.enum(['next', 'previous', 'same']),
  /** Share of the term after which it is told that little is left. */
  warnAtShare: z.number().min(0).max(1),
  /** By how much the first term may be moved at most (59-ФЗ, ст. 12, ч. 2). */
  longestExtensionDays: z.int().min(0).max(365).default(30),
  /** A written appeal is registered within so many days of its arrival (59-ФЗ, ст. 8, ч. 2) … */
  registerDays: z.int().min(0).max(365).default(3),
  /** … and one that is for others to answer is passed on within so many of its registration (ст. 8, ч. 3). */
  forwardDays: z.int().min(0).max(365).default(7),
  /** An arrival longer ago than this is taken for a slip of the pen. */
  backdatingDays: z.int().min(0).max(3650).default(30),
  calendar: workCalendar,
});
export type TermRules = z.infer<typeof termRules>;

export const defaultTermRules: TermRules = {
  timeZone: 'Europe/Moscow',
  answerDays: { oral: 30, written: 30 },
  lastDayOff: 'next',
  warnAtShare: 0.75,
  longestExtensionDays: 30,
  registerDays: 3,
  forwardDays: 7,
  backdatingDays: 30,
  calendar: defaultWorkCalendar,
};

/** How an open appeal stands to its term; a closed one has none to keep. */
export interface AppealTerm {
  state: 'inTime' | 'soon' | 'overdue' | 'closed';
  /** The last day on which the answer is in time. */
  dueOn: CalendarDate;
  /** Days from today to that day; negative when it has passed. */
  daysLeft: number;
}

type Timed = Pick<Appeal, 'occurredAt' | 'status' | 'extensions'> & { card: Pick<Appeal['card'], 'channel'> };

/** The last day on which the appeal may be answered in time, as the term was moved. */
export function dueOn(appeal: Omit<Timed, 'status'>, rules: TermRules): CalendarDate {
  return extendedUntil(appeal) ?? firstDueOn(appeal, rules);
}

/** The same before anybody moved it. */
export function firstDueOn(appeal: Omit<Timed, 'status' | 'extensions'>, rules: TermRules): CalendarDate {
  const registeredOn = dateIn(rules.timeZone, toMs(appeal.occurredAt));
  const days = rules.answerDays[isWritten(appeal.card.channel) ? 'written' : 'oral'];
  const last = addDays(registeredOn, days);
  return rules.lastDayOff === 'same' ? last : nearestWorkingDay(last, rules.calendar, rules.lastDayOff);
}

/** How the appeal stands to its term at an instant, by the region's calendar. */
export function termOf(appeal: Timed, rules: TermRules, at: Instant): AppealTerm {
  return termUntil(appeal, dueOn(appeal, rules), rules, at);
}

/** The same where the last day has been reckoned before. */
export function termUntil(
  appeal: Pick<Timed, 'occurredAt' | 'status'>,
  due: CalendarDate,
  rules: TermRules,
  at: Instant,
): AppealTerm {
  const registeredOn = dateIn(rules.timeZone, toMs(appeal.occurredAt));
  const today = dateIn(rules.timeZone, toMs(at));
  const daysLeft = daysBetween(today, due);
  return { state: stateOf(), dueOn: due, daysLeft };

  function stateOf(): AppealTerm['state'] {
    if (appeal.status === 'closed') return 'closed';
    if (daysLeft < 0) return 'overdue';
    const passed = daysBetween(registeredOn, today);
    return passed >= daysBetween(registeredOn, due) * rules.warnAtShare ? 'soon' : 'inTime';
  }
}

/** No term is longer, however it was moved and whatever rests lie at its end. */
function longestTermDays({ answerDays, longestExtensionDays }: TermRules): number {
  return Math.max(answerDays.oral, answerDays.written) + longestExtensionDays + LONGEST_REST_DAYS;
}

/** The last day on which a term can end of which little is left today. */
export function soonUntil(today: CalendarDate, rules: TermRules): CalendarDate {
  return addDays(today, Math.ceil(longestTermDays(rules) * (1 - rules.warnAtShare)));
}
/** No midnight lies within a quarter of an hour: since 1972 all zones are apart by whole quarters. */
const QUARTER_MS = 15 * 60_000;
const KNOWN_FROM_MS = Date.UTC(1973, 0, 1);
const MOST_KNOWN = 50_000;
/** Dates by zone and quarter: a page of a list asks for hundreds of them, of the same weeks over and over. */
const known = new Map<string, Map<number, CalendarDate>>();

/** The calendar date in a time zone. */
export function dateIn(timeZone: string, ms: number): CalendarDate {
  if (!(ms >= KNOWN_FROM_MS)) return formatted(timeZone, ms);
  let ofZone = known.get(timeZone);
  if (ofZone === undefined) {
    ofZone = new Map();
    known.set(timeZone, ofZone);
  }
  const quarter = Math.floor(ms / QUARTER_MS);
  let date = ofZone.get(quarter);
  if (date === undefined) {
    date = formatted(timeZone, ms);
    if (ofZone.size >= MOST_KNOWN) ofZone.clear();
    ofZone.set(quarter, date);
  }
  return date;
}

function formatted(timeZone: string, ms: number): CalendarDate {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(ms);
}

/** Making one takes longer than all the rest of a term. */
const formats = new Map<string, Intl.DateTimeFormat>();

function isTimeZone(name: string): boolean {
  try {
    return dateIn(name, 0).length > 0;
  } catch {
    return false;
  }
}
