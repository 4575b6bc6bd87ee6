import { sql } from 'kysely';
import type { LinkedLine, OpenedAppeal } from '../../shared/contracts/worklists.ts';
import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';
import { runningTermOf } from '../../shared/domain/term/runningTerm.ts';
import type { CardNote } from '../commands/writeAccess.ts';
import { linksOf, readAppealRecord } from './appealRecord.ts';
import { idsFilter } from './filters.ts';
import { historyOf } from './historyOf.ts';
import { lineColumns, presentLine, type LineRow, type Presenting } from './listLine.ts';
import { runSql, type ListDb } from './runSql.ts';
import { scopeFilter } from './scopeFilter.ts';

/**
 * The whole file of an appeal; null when there is none, or none the reader's right to open reaches. That it was opened is
 * noted when it resolves.
 */
export async function readOpenedAppeal(
  db: ListDb,
  somebody: Somebody,
  appealId: string,
  presenting: Presenting,
  note: CardNote,
): Promise<OpenedAppeal | null> {
  const { names, rules, now } = presenting;
  const scope = scopeFilter(appealScope(somebody, 'appeal.open'));
  const record = await readAppealRecord(db, appealId, scope, note);
  if (record === null) return null;
  const { appeal, person, calls, recordings, stream } = record;
  const links = await readLinked(db, somebody, linksOf(record), presenting);
  const term = runningTermOf(appeal, rules, now);
  const history = historyOf(stream, names);
  return {
    appeal,
    person,
    operatorName: names.get(appeal.registeredBy) ?? null,
    calls,
    recordings,
    history,
    links,
    names: namesIn([appeal, history, links], names),
    dueOn: term.state === 'closed' ? null : term.dueOn,
    term: term.state,
  };
}

/** What it points to, and what points to it, as far as the reader sees lines. */
async function readLinked(
  db: ListDb,
  somebody: Somebody,
  { earlier, later }: ReturnType<typeof linksOf>,
  presenting: Presenting,
): Promise<LinkedLine[]> {
  if (earlier.length + later.length === 0) return [];
  const opened = scopeFilter(appealScope(somebody, 'appeal.open'));
  const seen = scopeFilter(appealScope(somebody, 'appeal.seeLine'));
  const rows = await runSql<LineRow>(
    db,
    sql`select ${lineColumns(opened)} from appeal as a
      where a.territory = ${db.territory} and ${idsFilter([...earlier, ...later])} and ${seen}`,
  );
  const linesOf = (ids: readonly string[], direction: LinkedLine['direction']): LinkedLine[] =>
    rows.filter(({ id }) => ids.includes(id)).map((row) => ({ ...presentLine(row, presenting), direction }));
  return [...linesOf(earlier, 'earlier'), ...linesOf(later, 'later')].sort((a, b) =>
    b.occurredAt.localeCompare(a.occurredAt),
  );
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Names of those whose ids stand anywhere in what is told; looked for as text, for events of later versions name people, too. */
function namesIn(told: readonly unknown[], names: ReadonlyMap<string, string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [id] of JSON.stringify(told).matchAll(ID)) {
    const name = names.get(id);
    if (name !== undefined) found[id] = name;
  }
  return found;
}
