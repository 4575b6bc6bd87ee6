import { z } from 'zod';
import { id } from '../../shared/lib/primitives.ts';
import { NO_ID } from './auditHash.ts';

/** A longer list (a page of a search) says little of each, and would make a table of everything that was ever shown. */
const MOST_OF_A_LIST = 20;

// Not even looked at: a hundred ids of every page that was shown.
const ids = z
  .preprocess((given) => (Array.isArray(given) && given.length > MOST_OF_A_LIST ? [] : given), z.array(id))
  .catch([]);
const maybe = id.nullish().catch(null);
const card = z.object({ personId: maybe }).nullish().catch(null);
const eventPayload = z.tuple([
  z.literal('event'),
  z.string(),
  id,
  z.number(),
  z.string(),
  z.object({ actorId: maybe, assigneeId: maybe, card, changes: card }),
  z.unknown(),
  z.unknown(),
]);
const accessPayload = z
  .tuple([z.literal('access'), z.string(), z.number(), z.string(), maybe, maybe, maybe, z.string(), z.string(), maybe])
  .rest(z.object({ personIds: ids, appealIds: ids }).catch({ personIds: [], appealIds: [] }));
const destructionPayload = z
  .tuple([z.literal('destruction'), z.string(), z.number(), z.string(), z.string(), id, z.number(), z.string(), maybe])
  .rest(z.unknown());

/** Whom and what a row is about, of its payload: users, persons, appeals and other things with an id. */
export function aboutOf(payload: string): string[] {
  const found = idsIn(JSON.parse(payload)).filter((one) => typeof one === 'string' && one !== NO_ID);
  return [...new Set(found.map((one) => String(one).toLowerCase()))];
}

/** A row of another shape (of an older version, or emptied) is about what can be read of it, or about nothing. */
function idsIn(row: unknown): (string | null | undefined)[] {
  switch (Array.isArray(row) ? row[0] : null) {
    case 'event': {
      const event = eventPayload.safeParse(row);
      if (!event.success) return [];
      const [, , appealId, , , body] = event.data;
      return [appealId, body.actorId, body.assigneeId, body.card?.personId, body.changes?.personId];
    }
    case 'access': {
      const access = accessPayload.safeParse(row);
      if (!access.success) return [];
      const [, , , , userId, , , , , entityId, detail] = access.data;
      return [userId, entityId, ...(detail?.personIds ?? []), ...(detail?.appealIds ?? [])];
    }
    case 'destruction': {
      const destruction = destructionPayload.safeParse(row);
      if (!destruction.success) return [];
      const [, , , , , rowId, , , by] = destruction.data;
      return [rowId, by];
    }
    default:
      return [];
  }
}
