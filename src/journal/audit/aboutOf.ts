import { z } from 'zod';
import { id } from '../../shared/lib/primitives.ts';

/** A longer list (a page of a search) says little of each, and would make a table of everything that was ever shown. */
const MOST_OF_A_LIST = 20;

const ids = z.array(id).max(MOST_OF_A_LIST).catch([]);
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

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whom and what a row is about, of its payload: users, persons, appeals and other things with an id. */
export function aboutOf(payload: string): string[] {
  const row: unknown = JSON.parse(payload);
  const found: (string | null | undefined)[] = [];
  const event = eventPayload.safeParse(row);
  const access = accessPayload.safeParse(row);
  const destruction = destructionPayload.safeParse(row);
  if (event.success) {
    const [, , appealId, , , body] = event.data;
    found.push(appealId, body.actorId, body.assigneeId, body.card?.personId, body.changes?.personId);
  } else if (access.success) {
    const [, , , , userId, , , , , entityId, ...[detail]] = access.data;
    found.push(userId, entityId, ...(detail?.personIds ?? []), ...(detail?.appealIds ?? []));
  } else if (destruction.success) {
    const [, , , , , rowId, , , by] = destruction.data;
    found.push(rowId === NOBODY ? null : rowId, by);
  }
  return [...new Set(found.filter((one) => typeof one === 'string').map((one) => one.toLowerCase()))];
}
