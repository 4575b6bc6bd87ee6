import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCommand } from '../../shared/domain/appeal/appealCommand.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { decide } from '../../shared/domain/appeal/decide.ts';
import type { Named } from '../../shared/domain/appeal/decision.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import { actionOf } from '../../shared/domain/appeal/stepRights.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { may, mayWith } from '../../shared/domain/policy/policy.ts';
import type { WorkingSet } from '../store/journalStore.ts';
import type { ActContext } from './judgeAct.ts';
import { accountOf, somebodyOf } from './accountOf.ts';
import { settleNumber } from './settleNumber.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** Judges a command over an appeal by the shared domain. */
export async function judgeAppeal(act: ActContext, command: AppealCommand): Promise<Verdict> {
  const before = act.batch.appeal(command.appealId);
  if (!isAllowed(act, command, before)) return refused('auth.forbidden', 'Нет прав на это действие с обращением');
  if (command.kind === 'appeal.assign' && !isAssignable({ ...act, set: act.batch.set }, command.assigneeId)) {
    return refused(
      'appeal.assignee_unknown',
      'Передать обращение можно только тому, кто с обращениями работает',
      before,
    );
  }
  const { user } = act.author;
  const decision = decide(command, before, {
    actId: act.actId,
    actor: { userId: user.id, role: user.role, organisationId: user.organisationId },
    occurredAt: act.occurredAt,
    receivedAt: act.receivedAt,
    reference: act.reference,
    named: namedBy(act, command),
  });
  if (decision.refusal !== null) return refused(decision.refusal.code, decision.refusal.text, before);
  const after = decision.events.reduce<Appeal | null>(evolve, before);
  if (after === null) throw new Error('a decision without a registration left no appeal');
  if (before !== null) return accepted({ appeal: { after, events: decision.events } });
  return numbered(act, after, decision.events);
}

function isAllowed({ author }: ActContext, command: AppealCommand, before: Appeal | null): boolean {
  const action = actionOf(command.kind, before?.status ?? null);
  if (before === null) return may(author.user.role, action);
  return mayWith(somebodyOf(author), action, placeOf(before));
}

/**
 * What else the command names, as far as its author may know of it: an appeal they may not see a line of is the same to
 * them as one that is not there.
 */
function namedBy({ batch, author }: ActContext, command: AppealCommand): Named {
  const earlier = command.kind === 'appeal.linkAppeal' ? batch.appeal(command.earlierId) : null;
  const isSeen = earlier !== null && mayWith(somebodyOf(author), 'appeal.seeLine', placeOf(earlier));
  const file = command.kind === 'appeal.attach' ? batch.set.files.get(command.attachment.id) : undefined;
  return { earlier: isSeen ? earlier : null, file: file ?? null };
}

/** Whether appeals may be given to this person, who must be loaded. */
export function isAssignable(
  { set, territory, receivedAt }: Pick<ActContext, 'territory' | 'receivedAt'> & { set: Pick<WorkingSet, 'users'> },
  assigneeId: string,
): boolean {
  const assignee = accountOf(set.users.get(assigneeId), receivedAt, territory);
  return assignee !== null && assignee.disabledAt === null && may(assignee.user.role, 'appeal.change');
}

/** A registration with what the journal makes of its number, as a second step of the same act. */
async function numbered(act: ActContext, registered: Appeal, events: AppealEvent[]): Promise<Verdict> {
  const { territory, deviceId, batch, freshNumber } = act;
  const context = {
    territory,
    deviceId,
    blocks: batch.set.blocks,
    finalOwner: (number: string) => batch.finalOwner(number),
    fresh: freshNumber,
  };
  const { fresh, flags, numbers } = await settleNumber(context, registered.id, registered.number);
  const { user } = act.author;
  const meta = {
    v: 1 as const,
    actorId: user.id,
    organisationId: user.organisationId,
    occurredAt: act.occurredAt,
    receivedAt: act.receivedAt,
    reference: act.reference.version,
  };
  const numbering: AppealEvent[] = [];
  if (flags.length > 0)
    numbering.push({ kind: 'appeal.controlsChecked', ...meta, flags: [...registered.flags, ...flags] });
  if (fresh !== null) numbering.push({ kind: 'appeal.numbered', ...meta, number: fresh });
  const after = numbering.reduce(evolve, registered);
  return accepted({ appeal: { after, events: [...events, ...numbering] }, numbers });
}
