import type { Db } from '../../../src/journal/db/createDb.ts';
import type { MemoryDump } from '../memoryStore.ts';

/** Everything the sync has written, in an order that does not depend on the store. */
export type SyncState = Record<string, unknown>;

export function readMemoryState(dump: MemoryDump): SyncState {
  const sorted = <T>(rows: Iterable<T>, key: (row: T) => string): T[] =>
    [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    devices: sorted(dump.devices.values(), (row) => row.id),
    acts: sorted(dump.acts.values(), (row) => placeOf(row.deviceId, row.seq)).map((row) => ({
      ...row,
      body: row.body === null ? null : (JSON.parse(row.body) as unknown),
    })),
    appeals: sorted(dump.appeals.values(), (row) => row.id),
    events: sorted(dump.events.entries(), ([id]) => id).map(([id, events]) => ({
      id,
      events: events.map(({ version, event, actId }) => ({ version, event, actId })),
    })),
    calls: sorted(dump.calls.values(), (row) => row.id),
    numbers: sorted(dump.numbers.values(), (row) => `${row.number}:${row.appealId}`),
    moves: sorted(dump.moves.values(), (row) => row.actId),
    handOvers: sorted(dump.handOvers.values(), (row) => row.id),
    blocks: [...dump.blocks.values()].sort((a, b) => a.first - b.first),
    changes: [...dump.changes.values()]
      .sort((a, b) => a.id - b.id)
      .map(({ entity, entityId, scopeOld, scopeNew, number }) => ({ entity, entityId, scopeOld, scopeNew, number })),
    segments: [...dump.segments.values()].sort((a, b) => a.first - b.first),
    numberLast: dump.numberLast,
    feedLast: dump.feedLast,
  };
}

function placeOf(deviceId: string, seq: number): string {
  return `${deviceId}:${String(seq).padStart(9, '0')}`;
}

/** The same out of PostgreSQL's tables, read past the store. */
export async function readPgState(db: Db, territory: string): Promise<SyncState> {
  const devices = await db.selectFrom('device').where('territory', '=', territory).selectAll().orderBy('id').execute();
  const acts = await db
    .selectFrom('act_log')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('device_id')
    .orderBy('seq')
    .execute();
  const appeals = await db.selectFrom('appeal').where('territory', '=', territory).selectAll().orderBy('id').execute();
  const events = await db
    .selectFrom('appeal_event')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('appeal_id')
    .orderBy('version')
    .execute();
  const calls = await db.selectFrom('call').where('territory', '=', territory).selectAll().orderBy('id').execute();
  const numbers = await db.selectFrom('appeal_number').where('territory', '=', territory).selectAll().execute();
  const moves = await db
    .selectFrom('operator_log')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('act_id')
    .execute();
  const handOvers = await db
    .selectFrom('hand_over')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('id')
    .execute();
  const blocks = await db
    .selectFrom('number_block')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('first')
    .execute();
  const changes = await db.selectFrom('change').where('territory', '=', territory).selectAll().orderBy('id').execute();
  const segments = await db
    .selectFrom('feed_segment')
    .where('territory', '=', territory)
    .selectAll()
    .orderBy('first')
    .execute();
  const counters = {
    number: await db.selectFrom('number_counter').where('territory', '=', territory).select('last').executeTakeFirst(),
    feed: await db.selectFrom('feed_counter').where('territory', '=', territory).select('last').executeTakeFirst(),
  };
  // The projection an appeal is found by says what its state says.
  for (const row of appeals) {
    const state = row.state as { number: string; version: number; status: string; assigneeId: string | null };
    const { number, version, status, assigneeId } = state;
    const projection = { number: row.number, version: row.version, status: row.status, assigneeId: row.assignee_id };
    if (JSON.stringify(projection) !== JSON.stringify({ number, version, status, assigneeId })) {
      throw new Error(`the row of appeal ${row.id} is not its state`);
    }
  }
  return {
    devices: devices.map((row) => ({
      id: row.id,
      name: row.name,
      secretHash: row.secret_hash,
      lastSeq: row.last_seq,
      epoch: row.epoch,
      attachNonce: row.attach_nonce,
      enrolledBy: row.enrolled_by,
      enrolledAt: row.enrolled_at,
      disabledAt: row.disabled_at,
    })),
    acts: acts.map((row) => ({
      deviceId: row.device_id,
      seq: row.seq,
      actId: row.act_id,
      isRepeat: row.is_repeat,
      authorId: row.author_id,
      sessionId: row.session_id,
      kind: row.kind,
      body: row.body === null ? null : (JSON.parse(row.body) as unknown),
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
      outcome: row.outcome,
      fault: row.fault,
      refusal: row.refusal_code === null ? null : { code: row.refusal_code, text: row.refusal_text },
      appealId: row.appeal_id,
      appealVersion: row.appeal_version,
    })),
    appeals: appeals.map((row) => row.state),
    events: [...new Set(events.map((row) => row.appeal_id))].map((id) => ({
      id,
      events: events
        .filter((row) => row.appeal_id === id)
        .map((row) => ({ version: row.version, event: row.body, actId: row.act_id })),
    })),
    calls: calls.map((row) => row.record),
    numbers: numbers
      .map((row) => ({ number: row.number, appealId: row.appeal_id, isFinal: row.is_final }))
      .sort((a, b) => (`${a.number}:${a.appealId}` < `${b.number}:${b.appealId}` ? -1 : 1)),
    moves: moves.map((row) => ({
      actId: row.act_id,
      operatorId: row.operator_id,
      deviceId: row.device_id,
      status: row.status,
      reason: row.reason,
      callId: row.call_id,
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
    })),
    handOvers: handOvers.map((row) => ({
      id: row.id,
      actId: row.act_id,
      refusedActId: row.refused_act_id,
      authorId: row.author_id,
      organisationId: row.organisation_id,
      deviceId: row.device_id,
      appealId: row.appeal_id,
      refusal: { code: row.refusal_code, text: row.refusal_text },
      meant: row.meant,
      note: row.note,
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
    })),
    blocks: blocks.map((row) => ({
      first: row.first,
      last: row.last,
      deviceId: row.device_id,
      takenAt: row.taken_at,
    })),
    changes: changes.map((row) => ({
      entity: row.entity,
      entityId: row.entity_id,
      scopeOld: row.scope_old,
      scopeNew: row.scope_new,
      number: row.number,
    })),
    segments: segments.map(({ first, mark }) => ({ first, mark })),
    numberLast: counters.number?.last ?? 0,
    feedLast: counters.feed?.last ?? 0,
  };
}
