import { appeal, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { Cache } from './openCache.ts';

export interface AppealRepository {
  /** As this desk sees it: the journal's state with the desk's waiting acts on top. */
  get(viewerId: string, appealId: string): Appeal | null;
  /** As the journal last told it, or null while it has not. */
  base(viewerId: string, appealId: string): Appeal | null;
  list(viewerId: string, limit: number): Appeal[];
  save(viewerId: string, local: Appeal, base: Appeal | null): void;
  remove(viewerId: string, appealId: string): void;
}

/** Appeals of each viewer, base and local side by side: a waiting act is applied again whenever the base moves. */
export function appealRepository(cache: Cache): AppealRepository {
  const read = cache.prepare<[string, string], { base: string | null; local: string }>(
    'SELECT base, local FROM appeal WHERE viewer_id = ? AND appeal_id = ?',
  );
  const list = cache.prepare<[string, number], { local: string }>(
    'SELECT local FROM appeal WHERE viewer_id = ? ORDER BY occurred_at DESC LIMIT ?',
  );
  const write = cache.prepare(`
    INSERT INTO appeal (viewer_id, appeal_id, base, local, occurred_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, appeal_id) DO UPDATE SET base = excluded.base, local = excluded.local`);
  const erase = cache.prepare('DELETE FROM appeal WHERE viewer_id = ? AND appeal_id = ?');
  return {
    get(viewerId, appealId) {
      const row = read.get(viewerId, appealId);
      return row ? appeal.parse(JSON.parse(row.local)) : null;
    },
    base(viewerId, appealId) {
      const row = read.get(viewerId, appealId);
      return row?.base ? appeal.parse(JSON.parse(row.base)) : null;
    },
    list: (viewerId, limit) => list.all(viewerId, limit).map((row) => appeal.parse(JSON.parse(row.local))),
    save(viewerId, local, base) {
      write.run(viewerId, local.id, base && JSON.stringify(base), JSON.stringify(local), local.occurredAt);
    },
    remove(viewerId, appealId) {
      erase.run(viewerId, appealId);
    },
  };
}
