import { sql } from 'kysely';
import { z } from 'zod';
import { act, actAnswer, type ActAnswer } from '../../shared/contracts/journal.ts';
import { AppError } from '../../shared/errors.ts';
import { id, toInstant } from '../../shared/lib/primitives.ts';
import type { Journal } from '../context.ts';
import { isPassingFailure, type Trx } from '../db/createDb.ts';
import { accountAt, type Account } from '../queries/users.ts';
import { applyAct } from './applyAct.ts';
import { parked, refused, type Verdict } from './verdict.ts';

/**
 * The envelope as far as the queue needs it. Anything else that is wrong with an act parks that act alone: a batch
 * refused as a whole would stand in the desk's way for ever.
 */
export const pushEnvelope = z.object({
  acts: z
    .array(z.looseObject({ id, seq: z.int().positive() }))
    .min(1)
    .max(200),
});
type RawAct = z.output<typeof pushEnvelope>['acts'][number];

const envelope = act.extend({ command: z.record(z.string(), z.unknown()) });

/**
 * Takes a desk's acts in their order, each in one transaction with the device's counter.
 * @throws AppError `sync.gap` {expected} when the first act is beyond the next number
 */
export async function push(
  journal: Journal,
  deviceId: string,
  acts: readonly RawAct[],
): Promise<{ answers: ActAnswer[]; lastSeq: number }> {
  const answers: ActAnswer[] = [];
  let lastSeq = 0;
  for (const raw of acts) {
    const done = await applyOne(journal, deviceId, raw);
    lastSeq = done.lastSeq;
    if (done.answer === null) {
      if (answers.length === 0) throw new AppError('sync.gap', { expected: lastSeq + 1 });
      break;
    }
    answers.push(done.answer);
    journal.wakeFeed();
  }
  return { answers, lastSeq };
}

/** A null answer is a gap. */
function applyOne(
  journal: Journal,
  deviceId: string,
  raw: RawAct,
): Promise<{ answer: ActAnswer | null; lastSeq: number }> {
  const { db, territory, clock } = journal;
  return db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('device')
      .where('territory', '=', territory)
      .where('id', '=', deviceId)
      .select('last_seq')
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (raw.seq <= device.last_seq) {
      return { answer: await firstAnswer(trx, territory, deviceId, raw.seq), lastSeq: device.last_seq };
    }
    if (raw.seq !== device.last_seq + 1) return { answer: null, lastSeq: device.last_seq };

    const receivedAt = toInstant(clock.nowMs());
    const answer =
      (await repeatedAnswer(trx, territory, deviceId, raw, receivedAt)) ??
      (await judge(journal, trx, deviceId, raw, receivedAt));
    await trx
      .updateTable('device')
      .set({ last_seq: raw.seq })
      .where('territory', '=', territory)
      .where('id', '=', deviceId)
      .execute();
    return { answer, lastSeq: raw.seq };
  });
}

async function firstAnswer(trx: Trx, territory: string, deviceId: string, seq: number): Promise<ActAnswer> {
  const row = await trx
    .selectFrom('act_log')
    .where('territory', '=', territory)
    .where('device_id', '=', deviceId)
    .where('seq', '=', seq)
    .select('answer')
    .executeTakeFirstOrThrow();
  return actAnswer.parse(row.answer);
}

/**
 * Enters the act in the log. The same act under another number (a desk that was installed anew sends its saved queue
 * again) waits here for its twin and gets the twin's answer; null for an act seen for the first time.
 */
async function repeatedAnswer(
  trx: Trx,
  territory: string,
  deviceId: string,
  raw: RawAct,
  receivedAt: string,
): Promise<ActAnswer | null> {
  const known = envelope.safeParse(raw);
  const row = {
    territory,
    device_id: deviceId,
    seq: raw.seq,
    act_id: raw.id,
    author_id: known.success ? known.data.authorId : null,
    session_id: known.success ? known.data.sessionId : null,
    kind: known.success ? kindOf(known.data.command) : null,
    body: JSON.stringify(raw),
    occurred_at: known.success ? known.data.occurredAt : null,
    received_at: receivedAt,
    // Until it is judged, in this same transaction.
    outcome: 'parked' as const,
    answer: '{}',
  };
  const entered = await trx
    .insertInto('act_log')
    .values({ ...row, is_repeat: false })
    .onConflict((conflict) => conflict.columns(['territory', 'act_id']).where('is_repeat', '=', false).doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (entered !== undefined) return null;
  const first = await trx
    .selectFrom('act_log')
    .where('territory', '=', territory)
    .where('act_id', '=', raw.id)
    .where('is_repeat', '=', false)
    .select(['outcome', 'fault', 'answer'])
    .executeTakeFirstOrThrow();
  const answer = { ...actAnswer.parse(first.answer), seq: raw.seq };
  const { outcome, fault } = first;
  await trx
    .insertInto('act_log')
    .values({ ...row, is_repeat: true, outcome, fault, answer: JSON.stringify(answer) })
    .execute();
  return answer;
}

function kindOf({ kind }: Record<string, unknown>): string | null {
  return typeof kind === 'string' ? kind.slice(0, 64).replaceAll('\0', '').toWellFormed() : null;
}

async function judge(
  journal: Journal,
  trx: Trx,
  deviceId: string,
  raw: RawAct,
  receivedAt: string,
): Promise<ActAnswer> {
  const { territory, log } = journal;
  await sql`savepoint act`.execute(trx);
  let verdict: Verdict;
  try {
    verdict = await verdictOn(journal, trx, deviceId, raw, receivedAt);
    if (verdict.outcome !== 'accepted') await sql`rollback to savepoint act`.execute(trx);
  } catch (error) {
    // What may pass in a moment is not the act's fault: the desk will send it again.
    if (isPassingFailure(error)) throw error;
    await sql`rollback to savepoint act`.execute(trx);
    log.error({ err: error, deviceId, seq: raw.seq }, 'act.failed');
    verdict = parked('internal');
  }
  if (verdict.outcome === 'parked') log.warn({ deviceId, seq: raw.seq, fault: verdict.fault }, 'act.parked');
  const { outcome, refusal, appeal, fault } = verdict;
  const answer: ActAnswer = { seq: raw.seq, actId: raw.id, outcome, refusal, appeal };
  await trx
    .updateTable('act_log')
    .set({ outcome, fault, answer: JSON.stringify(answer) })
    .where('territory', '=', territory)
    .where('device_id', '=', deviceId)
    .where('seq', '=', raw.seq)
    .execute();
  return answer;
}

async function verdictOn(
  journal: Journal,
  trx: Trx,
  deviceId: string,
  raw: RawAct,
  receivedAt: string,
): Promise<Verdict> {
  const known = envelope.safeParse(raw);
  if (!known.success) return parked('act.unreadable');
  const { id: actId, authorId, sessionId, occurredAt, command } = known.data;
  const { territory } = journal;
  const author: Account | null = await accountAt(trx, territory, authorId, occurredAt);
  if (author === null) return refused('auth.author_unknown', 'Автор действия журналу не известен');
  if (!(await hasWorkedHere(trx, territory, authorId, deviceId, sessionId))) return parked('act.author_not_here');
  const reference = await journal.reference.forDecisions();
  return applyAct(trx, command, { territory, actId, deviceId, author, occurredAt, receivedAt, reference });
}

/**
 * A workstation may speak only for those who have signed in at it, or whose session it names (a desk installed anew
 * brings the acts of the old one). Otherwise one stolen workstation could write in anybody's name.
 */
async function hasWorkedHere(
  trx: Trx,
  territory: string,
  authorId: string,
  deviceId: string,
  sessionId: string,
): Promise<boolean> {
  const session = await trx
    .selectFrom('user_session')
    .where('territory', '=', territory)
    .where('user_id', '=', authorId)
    .where((eb) => eb.or([eb('device_id', '=', deviceId), eb('id', '=', sessionId)]))
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return session !== undefined;
}
