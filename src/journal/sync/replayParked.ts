import { toInstant } from '../../shared/lib/primitives.ts';
import { userScope } from '../policies/feedScopes.ts';
import type { ActPlace, ChangeRow, ParkedAct } from '../store/journalStore.ts';
import { judgeAct } from './judgeAct.ts';
import { keysOf } from './keysOf.ts';
import { againAfterCollision } from './push.ts';
import { pushEnvelope } from './pushEnvelope.ts';
import { readAct, type ReadAct } from './readAct.ts';
import type { SyncDeps } from './syncService.ts';
import { freshNumbers, loggedAnswer } from './takeBatch.ts';
import { createWorkingBatch } from './workingBatch.ts';

const READ_AT_ONCE = 100;

/**
 * Judges the acts an older journal could not read and this one can: each once more in its own transaction, as if it
 * had just come. Its author's desks are told of the new answer by the feed. How many there were.
 */
export async function replayParked(deps: SyncDeps): Promise<number> {
  let replayed = 0;
  let after: ActPlace | null = null;
  for (;;) {
    const from: ActPlace | null = after;
    const found: ParkedAct[] = await deps.store.transact((trx) => trx.parkedActs('act.unreadable', from, READ_AT_ONCE));
    for (const act of found) {
      if (await replayOne(deps, act)) replayed += 1;
    }
    after = found.at(-1) ?? null;
    if (found.length < READ_AT_ONCE) break;
  }
  if (replayed > 0) {
    deps.log.info({ acts: replayed }, 'act.replayed');
    deps.committed();
  }
  return replayed;
}

async function replayOne(deps: SyncDeps, { deviceId, seq, body }: ParkedAct): Promise<boolean> {
  const raw = pushEnvelope.shape.acts.element.safeParse(JSON.parse(body));
  const act = raw.success ? readAct(raw.data) : null;
  const by = act?.by ?? null;
  if (act === null || by === null || act.command === null) return false;
  try {
    await againAfterCollision(() => judgeAgain(deps, deviceId, act, userScope(by.authorId)));
    return true;
  } catch (error) {
    // It stays parked as it was, and the journal starts without it.
    deps.log.error({ err: error, deviceId, seq }, 'act.replay_failed');
    return false;
  }
}

async function judgeAgain(deps: SyncDeps, deviceId: string, act: ReadAct, scope: string): Promise<void> {
  const { store, territory } = deps;
  const reference = await deps.reference();
  const receivedAt = toInstant(deps.clock.nowMs());
  await store.transact(async (trx) => {
    const set = await trx.load({ ...keysOf(deviceId, [act], territory), seqs: [], actIds: [act.id] });
    // Another journal process may have been quicker.
    if (set.twins.get(act.id)?.fault !== 'act.unreadable') return;
    const batch = createWorkingBatch(set);
    const freshNumber = freshNumbers(trx, territory, [act]);
    const verdict = await judgeAct({ territory, deviceId, receivedAt, reference, batch, freshNumber }, act);
    batch.apply(verdict.effects, { actId: act.id, receivedAt });
    const told: ChangeRow = { entity: 'act', entityId: act.id, scopeOld: scope, scopeNew: scope };
    const writes = batch.writes();
    await trx.save({
      ...writes,
      rejudged: [{ actId: act.id, ...loggedAnswer(verdict) }],
      changes: [...writes.changes, told],
    });
  });
}
