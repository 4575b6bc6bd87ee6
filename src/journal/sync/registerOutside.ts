import { createHash } from 'node:crypto';
import { appealCard, type AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import { classifierAt } from '../../shared/domain/appeal/controls.ts';
import { replay } from '../../shared/domain/appeal/evolve.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant, type Instant } from '../../shared/lib/primitives.ts';
import type { Account } from './accountOf.ts';
import { judgeAppeal } from './judgeAppeal.ts';
import { NO_KEYS } from './keysOf.ts';
import { againAfterCollision } from './push.ts';
import type { SyncDeps } from './syncService.ts';
import { freshNumbers } from './takeBatch.ts';
import { createWorkingBatch } from './workingBatch.ts';

export interface OutsideRegistration {
  /** Who registers: a program, with the rights of the first line of its organisation. */
  author: Account;
  /** The name the program gave to this request. */
  key: string;
  card: AppealCard;
  /** Null: now. */
  occurredAt: Instant | null;
}

/**
 * Registers an appeal that came to another program, by the same judgement as a desk's act. The appeal's id is made of
 * the request's name, so the same request is the same appeal, for ever, without a table of answers.
 * @throws AppError `integration.key_reused` when another request has that name, `auth.forbidden`
 */
export function registerOutside(deps: SyncDeps, asked: OutsideRegistration): Promise<{ id: string; number: string }> {
  const { store, territory, clock } = deps;
  const { author, card, occurredAt } = asked;
  const appealId = idOf(asked, 'appeal');
  const actId = idOf(asked, 'act');
  const receivedAt = toInstant(clock.nowMs());
  return againAfterCollision(async () => {
    const reference = await deps.reference();
    return store.transact(async (trx) => {
      const set = await trx.load({ ...NO_KEYS, appealIds: [appealId] });
      const batch = createWorkingBatch(set);
      if (batch.appeal(appealId) !== null) {
        const stream = (await trx.streams([appealId])).get(appealId) ?? [];
        const [first] = stream;
        const isSame =
          first?.kind === 'appeal.registered' &&
          JSON.stringify(first.card) === JSON.stringify(appealCard.parse(card)) &&
          (occurredAt === null || occurredAt === first.occurredAt);
        if (!isSame) throw new AppError('integration.key_reused');
        return answerOf(appealId, replay(stream)?.number);
      }
      const bench = { territory, deviceId: author.user.id, receivedAt, reference, batch };
      const verdict = await judgeAppeal(
        {
          ...bench,
          freshNumber: freshNumbers(trx, territory, []),
          actId,
          author,
          occurredAt: occurredAt ?? receivedAt,
        },
        {
          kind: 'appeal.register',
          v: 1,
          appealId,
          // Nobody was told a number yet: the journal gives the final one at once.
          number: `П-${appealId.slice(-12)}`,
          classifierVersion: classifierAt(reference, occurredAt ?? receivedAt).id,
          card,
          callIds: [],
          closeWith: null,
        },
      );
      if (verdict.refusal !== null) throw new AppError(verdict.refusal.code);
      batch.apply(verdict.effects, { actId, receivedAt });
      await trx.save(batch.writes());
      return answerOf(appealId, verdict.appeal?.number);
    });
  });
}

function answerOf(id: string, number: string | undefined): { id: string; number: string } {
  if (number === undefined) throw new Error('a registration left no appeal');
  return { id, number };
}

/** A UUID of version 8 (RFC 9562 §5.8) made of who asks and how they named it. */
function idOf({ author, key }: OutsideRegistration, what: string): string {
  const bytes = createHash('sha256').update(`${what}\0${author.user.id}\0${key}`, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
