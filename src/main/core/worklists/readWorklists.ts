import type { BridgeOutput } from '../../../shared/contracts/bridge.ts';
import type { AppealFilter, WorklistLine, WorklistName, WorklistQuery } from '../../../shared/contracts/worklists.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { shownAppeal } from '../appeals/stepAppeal.ts';
import { standingInHere } from '../appeals/storedReference.ts';
import type { OpenedFiles } from '../appeals/openedFiles.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import { AppError } from '../../../shared/errors.ts';
import { lineHere, rulesHere } from './lineHere.ts';
import { isOnWorklist } from './onWorklist.ts';

type Page = BridgeOutput<'worklists.page'>;

/** Lists that this desk can answer by what it has, with the journal away. */
const KNOWN_HERE: readonly WorklistName[] = ['incoming', 'mine', 'soon', 'overdue', 'registered'];
const MOST_HERE = 500;

/**
 * A page of a list: the journal's, with own acts that are still on their way put over it, so that what was accepted is
 * seen gone from the incoming at once; without the journal, what this desk has of the list.
 */
export async function readWorklist(
  desk: Desk,
  journal: JournalClient,
  opened: OpenedFiles,
  list: WorklistName,
  query: WorklistQuery,
): Promise<Page> {
  const { accessToken } = desk.session.require();
  if (accessToken !== null) {
    try {
      const page = await journal.worklist(accessToken, list, query);
      return { ...page, lines: withOwnActs(desk, opened, list, query, page.lines), source: 'journal' };
    } catch (thrown) {
      if (!hasNoAnswer(thrown)) throw thrown;
    }
  }
  if (!KNOWN_HERE.includes(list)) throw new JournalDown();
  return { lines: sorted(linesHere(desk, list, query), query.sort), next: null, source: 'cache' };
}

/** How much lies in each list; without the journal, in those this desk can tell of. */
export async function countWorklists(desk: Desk, journal: JournalClient): Promise<BridgeOutput<'worklists.counts'>> {
  const { accessToken } = desk.session.require();
  if (accessToken !== null) {
    try {
      const { counts } = await journal.worklistCounts(accessToken);
      return { counts: counts.map((one) => ({ ...one, count: Math.max(0, one.count + moved(desk, one.list)) })) };
    } catch (thrown) {
      if (!hasNoAnswer(thrown)) throw thrown;
    }
  }
  const counts = KNOWN_HERE.map((list) => {
    const lines = linesHere(desk, list, {});
    return {
      list,
      count: lines.length,
      isMore: false,
      overdue: lines.filter((line) => line.term === 'overdue').length,
    };
  });
  return { counts };
}

/** The journal is away, or older than its lists. */
function hasNoAnswer(thrown: unknown): boolean {
  return thrown instanceof JournalDown || (thrown instanceof AppError && thrown.code === 'route.unknown');
}

function withOwnActs(
  desk: Desk,
  opened: OpenedFiles,
  list: WorklistName,
  query: WorklistQuery,
  lines: readonly WorklistLine[],
): WorklistLine[] {
  const waiting = desk.outbox.entitiesWaiting();
  if (waiting.size === 0) return [...lines];
  const told = new Set(lines.map((line) => line.id));
  const shown = lines.flatMap((line) => {
    const appeal = waiting.has(line.id) ? shownAppeal(desk, opened, line.id) : null;
    if (appeal === null) return [line];
    return isHere(desk, list, appeal) ? [lineHere(desk, appeal)] : [];
  });
  if (query.cursor !== undefined) return shown;
  const come = linesHere(desk, list, query).filter((line) => waiting.has(line.id) && !told.has(line.id));
  return [...come, ...shown];
}

/** By how much own acts on their way change what the journal counts. */
function moved(desk: Desk, list: WorklistName): number {
  const { user } = desk.session.require();
  let by = 0;
  for (const id of desk.outbox.entitiesWaiting()) {
    const known = desk.appeals.stored(user.id, id);
    if (known?.base) by += Number(isHere(desk, list, known.local)) - Number(isHere(desk, list, known.base));
  }
  return by;
}

function linesHere(desk: Desk, list: WorklistName, filter: AppealFilter): WorklistLine[] {
  const { user } = desk.session.require();
  return desk.appeals
    .list(user.id, MOST_HERE)
    .filter((appeal) => isHere(desk, list, appeal) && passes(appeal, filter))
    .map((appeal) => lineHere(desk, appeal));
}

function isHere(desk: Desk, list: WorklistName, appeal: Appeal): boolean {
  const { user } = desk.session.require();
  const reader = { user, standsInFor: standingInHere(desk), rules: rulesHere(desk), at: desk.now() };
  return isOnWorklist(list, reader, appeal);
}

/** The filters that a window offers; the journal has more. */
function passes({ status, card, expertise }: Appeal, filter: AppealFilter): boolean {
  const words = filter.text?.toLowerCase() ?? '';
  return (
    (filter.status?.includes(status) ?? true) &&
    (filter.kind?.includes(card.kind) ?? true) &&
    (filter.channel?.includes(card.channel) ?? true) &&
    (filter.expertise === undefined || expertise.some(({ kind }) => filter.expertise?.includes(kind))) &&
    `${card.essence} ${card.answer}`.toLowerCase().includes(words)
  );
}

function sorted(lines: WorklistLine[], sort: WorklistQuery['sort']): WorklistLine[] {
  if (sort === 'registered') return lines;
  return lines.toSorted((one, other) => (one.dueOn ?? '9').localeCompare(other.dueOn ?? '9'));
}
