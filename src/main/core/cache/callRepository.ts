import { call, type Call } from '../../../shared/domain/call/call.ts';
import type { Cache } from './openCache.ts';

export interface CallRepository {
  get(viewerId: string, callId: string): Call | null;
  bySipCallId(viewerId: string, sipCallId: string): Call | null;
  list(viewerId: string, limit: number): Call[];
  /** @param pass the reading of the feed it belongs to: a call seen here counts as told */
  save(viewerId: string, record: Call, pass: number): void;
  remove(viewerId: string, callId: string): void;
  /** Drops what this reading of the feed has not told, unless something of it is not in the journal. */
  sweep(viewerId: string, pass: number): void;
}

/** Call records of each viewer, the newest first. */
export function callRepository(cache: Cache): CallRepository {
  const read = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM call WHERE viewer_id = ? AND call_id = ?',
  );
  const bySip = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM call WHERE viewer_id = ? AND sip_call_id = ?',
  );
  const list = cache.prepare<[string, number], { body: string }>(
    'SELECT body FROM call WHERE viewer_id = ? ORDER BY offered_at DESC LIMIT ?',
  );
  const write = cache.prepare(`
    INSERT INTO call (viewer_id, call_id, sip_call_id, body, offered_at, pass) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, call_id) DO UPDATE SET sip_call_id = excluded.sip_call_id, body = excluded.body,
      offered_at = excluded.offered_at, pass = excluded.pass`);
  const erase = cache.prepare('DELETE FROM call WHERE viewer_id = ? AND call_id = ?');
  const sweep = cache.prepare(`
    DELETE FROM call WHERE viewer_id = ? AND pass < ?
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE entity_id = call_id AND state <> 'accepted')`);
  const parse = (row: { body: string } | undefined): Call | null => (row ? call.parse(JSON.parse(row.body)) : null);
  return {
    get: (viewerId, callId) => parse(read.get(viewerId, callId)),
    bySipCallId: (viewerId, sipCallId) => parse(bySip.get(viewerId, sipCallId)),
    list: (viewerId, limit) => list.all(viewerId, limit).map((row) => call.parse(JSON.parse(row.body))),
    save(viewerId, record, pass) {
      write.run(viewerId, record.id, record.sipCallId, JSON.stringify(record), record.offeredAt ?? '', pass);
    },
    remove(viewerId, callId) {
      erase.run(viewerId, callId);
    },
    sweep(viewerId, pass) {
      sweep.run(viewerId, pass);
    },
  };
}
