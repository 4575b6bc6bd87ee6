import type { AppealCommand } from '../../shared/domain/appeal/appealCommand.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { decide } from '../../shared/domain/appeal/decide.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { Trx } from '../db/createDb.ts';
import { may, mayChange, visibleAppeals } from '../policies/may.ts';
import type { ActContext } from './actContext.ts';
import { settleNumber } from './appealNumbers.ts';
import { loadAppeal, storeAppeal } from './appealStore.ts';
import { lockEntity } from './lockEntity.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** Judges a command over an appeal by the shared domain and stores what it decided. */
export async function applyAppeal(trx: Trx, command: AppealCommand, act: ActContext): Promise<Verdict> {
  const { territory, author, receivedAt } = act;
  await lockEntity(trx, 'appeal', command.appealId);
  const before = await loadAppeal(trx, territory, command.appealId);
  const { user, organisationKind } = author;
  const isAllowed =
    command.kind === 'appeal.register'
      ? may(user.role, 'appeal.register')
      : before === null || mayChange(user, visibleAppeals(user, organisationKind), before);
  if (!isAllowed) return refused('auth.forbidden', 'Нет прав на это действие с обращением');

  const decision = decide(command, before, {
    actor: { userId: user.id, role: user.role, organisationId: user.organisationId },
    occurredAt: act.occurredAt,
    receivedAt,
    reference: act.reference,
  });
  if (decision.refusal !== null) return refused(decision.refusal.code, decision.refusal.text, before);

  let after = decision.events.reduce<Appeal | null>(evolve, before);
  if (after === null) throw new Error('a decision without a registration left no appeal');
  if (before !== null) {
    await storeAppeal(trx, territory, { before, events: decision.events, after, actId: act.actId, receivedAt });
    return accepted(after);
  }
  // Numbers point at the appeal, so it is stored first and takes what follows as a second step of the same act.
  await storeAppeal(trx, territory, { before, events: decision.events, after, actId: act.actId, receivedAt });
  const numbering = await numberingEvents(trx, after, act);
  const numbered = numbering.reduce(evolve, after);
  await storeAppeal(trx, territory, {
    before: after,
    events: numbering,
    after: numbered,
    actId: act.actId,
    receivedAt,
  });
  after = numbered;
  return accepted(after);
}

async function numberingEvents(trx: Trx, registered: Appeal, act: ActContext): Promise<AppealEvent[]> {
  const { fresh, flags } = await settleNumber(trx, act.territory, act.deviceId, registered.id, registered.number);
  const meta = {
    v: 1 as const,
    actorId: act.author.user.id,
    organisationId: act.author.user.organisationId,
    occurredAt: act.occurredAt,
    receivedAt: act.receivedAt,
    reference: act.reference.version,
  };
  const events: AppealEvent[] = [];
  if (flags.length > 0)
    events.push({ kind: 'appeal.controlsChecked', ...meta, flags: [...registered.flags, ...flags] });
  if (fresh !== null) events.push({ kind: 'appeal.numbered', ...meta, number: fresh });
  return events;
}
