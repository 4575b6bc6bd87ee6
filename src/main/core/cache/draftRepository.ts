import { draft, type Draft } from '../../../shared/contracts/bridge.ts';
import type { Cache } from './openCache.ts';

export interface DraftRepository {
  get(viewerId: string, draftId: string): Draft | null;
  byCall(viewerId: string, callId: string): Draft | null;
  list(viewerId: string): Draft[];
  save(viewerId: string, body: Draft): void;
  /** Registered or thrown away: its text is gone, its mark stays, so that a late save cannot bring it back to life. */
  finish(viewerId: string, draftId: string): void;
}

/** What is being typed, per person and per card. */
export function draftRepository(cache: Cache): DraftRepository {
  const read = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM draft WHERE viewer_id = ? AND draft_id = ? AND done = 0',
  );
  const byCall = cache.prepare<[string, string], { body: string }>(
    'SELECT body FROM draft WHERE viewer_id = ? AND call_id = ? AND done = 0',
  );
  const list = cache.prepare<[string], { body: string }>(
    'SELECT body FROM draft WHERE viewer_id = ? AND done = 0 ORDER BY updated_at DESC',
  );
  const write = cache.prepare(`
    INSERT INTO draft (viewer_id, draft_id, call_id, body, updated_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (viewer_id, draft_id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at WHERE done = 0`);
  const finish = cache.prepare(`UPDATE draft SET done = 1, body = '' WHERE viewer_id = ? AND draft_id = ?`);
  const parse = (row: { body: string } | undefined): Draft | null => (row ? draft.parse(JSON.parse(row.body)) : null);
  return {
    get: (viewerId, draftId) => parse(read.get(viewerId, draftId)),
    byCall: (viewerId, callId) => parse(byCall.get(viewerId, callId)),
    list: (viewerId) => list.all(viewerId).map((row) => draft.parse(JSON.parse(row.body))),
    save(viewerId, body) {
      write.run(viewerId, body.id, body.callId, JSON.stringify(body), body.updatedAt);
    },
    finish(viewerId, draftId) {
      finish.run(viewerId, draftId);
    },
  };
}
