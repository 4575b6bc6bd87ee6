import { sql } from 'kysely';
import type { z } from 'zod';
import type { Change, pullResponse } from '../../shared/contracts/journal.ts';
import { loadCall, scopeOfCall } from '../commands/applyCall.ts';
import { loadAppeal, scopeOfAppeal } from '../commands/appealStore.ts';
import type { Db, Trx } from '../db/createDb.ts';
import { loadPersons } from './persons.ts';

interface ChangeRow {
  number: number;
  entity: Change['entity'];
  entity_id: string;
  scope_new: string | null;
}

/**
 * The numbered changes after a cursor that touch these scopes, oldest first; of an entity that changed more than
 * once in the page only its last change. One snapshot: the cursor never runs ahead of what was read.
 */
export function pullChanges(
  db: Db,
  territory: string,
  scopes: readonly string[],
  cursor: number,
  limit: number,
): Promise<z.output<typeof pullResponse>> {
  const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return transaction.execute(async (trx) => {
    const { last } = await trx
      .selectFrom('feed_counter')
      .where('territory', '=', territory)
      .select('last')
      .executeTakeFirstOrThrow();
    const mine = sql`(${sql.join(scopes)})`;
    // Two index scans rather than one «or»: in a region's feed of years a desk's own changes are few.
    const { rows } = await sql<ChangeRow>`
      (select number, entity, entity_id, scope_new from change
        where territory = ${territory} and scope_new in ${mine} and number > ${cursor} and number <= ${last}
        order by number limit ${limit + 1})
      union
      (select number, entity, entity_id, scope_new from change
        where territory = ${territory} and scope_old in ${mine} and scope_old is distinct from scope_new
          and number > ${cursor} and number <= ${last}
        order by number limit ${limit + 1})
      order by number limit ${limit + 1}`.execute(trx);
    const page = rows.slice(0, limit);
    const more = rows.length > limit;
    const lastOf = new Map(page.map((row) => [`${row.entity}:${row.entity_id}`, row.number]));
    const changes: Change[] = [];
    for (const row of page) {
      if (lastOf.get(`${row.entity}:${row.entity_id}`) === row.number)
        changes.push(await present(trx, territory, scopes, row));
    }
    // A desk told of nothing still moves on, past what belongs to others; a cursor from the future is left alone.
    return { changes, cursor: more ? (page.at(-1)?.number ?? cursor) : Math.max(cursor, last), more };
  });
}

/** The entity as it is now; null where it has left these scopes, also when that change has no number yet. */
async function present(trx: Trx, territory: string, scopes: readonly string[], row: ChangeRow): Promise<Change> {
  const { number, entity, entity_id: id } = row;
  const isMine = (scope: string | null): boolean => scope !== null && scopes.includes(scope);
  switch (entity) {
    case 'appeal': {
      const appeal = await loadAppeal(trx, territory, id);
      return { number, entity, id, body: appeal !== null && isMine(scopeOfAppeal(appeal)) ? appeal : null };
    }
    case 'call': {
      const call = await loadCall(trx, territory, id);
      return { number, entity, id, body: isMine(scopeOfCall(call)) ? call : null };
    }
    case 'person': {
      const [person = null] = isMine(row.scope_new) ? await loadPersons(trx, territory, [id]) : [];
      return { number, entity, id, body: person };
    }
  }
}
