import type { User } from '../../shared/domain/user/user.ts';
import { AppError } from '../../shared/errors.ts';
import { scopesOf } from '../policies/feedScopes.ts';
import type { ChangedEntity, FeedSegment } from '../store/journalStore.ts';
import type { SyncDeps } from './syncService.ts';

/** Changes numbered in one short transaction. */
const NUMBERED_AT_ONCE = 1000;

/** A page of the feed; bodies are JSON already. */
export interface PullPage {
  changes: { number: number; entity: ChangedEntity; id: string; body: string | null }[];
  cursor: string;
  more: boolean;
}

/** The page as it goes over the wire. */
export function pullJson({ changes, cursor, more }: PullPage): string {
  const told = changes.map(
    ({ number, entity, id, body }) => `{"number":${number},"entity":"${entity}","id":"${id}","body":${body ?? 'null'}}`,
  );
  return `{"changes":[${told.join(',')}],"cursor":${JSON.stringify(cursor)},"more":${more}}`;
}

/** The number of the last change taken, and the mark of the segment it lies in; null at the beginning. */
function readCursor(text: string): { number: number; mark: string | null } {
  if (text === '') return { number: 0, mark: null };
  const [, number = '', mark = ''] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  if (mark === '') throw new AppError('feed.restart');
  return { number: Number(number), mark };
}

/**
 * The numbered changes after a cursor that this user may see, oldest first; of an entity that changed more than once
 * in the page only its last change, with the entity as it is now.
 * @throws AppError `feed.restart` when the cursor is not of this feed: the journal was restored from a backup
 */
export async function pull(
  { store }: SyncDeps,
  user: Pick<User, 'id' | 'role' | 'organisationId'>,
  { cursor: given, limit }: { cursor: string; limit: number },
): Promise<PullPage> {
  const scopes = scopesOf(user);
  const cursor = readCursor(given);
  const { last, segments, rows } = await store.readFeed({ scopes, after: cursor.number, limit: limit + 1 });
  const isOfThisFeed = cursor.number <= last && cursor.mark === markOf(segments, cursor.number);
  if (cursor.mark !== null && !isOfThisFeed) throw new AppError('feed.restart');

  const page = rows.slice(0, limit);
  const more = rows.length > limit;
  const lastOf = new Map(page.map((row) => [`${row.entity}:${row.entityId}`, row.number]));
  const changes = page
    .filter((row) => lastOf.get(`${row.entity}:${row.entityId}`) === row.number)
    .map(({ number, entity, entityId: id, body, bodyScope }) => {
      // What has left these scopes is told of without its body, also when that change has no number yet.
      const isMine = bodyScope !== null && scopes.includes(bodyScope);
      return { number, entity, id, body: isMine ? body : null };
    });
  // A desk told of nothing still moves on, past what belongs to others.
  const reached = more ? (page.at(-1)?.number ?? cursor.number) : last;
  return { changes, cursor: `${reached}.${markOf(segments, reached)}`, more };
}

function markOf(segments: readonly FeedSegment[], number: number): string {
  return segments.findLast((segment) => segment.first <= number)?.mark ?? '';
}

/**
 * Begins a segment of the feed under a mark of its own, whenever somebody takes to numbering: what is numbered after
 * a restore from a backup can then be told from what had the same numbers before it.
 */
export function openFeed({ store, ids }: SyncDeps): Promise<void> {
  return store.transact(async (trx) => {
    const last = await trx.feedHead();
    await trx.saveSegment({ first: last + 1, mark: ids.next() });
  });
}

/**
 * Numbers what is committed and has no number, in the order of writing. Cursors read numbered rows only, so a writer
 * that holds its transaction open for long delays nobody, and its change, numbered when it commits, is missed by nobody.
 * The scopes are to be rung for now that it is committed.
 */
export async function sequence({ store }: SyncDeps): Promise<{ numbered: number; scopes: string[] }> {
  const waiting = await store.transact(async (trx) => {
    const { last, waiting: found } = await trx.waitingChanges(NUMBERED_AT_ONCE);
    const numbered = found.map(({ id }, i) => ({ id, number: last + 1 + i }));
    if (numbered.length > 0) await trx.numberChanges(numbered, last + numbered.length);
    return found;
  });
  const scopes = new Set(waiting.flatMap(({ scopeOld, scopeNew }) => [scopeOld, scopeNew]));
  return { numbered: waiting.length, scopes: [...scopes].filter((scope) => scope !== null) };
}

/** Whether another step may find more waiting. */
export function mayBeMore(numbered: number): boolean {
  return numbered === NUMBERED_AT_ONCE;
}
