import { appeal, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

/** An appeal of one viewer: what the journal last told, what is seen, and whether the journal has taken it away. */
export interface StoredAppeal {
  base: Appeal | null;
  local: Appeal;
  /** It left the viewer's scope while own acts still waited. */
  gone: boolean;
}

/** That one viewer of this desk has an appeal, without its content. */
export interface AppealHolding {
  viewerId: string;
  /** Of the journal's state, or null while it has told none. */
  baseVersion: number | null;
  isGone: boolean;
}

export interface AppealRepository {
  /** As this desk sees it: the journal's state with the desk's waiting acts on top. */
  get(viewerId: string, appealId: string): Appeal | null;
  /** As the journal last told it, or null while it has not. */
  base(viewerId: string, appealId: string): Appeal | null;
  stored(viewerId: string, appealId: string): StoredAppeal | null;
  /** Whose lists hold the appeal, and how: a desk is shared by shifts. */
  viewersOf(appealId: string): AppealHolding[];
  list(viewerId: string, limit: number): Appeal[];
  save(viewerId: string, local: Appeal, base: Appeal | null): void;
  /**
   * The feed's word of an appeal with nothing of this desk's on top; `body` is kept as it came, with fields unknown
   * today.
   * @param pass the reading of the feed that tells it
   */
  tell(viewerId: string, appealId: string, occurredAt: Instant, body: string, pass: number): void;
  /** The journal has said that the appeal is in the viewer's scope. */
  markTold(viewerId: string, appealId: string, pass: number): void;
  markGone(viewerId: string, appealId: string): void;
  remove(viewerId: string, appealId: string): void;
  /** Appeals the journal once told and did not tell in this reading of its feed. */
  untold(viewerId: string, pass: number): string[];
}

/**
 * Appeals of each viewer, base and local side by side: a waiting act is applied again whenever the base moves.
 * `local` is null on disk where it is the base, so that most of the cache is written once.
 */
export function appealRepository(cache: Cache): AppealRepository {
  const read = cache.prepare<[string, string], { base: string | null; local: string | null; gone: number }>(
    'SELECT base, local, gone FROM appeal WHERE viewer_id = ? AND appeal_id = ?',
  );
  const viewers = cache.prepare<[string], { viewer_id: string; version: number | null; gone: number }>(`
    SELECT viewer_id, gone, json_extract(base, '$.version') AS version
    FROM known_user CROSS JOIN appeal ON viewer_id = user_id AND appeal_id = ? ORDER BY viewer_id`);
  const list = cache.prepare<[string, number], { body: string }>(
    'SELECT coalesce(local, base) AS body FROM appeal WHERE viewer_id = ? ORDER BY occurred_at DESC, appeal_id LIMIT ?',
  );
  const write = cache.prepare(`
    INSERT INTO appeal (viewer_id, appeal_id, occurred_at, base, local) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, appeal_id) DO UPDATE SET base = excluded.base, local = excluded.local`);
  const tell = cache.prepare(`
    INSERT INTO appeal (viewer_id, appeal_id, occurred_at, pass, base) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, appeal_id)
    DO UPDATE SET pass = excluded.pass, gone = 0, base = excluded.base, local = NULL`);
  const told = cache.prepare('UPDATE appeal SET pass = ?, gone = 0 WHERE viewer_id = ? AND appeal_id = ?');
  const gone = cache.prepare('UPDATE appeal SET gone = 1 WHERE viewer_id = ? AND appeal_id = ?');
  const erase = cache.prepare('DELETE FROM appeal WHERE viewer_id = ? AND appeal_id = ?');
  const untold = cache.prepare<[string, number], { appeal_id: string }>(
    'SELECT appeal_id FROM appeal WHERE viewer_id = ? AND pass < ? AND base IS NOT NULL ORDER BY appeal_id',
  );
  const parse = (body: string): Appeal => appeal.parse(JSON.parse(body));

  function stored(viewerId: string, appealId: string): StoredAppeal | null {
    const row = read.get(viewerId, appealId);
    if (!row) return null;
    const base = row.base === null ? null : parse(row.base);
    const local = row.local === null ? base : parse(row.local);
    return local && { base, local, gone: row.gone === 1 };
  }

  return {
    get: (viewerId, appealId) => stored(viewerId, appealId)?.local ?? null,
    base: (viewerId, appealId) => stored(viewerId, appealId)?.base ?? null,
    stored,
    viewersOf: (appealId) =>
      viewers
        .all(appealId)
        .map((row) => ({ viewerId: row.viewer_id, baseVersion: row.version, isGone: row.gone === 1 })),
    list: (viewerId, limit) => list.all(viewerId, limit).map((row) => parse(row.body)),
    save(viewerId, local, base) {
      const baseText = base && JSON.stringify(base);
      const localText = JSON.stringify(local);
      write.run(viewerId, local.id, local.occurredAt, baseText, localText === baseText ? null : localText);
    },
    tell(viewerId, appealId, occurredAt, body, pass) {
      tell.run(viewerId, appealId, occurredAt, pass, body);
    },
    markTold(viewerId, appealId, pass) {
      told.run(pass, viewerId, appealId);
    },
    markGone(viewerId, appealId) {
      gone.run(viewerId, appealId);
    },
    remove(viewerId, appealId) {
      erase.run(viewerId, appealId);
    },
    untold: (viewerId, pass) => untold.all(viewerId, pass).map((row) => row.appeal_id),
  };
}
