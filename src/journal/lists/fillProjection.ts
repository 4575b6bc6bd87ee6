import { appeal as appealSchema, appealStatus, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { TermRules } from '../../shared/domain/term/appealTerm.ts';
import { actBy } from '../../shared/domain/term/runningTerm.ts';
import { appealChannel, appealKind } from '../../shared/domain/appeal/codeBooks.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { fillAppeals, insertCoExecutors, insertParties, type Bind } from '../store/appealProjection.ts';
import { columns } from '../store/pgColumns.ts';
import type { ListDb } from './runSql.ts';

/** A portion: short enough that nobody waits for its locks. */
const PORTION = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Fills in a portion of what an older journal wrote, after an id. Written meanwhile by others, a row is theirs.
 * @returns the last id looked at, or null when nothing is left
 */
export async function fillPortion(
  { lend, territory }: Pick<ListDb, 'lend' | 'territory'>,
  rules: TermRules,
  after: string | null,
): Promise<string | null> {
  return lend(async (client) => {
    const { rows } = await client.query<{ id: string; state: unknown }>({
      name: 'lists.unfilled',
      text: `select id, state from appeal where territory = $1 and parties is null and id > $2 order by id limit $3`,
      values: [territory, after ?? FIRST_ID, PORTION],
    });
    const appeals = rows.flatMap(({ state }) => readable(state));
    if (appeals.length > 0) {
      await runBound(client, territory, (bind) => fillAppeals(appeals, rules, bind));
      await runBound(client, territory, (bind) => insertParties(appeals, bind));
      await runBound(client, territory, (bind) => insertCoExecutors(appeals, bind));
    }
    return rows.length < PORTION ? null : (rows.at(-1)?.id ?? null);
  });
}

/** A state nobody can read any more is left out of the lists; it must not keep the others out. */
function readable(state: unknown): Appeal[] {
  const read = appealSchema.safeParse(state);
  return read.success ? [read.data] : [];
}

type Client = Parameters<Parameters<ListDb['lend']>[0]>[0];

async function runBound(client: Client, territory: string, make: (bind: Bind) => string | null): Promise<void> {
  const values: Parameters<Bind>[0][] = [territory];
  const text = make((value, type) => `$${values.push(value)}::${type}`);
  if (text !== null) await client.query(text, values);
}

/**
 * Reckons the terms of a portion of open appeals anew, after an id: the calendar or the days have changed, or an older
 * journal wrote some. A row somebody writes meanwhile has its term from them.
 * @returns the last id looked at, or null when nothing is left
 */
export async function rereckonPortion(
  { lend, territory }: Pick<ListDb, 'lend' | 'territory'>,
  rules: TermRules,
  after: string | null,
): Promise<string | null> {
  return lend(async (client) => {
    const { rows } = await client.query<{
      id: string;
      version: number;
      occurred_at: Instant;
      status: string;
      kind: string;
      channel: string | null;
      assignee_id: string | null;
      is_waiting: boolean;
      sent_by: Appeal['sentBy'];
      extensions: Appeal['extensions'] | null;
      due_on: string | null;
    }>({
      name: 'lists.open',
      text: `select id, version, occurred_at, status, kind, channel, assignee_id, is_waiting,
          state -> 'sentBy' as sent_by, state -> 'extensions' as extensions, due_on from appeal
        where territory = $1 and status <> 'closed' and parties is not null and id > $2 order by id limit $3`,
      values: [territory, after ?? FIRST_ID, PORTION],
    });
    const moved = rows.flatMap((row) => {
      const channel = appealChannel.catch('hotline').parse(row.channel);
      const { dueOn: due } = actBy(
        {
          occurredAt: row.occurred_at,
          status: appealStatus.parse(row.status),
          card: { kind: appealKind.parse(row.kind), channel },
          extensions: row.extensions ?? [],
          sentBy: row.sent_by,
          isWaiting: row.is_waiting,
          assigneeId: row.assignee_id,
        },
        rules,
      );
      return due === row.due_on ? [] : [{ ...row, due }];
    });
    if (moved.length > 0) {
      await client.query({
        name: 'lists.rereckon',
        text: `update appeal set due_on = n.due_on::date
          from unnest($2::uuid[], $3::integer[], $4::text[]) as n (id, version, due_on)
          where appeal.territory = $1 and appeal.id = n.id and appeal.version = n.version and status <> 'closed'`,
        values: [
          territory,
          columns.uuid(moved.map(({ id }) => id)),
          columns.int4(moved.map(({ version }) => version)),
          columns.text(moved.map(({ due }) => due)),
        ],
      });
    }
    return rows.length < PORTION ? null : (rows.at(-1)?.id ?? null);
  });
}

/** All open appeals; called after the region's rules were changed. */
export async function rereckonTerms(db: Pick<ListDb, 'lend' | 'territory'>, rules: TermRules): Promise<void> {
  for (let after = await rereckonPortion(db, rules, null); after !== null;)
    after = await rereckonPortion(db, rules, after);
}
