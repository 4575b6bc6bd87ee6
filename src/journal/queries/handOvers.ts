import { sql } from 'kysely';
import { z } from 'zod';
import type { HandOver } from '../../shared/contracts/journal.ts';
import type { Db } from '../db/createDb.ts';
import type { AppealScope } from '../../shared/domain/policy/appealScope.ts';

const MOST_LISTED = 200;
const meant = z.record(z.string(), z.unknown());

/** What was handed over within a scope: what nobody has settled first, then the latest. */
export async function listHandOvers(db: Db, territory: string, scope: AppealScope): Promise<HandOver[]> {
  const all = db
    .selectFrom('hand_over as h')
    .innerJoin('user_account as author', (join) =>
      join.onRef('author.territory', '=', 'h.territory').onRef('author.id', '=', 'h.author_id'),
    )
    .leftJoin('user_account as settler', (join) =>
      join.onRef('settler.territory', '=', 'h.territory').onRef('settler.id', '=', 'h.settled_by'),
    )
    .leftJoin('appeal', (join) =>
      join.onRef('appeal.territory', '=', 'h.territory').onRef('appeal.id', '=', 'h.appeal_id'),
    )
    .where('h.territory', '=', territory)
    .where(isWithin(scope))
    .selectAll('h')
    .select(['author.name as author_name', 'settler.name as settler_name', 'appeal.number as appeal_number'])
    .orderBy(sql`h.settled_at is not null`)
    .orderBy('h.received_at', 'desc')
    .limit(MOST_LISTED);
  return (await all.execute()).map((row) => ({
    id: row.id,
    authorId: row.author_id,
    authorName: row.author_name,
    at: row.occurred_at,
    appealId: row.appeal_id,
    appealNumber: row.appeal_number,
    refusal: { code: row.refusal_code, text: row.refusal_text },
    meant: meant.parse(row.meant),
    note: row.note,
    settledAt: row.settled_at,
    settledBy: row.settler_name,
  }));
}

/** The condition on `h` that keeps a list within a scope. */
export function isWithin(scope: AppealScope) {
  if (scope.kind === 'all') return sql<boolean>`true`;
  return scope.kind === 'organisation'
    ? sql<boolean>`h.organisation_id = ${scope.organisationId}`
    : sql<boolean>`false`;
}
