import type { z } from 'zod';
import type {
  attached,
  attachRequest,
  enrolled,
  enrolRequest,
  NumberBlock,
  numberBlockRequest,
} from '../../shared/contracts/journal.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { BlockRow, DeviceRow, LoggedAct, SerialRange } from '../store/journalStore.ts';
import { admitDevice } from './admitDevice.ts';
import { NO_KEYS, WIDEST_BLOCK } from './keysOf.ts';
import { againAfterCollision } from './push.ts';
import type { SyncDeps } from './syncService.ts';

/** A restored journal may have forgotten so many numbers at most; a desk that says more is mistaken. */
const MOST_FORGOTTEN = 10_000_000;

/**
 * Makes a workstation known, so that it pushes with its own secret whoever sits at it. Repeating changes nothing.
 * @throws AppError `device.taken` when the id is known with another secret: it is somebody else's, or the desk has
 * lost its own and must enrol under a new id
 */
export function enrol(
  { store, clock }: SyncDeps,
  userId: string,
  request: z.output<typeof enrolRequest>,
): Promise<z.output<typeof enrolled>> {
  const { secretHash } = request;
  const deviceId = request.deviceId.toLowerCase();
  const made: DeviceRow = {
    id: deviceId,
    name: request.name.replaceAll('\0', '').toWellFormed(),
    secretHash,
    lastSeq: 0,
    epoch: 0,
    attachNonce: null,
    enrolledBy: userId,
    enrolledAt: toInstant(clock.nowMs()),
    disabledAt: null,
  };
  return againAfterCollision(() =>
    store.transact(async (trx) => {
      const { device: known } = await trx.load({ ...NO_KEYS, deviceId });
      if (known === null) await trx.save({ newDevice: made });
      const device = known ?? made;
      if (device.secretHash !== secretHash || device.disabledAt !== null) throw new AppError('device.taken');
      return { deviceId, lastSeq: device.lastSeq, epoch: device.epoch };
    }),
  );
}

/**
 * Gives a starting desk its next epoch, so that of two copies of one profile only one goes on, and goes through the
 * numbers it believes its own: a journal restored from a backup learns of them here.
 * @throws AppError `device.cloned`, `device.unknown`
 */
export function attach(
  { store, clock }: SyncDeps,
  deviceId: string,
  request: z.output<typeof attachRequest>,
): Promise<z.output<typeof attached>> {
  const { epoch, nonce, answered: heard } = request;
  const asked = request.blocks.filter(({ first, last }) => first <= last && last - first < WIDEST_BLOCK);
  return againAfterCollision(() =>
    store.transact(async (trx) => {
      const seqs = Array.from(heard?.outcomes ?? '', (_, i) => (heard?.first ?? 1) + i);
      const { device: known, blocks, answered } = await trx.load({ ...NO_KEYS, deviceId, seqs, serials: asked });
      // Asked again because the answer was lost: the same nonce, the same epoch.
      const isAgain = known !== null && known.attachNonce === nonce && known.epoch === epoch + 1;
      const device = admitDevice(known, isAgain ? known.epoch : epoch);
      const next = isAgain ? device.epoch : epoch + 1;
      const sorted = sortBlocks(asked, blocks, deviceId);
      const learnt: BlockRow[] = [];
      if (sorted.unknown.length > 0) {
        const last = await trx.advanceNumbers(0);
        learnt.push(
          ...believable(sorted.unknown, last).map((one) => ({ ...one, deviceId, takenAt: toInstant(clock.nowMs()) })),
        );
        await trx.raiseNumbers(Math.max(0, ...learnt.map((one) => one.last)));
      }
      await trx.save({ device: { ...device, epoch: next, attachNonce: nonce }, blocks: learnt });
      const kept = [...sorted.own, ...learnt].map(({ first, last }) => ({ first, last }));
      const differs = seqs.some((seq, i) => isOtherwise(answered.get(seq), heard?.outcomes[i]));
      return { epoch: next, lastSeq: device.lastSeq, blocks: kept.sort((a, b) => a.first - b.first), differs };
    }),
  );
}

/** Whether an act was answered otherwise than the desk has heard; what is not known here is owed again anyway. */
function isOtherwise(answer: LoggedAct | undefined, heard: string | undefined): boolean {
  return answer !== undefined && heard !== '-' && answer.outcome[0] !== heard;
}

/** Which of the ranges lie in blocks of this device, and which meet nobody's. */
function sortBlocks(asked: readonly SerialRange[], blocks: readonly BlockRow[], deviceId: string) {
  const meeting = (range: SerialRange) =>
    blocks.filter((block) => block.first <= range.last && range.first <= block.last);
  const isWithin = (range: SerialRange, block: BlockRow) => block.first <= range.first && range.last <= block.last;
  return {
    own: asked.filter((range) => meeting(range).some((block) => block.deviceId === deviceId && isWithin(range, block))),
    unknown: asked.filter((range) => meeting(range).length === 0),
  };
}

/** Ranges within reach that do not meet each other. */
function believable(ranges: readonly SerialRange[], last: number): SerialRange[] {
  const kept: SerialRange[] = [];
  for (const range of ranges) {
    const isApart = kept.every((other) => other.last < range.first || range.last < other.first);
    if (isApart && range.last <= last + MOST_FORGOTTEN) kept.push(range);
  }
  return kept;
}

/**
 * A desk's next block of registration numbers. Blocks and single numbers are cut from one counter and never meet.
 * @throws AppError `device.cloned`, `device.unknown`
 */
export function numberBlock(
  { store, clock, territory }: SyncDeps,
  deviceId: string,
  { epoch, size }: z.output<typeof numberBlockRequest>,
): Promise<NumberBlock> {
  return againAfterCollision(() =>
    store.transact(async (trx) => {
      const { device } = await trx.load({ ...NO_KEYS, deviceId });
      const admitted = admitDevice(device, epoch);
      const last = await trx.advanceNumbers(size);
      const first = last - size + 1;
      await trx.save({ device: admitted, blocks: [{ first, last, deviceId, takenAt: toInstant(clock.nowMs()) }] });
      return { first, last, territory };
    }),
  );
}
