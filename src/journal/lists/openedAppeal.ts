import { sql } from 'kysely';
import type { LinkedLine, OpenedAppeal } from '../../shared/contracts/worklists.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { appealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { appealScope } from '../../shared/domain/policy/appealScope.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';
import { runningTermOf } from '../../shared/domain/term/runningTerm.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { fileOf } from '../queries/appeals.ts';
import { token } from '../store/searchTokens.ts';
import { anyToken, idsFilter } from './filters.ts';
import { historyOf } from './historyOf.ts';
import { lineColumns, presentLine, type LineRow, type Presenting } from './listLine.ts';
import { runSql, type ListDb } from './readPage.ts';
import { scopeFilter } from './scopeFilter.ts';

const MOST_LINKS = 50;

/** The whole file of an appeal; null when there is none, or none the reader's right to open reaches. */
export async function readOpenedAppeal(
  db: ListDb,
  somebody: Somebody,
  appealId: string,
  presenting: Presenting,
): Promise<OpenedAppeal | null> {
  const { names, rules, now } = presenting;
  const scope = scopeFilter(appealScope(somebody, 'appeal.open'));
  const [row] = await runSql<{ id: string; state: unknown; registered_by: string }>(
    db,
    sql`select a.id, a.state, a.registered_by from appeal as a
      where a.territory = ${db.territory} and a.id = ${appealId}::uuid and ${scope}`,
  );
  if (row === undefined) return null;
  const operatorName = names.get(row.registered_by) ?? null;
  const [file, stream, linked] = await Promise.all([
    fileOf(db.db, db.territory, { ...row, operator_name: operatorName }),
    readStream(db, appealId),
    readLinked(db, somebody, row.state as Appeal, presenting),
  ]);
  const term = runningTermOf(file.appeal, rules, now);
  const history = historyOf(stream, names);
  return {
    ...file,
    history,
    links: linked,
    names: Object.fromEntries([...names].filter(([id]) => isNamed(id, file.appeal, history, linked))),
    dueOn: term.state === 'closed' ? null : term.dueOn,
    term: term.state,
  };
}

async function readStream(db: ListDb, appealId: string) {
  const rows = await runSql<{ body: unknown; received_at: Instant }>(
    db,
    sql`select body, received_at from appeal_event where territory = ${db.territory} and appeal_id = ${appealId}::uuid
      order by version`,
  );
  return rows.map(({ body, received_at: receivedAt }) => ({ event: appealEvent.parse(body), receivedAt }));
}

/** What it points to, and what points to it, as far as the reader sees lines. */
async function readLinked(
  db: ListDb,
  somebody: Somebody,
  { id, links = [] }: Partial<Pick<Appeal, 'links'>> & Pick<Appeal, 'id'>,
  presenting: Presenting,
): Promise<LinkedLine[]> {
  const opened = scopeFilter(appealScope(somebody, 'appeal.open'));
  const seen = scopeFilter(appealScope(somebody, 'appeal.seeLine'));
  const read = (which: ReturnType<typeof idsFilter>): Promise<LineRow[]> =>
    runSql<LineRow>(
      db,
      sql`select ${lineColumns(opened)} from appeal as a
        where a.territory = ${db.territory} and ${which} and ${seen} limit ${MOST_LINKS}`,
    );
  const [earlier, later] = await Promise.all([
    links.length === 0 ? [] : read(idsFilter(links)),
    read(sql`a.essence_words @@ ${anyToken([token.earlier(id)])}`),
  ]);
  const lines = [
    ...earlier.map((row): LinkedLine => ({ ...presentLine(row, presenting), direction: 'earlier' })),
    ...later.map((row): LinkedLine => ({ ...presentLine(row, presenting), direction: 'later' })),
  ];
  return lines.sort((a, b) => b.occurredAt.localeCompare(a.occurredAt));
}

/** Whether an id stands anywhere in what is told; looked for as text, for events of later versions name people, too. */
function isNamed(id: string, ...told: readonly unknown[]): boolean {
  return told.some((part) => textOf(part).includes(id));
}

const texts = new WeakMap<object, string>();

function textOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return '';
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    texts.set(part, text);
  }
  return text;
}
