import { StoreCollision, StoreRejected } from '../store/journalStore.ts';
import type { PushEnvelope } from './pushEnvelope.ts';
import { putAside, readAct, type ReadAct } from './readAct.ts';
import type { SyncDeps } from './syncService.ts';
import { takeBatch, type Taken } from './takeBatch.ts';

/** Meetings with other writers that are put down to chance. */
const MOST_COLLISIONS = 5;

/**
 * Takes what a desk sends, whole. Only where the whole cannot be written are its acts taken one by one, so that the
 * one at fault is put aside alone and the queue goes on.
 * @throws AppError `sync.gap` {expected}, `device.cloned`, `device.unknown`
 */
export async function push(deps: SyncDeps, deviceId: string, { epoch, acts: raw }: PushEnvelope): Promise<Taken> {
  const acts = raw.map(readAct);
  try {
    return await againAfterCollision(() => takeBatch(deps, deviceId, epoch, acts));
  } catch (thrown) {
    if (!isFaultOfTheData(thrown)) throw thrown;
    deps.log.warn({ err: thrown, deviceId, acts: acts.length }, 'push.taken_apart');
    return takeOneByOne(deps, deviceId, epoch, acts);
  }
}

async function takeOneByOne(deps: SyncDeps, deviceId: string, epoch: number, acts: readonly ReadAct[]): Promise<Taken> {
  const all: Taken = { answers: [], lastSeq: 0 };
  for (const act of acts) {
    // A hole ends the batch here as it does there; the first act beyond the next number has been refused before.
    if (all.answers.length > 0 && act.seq > all.lastSeq + 1) break;
    const { answers, lastSeq } = await takeOrPark(deps, deviceId, epoch, act);
    all.answers.push(...answers);
    all.lastSeq = lastSeq;
  }
  return all;
}

async function takeOrPark(deps: SyncDeps, deviceId: string, epoch: number, act: ReadAct): Promise<Taken> {
  try {
    return await againAfterCollision(() => takeBatch(deps, deviceId, epoch, [act]));
  } catch (thrown) {
    if (!isFaultOfTheData(thrown)) throw thrown;
    deps.log.error({ err: thrown, deviceId, seq: act.seq }, 'act.failed');
    return againAfterCollision(() => takeBatch(deps, deviceId, epoch, [putAside(act, 'internal')]));
  }
}

/** Loads and judges anew when another writer was first. */
export async function againAfterCollision<T>(work: () => Promise<T>): Promise<T> {
  for (let met = 1; ; met++) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof StoreCollision) || met === MOST_COLLISIONS) throw thrown;
    }
  }
}

/** Whether the same data would fail again; anything else is the failure of a moment, and the desk asks again. */
function isFaultOfTheData(thrown: unknown): boolean {
  return thrown instanceof StoreCollision || thrown instanceof StoreRejected;
}
