import type { ActAnswer } from '../../shared/contracts/journal.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { appealNumber, isProvisional } from '../../shared/domain/appeal/appeal.ts';
import { replay } from '../../shared/domain/appeal/evolve.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { ActRow, Answer, LoggedAct, StoreTransaction, WorkingSet } from '../store/journalStore.ts';
import { admitDevice } from './admitDevice.ts';
import { judgeAct, type Bench } from './judgeAct.ts';
import { keysOf } from './keysOf.ts';
import { bodyOf, type ReadAct } from './readAct.ts';
import type { SyncDeps } from './syncService.ts';
import { parked, type Verdict } from './verdict.ts';
import { createWorkingBatch } from './workingBatch.ts';

export interface Taken {
  answers: ActAnswer[];
  lastSeq: number;
}

/**
 * Takes a device's acts in their order, all in one transaction with the device's counter.
 * @throws AppError `sync.gap` {expected} when the first act is beyond the next number, `device.cloned`, `device.unknown`
 */
export async function takeBatch(
  deps: SyncDeps,
  deviceId: string,
  epoch: number,
  acts: readonly ReadAct[],
): Promise<Taken> {
  const reference = await deps.reference();
  const receivedAt = toInstant(deps.clock.nowMs());
  return deps.store.transact(async (trx) => {
    const set = await trx.load(keysOf(deviceId, acts, deps.territory));
    const device = admitDevice(set.device, epoch);
    const known = await knownAnswers(trx, set);
    const { territory } = deps;
    const batch = createWorkingBatch(set);
    const freshNumber = freshNumbers(trx, territory, acts);
    const bench: Bench = { territory, deviceId, receivedAt, reference, batch, freshNumber };

    const answers: ActAnswer[] = [];
    const rows: ActRow[] = [];
    let { lastSeq } = device;
    for (const act of acts) {
      if (act.seq <= lastSeq) {
        answers.push(firstAnswer(known, act));
        continue;
      }
      if (act.seq !== lastSeq + 1) break;
      const twin = known.byAct.get(act.id);
      const verdict = twin ?? (await judged(deps, bench, act));
      batch.apply(verdict.effects, { actId: act.id, receivedAt });
      answers.push(answerOf(act, verdict));
      rows.push(rowOf(bench, act, verdict, twin !== undefined));
      known.byAct.set(act.id, { ...verdict, effects: {} });
      known.bySeq.set(act.seq, { ...verdict, effects: {}, actId: act.id });
      lastSeq = act.seq;
    }
    if (answers.length === 0) throw new AppError('sync.gap', { expected: lastSeq + 1 });
    if (rows.length === 0 && device.epoch === set.device?.epoch) return { answers, lastSeq };
    // The counter and what it counts are one write: a kill leaves both or neither.
    await trx.save({ ...batch.writes(), acts: rows, device: { ...device, lastSeq } });
    return { answers, lastSeq };
  });
}

interface KnownAnswers {
  bySeq: Map<number, Verdict & { actId: string }>;
  byAct: Map<string, Verdict>;
}

/** What was answered before, with the appeals as they stood then. */
async function knownAnswers(trx: StoreTransaction, set: WorkingSet): Promise<KnownAnswers> {
  const logged = [...set.answered.values(), ...set.twins.values()];
  const appealIds = logged.filter((act) => act.wholeAnswer === null).map((act) => act.appealId);
  const named = [...new Set(appealIds.filter((appealId) => appealId !== null))];
  const streams = named.length === 0 ? new Map<string, never[]>() : await trx.streams(named);
  const appealOf = (act: LoggedAct): Appeal | null => {
    if (act.wholeAnswer !== null) return act.wholeAnswer.appeal;
    if (act.appealId === null || act.appealVersion === null) return null;
    return replay((streams.get(act.appealId) ?? []).slice(0, act.appealVersion));
  };
  const verdictOf = (act: LoggedAct): Verdict => {
    const { outcome, refusal, fault } = act;
    return { outcome, refusal, fault, appeal: appealOf(act), effects: {} };
  };
  return {
    bySeq: new Map([...set.answered].map(([seq, act]) => [seq, { ...verdictOf(act), actId: act.actId }])),
    byAct: new Map([...set.twins].map(([actId, act]) => [actId, verdictOf(act)])),
  };
}

/**
 * A number that was answered for another act: two copies of one profile count alike. One the log has lost is taken for
 * the same: under a new identity the desk brings its acts again, and each is answered by its id or judged.
 */
function firstAnswer(known: KnownAnswers, act: ReadAct): ActAnswer {
  const first = known.bySeq.get(act.seq);
  if (first === undefined) throw new AppError('device.cloned');
  if (first.actId !== act.id) throw new AppError('device.cloned');
  return answerOf(act, first);
}

/** A bug in judging one act is that act's own trouble. */
async function judged({ log }: SyncDeps, bench: Bench, act: ReadAct): Promise<Verdict> {
  const { deviceId } = bench;
  let verdict: Verdict;
  try {
    verdict = await judgeAct(bench, act);
  } catch (error) {
    log.error({ err: error, deviceId, seq: act.seq }, 'act.failed');
    verdict = parked('internal');
  }
  if (verdict.outcome === 'parked') log.warn({ deviceId, seq: act.seq, fault: verdict.fault }, 'act.parked');
  return verdict;
}

/** The answer as the log keeps it: an appeal is found again by its version. */
export function loggedAnswer({ outcome, fault, refusal, appeal }: Verdict): Answer {
  return { outcome, fault, refusal, appealId: appeal?.id ?? null, appealVersion: appeal?.version ?? null };
}

function answerOf(act: ReadAct, { outcome, refusal, appeal }: Verdict): ActAnswer {
  return { seq: act.seq, actId: act.id, outcome, refusal, appeal };
}

function rowOf({ deviceId, receivedAt }: Bench, act: ReadAct, verdict: Verdict, isRepeat: boolean): ActRow {
  return {
    deviceId,
    seq: act.seq,
    actId: act.id,
    isRepeat,
    authorId: act.by?.authorId ?? null,
    sessionId: act.by?.sessionId ?? null,
    kind: act.by?.kind ?? null,
    body: isInEvents(act, verdict) ? null : bodyOf(act),
    occurredAt: act.by?.occurredAt ?? null,
    receivedAt,
    ...loggedAnswer(verdict),
  };
}

/** Whether an appeal's events hold every word of the act, so that it need not be kept twice. */
function isInEvents({ command }: ReadAct, { outcome }: Verdict): boolean {
  return outcome === 'accepted' && command !== null && 'appealId' in command && command.kind !== 'act.handOver';
}

/** Numbers nobody has, fetched at once for all registrations that will surely need one. */
export function freshNumbers(
  trx: StoreTransaction,
  territory: string,
  acts: readonly ReadAct[],
): () => Promise<string> {
  const needed = acts.filter(({ command }) => command?.kind === 'appeal.register' && isProvisional(command.number));
  let next = 0;
  let left = 0;
  let isFirst = true;
  return async () => {
    if (left === 0) {
      left = isFirst ? Math.max(1, needed.length) : 1;
      isFirst = false;
      next = (await trx.advanceNumbers(left)) - left + 1;
    }
    left -= 1;
    return appealNumber(territory, next++);
  };
}
