import type { RawChange } from '../../../shared/contracts/journal.ts';
import type { Cache } from './openCache.ts';

/** How far a viewer's feed was read. */
export interface FeedState {
  /** Opaque; empty for the beginning. */
  cursor: string;
  /** Which reading from the beginning this is: what an earlier one told and this one does not is swept. */
  pass: number;
  /** This reading began at the beginning and has not come to the end yet. */
  sweeping: boolean;
}

/** A change kept as it came, for a desk that can read it. */
export interface KeptChange {
  viewerId: string;
  change: RawChange;
}

export interface FeedRepository {
  state(viewerId: string): FeedState;
  move(viewerId: string, cursor: string): void;
  /**
   * Everybody's next reading starts from the beginning, and what it does not tell goes at its end: whatever came here,
   * with the feed or with an answer, may be of a journal that is no more.
   */
  restart(): void;
  swept(viewerId: string): void;
  keepRaw(viewerId: string, change: RawChange, pass: number): void;
  dropRaw(viewerId: string, entity: string, entityId: string): void;
  /** Keys `entity id` of what is kept raw for a viewer. */
  rawKeys(viewerId: string): ReadonlySet<string>;
  allRaw(): KeptChange[];
  dropUntoldRaw(viewerId: string, pass: number): void;
}

const FIRST: FeedState = { cursor: '', pass: 1, sweeping: true };

export function feedRepository(cache: Cache): FeedRepository {
  const read = cache.prepare<[string], { cursor: string; pass: number; sweeping: number }>(
    'SELECT cursor, pass, sweeping FROM feed WHERE viewer_id = ?',
  );
  const write = cache.prepare(`
    INSERT INTO feed (viewer_id, cursor, pass, sweeping) VALUES (?, ?, ?, ?)
    ON CONFLICT (viewer_id) DO UPDATE SET cursor = excluded.cursor, pass = excluded.pass, sweeping = excluded.sweeping`);
  const restart = cache.prepare(`UPDATE feed SET cursor = '', pass = pass + 1, sweeping = 1`);
  const keep = cache.prepare(`
    INSERT INTO raw_change (viewer_id, entity, entity_id, number, pass, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, entity, entity_id)
    DO UPDATE SET number = excluded.number, pass = excluded.pass, body = excluded.body`);
  const drop = cache.prepare('DELETE FROM raw_change WHERE viewer_id = ? AND entity = ? AND entity_id = ?');
  const dropUntold = cache.prepare('DELETE FROM raw_change WHERE viewer_id = ? AND pass < ?');
  const keys = cache.prepare<[string], { entity: string; entity_id: string }>(
    'SELECT entity, entity_id FROM raw_change WHERE viewer_id = ?',
  );
  const all = cache.prepare<[], { viewer_id: string; entity: string; entity_id: string; number: number; body: string }>(
    'SELECT * FROM raw_change ORDER BY viewer_id, number',
  );

  const state = (viewerId: string): FeedState => {
    const row = read.get(viewerId);
    return row ? { ...row, sweeping: row.sweeping === 1 } : FIRST;
  };
  const save = (viewerId: string, { cursor, pass, sweeping }: FeedState): void => {
    write.run(viewerId, cursor, pass, sweeping ? 1 : 0);
  };
  return {
    state,
    move: (viewerId, cursor) => save(viewerId, { ...state(viewerId), cursor }),
    restart() {
      restart.run();
    },
    swept: (viewerId) => save(viewerId, { ...state(viewerId), sweeping: false }),
    keepRaw(viewerId, change, pass) {
      keep.run(viewerId, change.entity, change.id, change.number, pass, JSON.stringify(change.body));
    },
    dropRaw(viewerId, entity, entityId) {
      drop.run(viewerId, entity, entityId);
    },
    rawKeys: (viewerId) => new Set(keys.all(viewerId).map((row) => `${row.entity} ${row.entity_id}`)),
    allRaw: () =>
      all.all().map((row) => ({
        viewerId: row.viewer_id,
        change: { number: row.number, entity: row.entity, id: row.entity_id, body: JSON.parse(row.body) as unknown },
      })),
    dropUntoldRaw(viewerId, pass) {
      dropUntold.run(viewerId, pass);
    },
  };
}
