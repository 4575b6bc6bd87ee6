import { toMs, type CalendarDate, type Instant } from '../../lib/primitives.ts';
import type { Appeal } from '../appeal/appeal.ts';
import { isWritten } from '../appeal/codeBooks.ts';
import { mayCloseAtOnce } from '../appeal/controls.ts';
import type { AppealCard } from '../appeal/appealCard.ts';
import { dateIn, dueOn, firstDueOn, termUntil, type AppealTerm, type TermRules } from './appealTerm.ts';
import { addDays, daysBetween, isWorkingDay, nearestWorkingDay, type WorkCalendar } from './workCalendar.ts';

/** Which of the terms runs: a letter is registered, then passed on where others are to answer, then answered. */
export type TermKind = 'register' | 'forward' | 'answer';

/** The term that runs now. */
export interface RunningTerm extends AppealTerm {
  runs: TermKind;
  /** Worked days after today up to the last one; negative for worked days that have passed since it. */
  workingDaysLeft: number;
  /** Until when the applicant is to have the answer, whatever runs now; null while nothing is registered. */
  answerDueOn: CalendarDate | null;
}

type Passed = Pick<Appeal, 'occurredAt' | 'status' | 'extensions' | 'sentBy' | 'isWaiting' | 'assigneeId'> & {
  card: Pick<AppealCard, 'kind' | 'channel'>;
};

/**
 * Whether a letter still waits to be passed on (59-ФЗ, ст. 8, ч. 3): it was registered, nobody has begun with it, and
 * the first line may not answer it itself. Any step that shows somebody leads it ends this term.
 */
export function isToBePassedOn(appeal: Passed): boolean {
  return (
    appeal.status === 'registered' &&
    isWritten(appeal.card.channel) &&
    !mayCloseAtOnce(appeal.card.kind) &&
    !appeal.isWaiting &&
    appeal.assigneeId === null &&
    appeal.sentBy === null &&
    appeal.extensions.length === 0
  );
}

/** The last day to pass a letter on, counted from the day after its registration. */
export function forwardDueOn({ occurredAt }: Pick<Appeal, 'occurredAt'>, rules: TermRules): CalendarDate {
  return lastDay(dateIn(rules.timeZone, toMs(occurredAt)), rules.forwardDays, rules);
}

/** The last day to register a letter that reached the organisation on that day (59-ФЗ, ст. 8, ч. 2). */
export function registerDueOn(arrivedOn: CalendarDate, rules: TermRules): CalendarDate {
  return lastDay(arrivedOn, rules.registerDays, rules);
}

/** By which day something must be done with the appeal: what lists are ordered and coloured by. */
export function actBy(appeal: Passed, rules: TermRules): { runs: TermKind; dueOn: CalendarDate } {
  const answer = dueOn(appeal, rules);
  if (!isToBePassedOn(appeal)) return { runs: 'answer', dueOn: answer };
  const forward = forwardDueOn(appeal, rules);
  // Where the region answers faster than it passes on, the answer is what comes first.
  return forward < answer ? { runs: 'forward', dueOn: forward } : { runs: 'answer', dueOn: answer };
}

/** How the appeal stands to the term that runs, at an instant. */
export function runningTermOf(appeal: Passed, rules: TermRules, at: Instant): RunningTerm {
  const { runs, dueOn: last } = actBy(appeal, rules);
  return { ...told(termUntil(appeal, last, rules, at), rules, at), runs, answerDueOn: dueOn(appeal, rules) };
}

/** What a line of a list says, which knows the day it was kept under and not the whole appeal. */
export function runningTermOfLine(
  line: { occurredAt: Instant; status: Appeal['status']; kind: AppealCard['kind']; channel: AppealCard['channel'] },
  keptDueOn: CalendarDate,
  rules: TermRules,
  at: Instant,
): RunningTerm {
  const { kind, channel, status } = line;
  const mayRun = status === 'registered' && isWritten(channel) && !mayCloseAtOnce(kind);
  const first = firstDueOn({ occurredAt: line.occurredAt, card: { channel } }, rules);
  const isForward = mayRun && keptDueOn !== first && keptDueOn === forwardDueOn(line, rules);
  const term = told(termUntil(line, keptDueOn, rules, at), rules, at);
  return { ...term, runs: isForward ? 'forward' : 'answer', answerDueOn: isForward ? first : keptDueOn };
}

/** How a letter that is still being written down stands to its registration; null where no day of arrival is told. */
export function registerTermOf(
  card: Pick<AppealCard, 'channel' | 'arrivedOn'>,
  rules: TermRules,
  at: Instant,
): RunningTerm | null {
  if (!isWritten(card.channel) || card.arrivedOn === null) return null;
  const due = registerDueOn(card.arrivedOn, rules);
  const today = dateIn(rules.timeZone, toMs(at));
  const daysLeft = daysBetween(today, due);
  const whole = daysBetween(card.arrivedOn, due);
  const isSoon = daysBetween(card.arrivedOn, today) >= whole * rules.warnAtShare;
  const state = daysLeft < 0 ? 'overdue' : isSoon ? 'soon' : 'inTime';
  return { ...told({ state, dueOn: due, daysLeft }, rules, at), runs: 'register', answerDueOn: null };
}

function told(term: AppealTerm, rules: TermRules, at: Instant): AppealTerm & { workingDaysLeft: number } {
  const today = dateIn(rules.timeZone, toMs(at));
  return { ...term, workingDaysLeft: workingDaysBetween(today, term.dueOn, rules.calendar) };
}

/** Worked days after the first date up to the second; negative when the second is earlier. */
export function workingDaysBetween(from: CalendarDate, to: CalendarDate, calendar: WorkCalendar): number {
  const sign = from <= to ? 1 : -1;
  const [begin, end] = sign > 0 ? [from, to] : [to, from];
  let days = 0;
  for (let day = addDays(begin, 1); day <= end; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) days++;
  return days === 0 ? 0 : sign * days;
}

function lastDay(from: CalendarDate, days: number, rules: TermRules): CalendarDate {
  const last = addDays(from, days);
  return rules.lastDayOff === 'same' ? last : nearestWorkingDay(last, rules.calendar, rules.lastDayOff);
}
