import type { Instant } from '../../lib/primitives.ts';
import type { Appeal } from './appeal.ts';
import type { AppealCard } from './appealCard.ts';
import type { AppealCommand, AppealCommandOf } from './appealCommand.ts';
import type { AppealEvent } from './appealEvent.ts';
import { amendCard, withChanges } from './amendCard.ts';
import { checkCard, checkClosing, classifierAt, isFromTheFuture, isOfTheCard } from './controls.ts';
import { accept, metaOf, refuse, type AppealContext, type Decision } from './decision.ts';
import { decideStep } from './decideStep.ts';
import { obstacleOnWay } from './way.ts';

/** The one place where it is judged what a command does to an appeal: pure and total, used by desk and journal alike. */
export function decide(command: AppealCommand, appeal: Appeal | null, context: AppealContext): Decision {
  if (command.kind === 'appeal.register') return register(command, appeal, context);
  if (appeal === null) return refuse('appeal.not_found', 'Обращение не найдено');
  const obstacle = obstacleOnWay(command.kind, appeal);
  if (obstacle !== null) return { events: null, refusal: obstacle };
  if (command.kind === 'appeal.amend') return amend(command, appeal, context);
  return decideStep(command, appeal, context);
}

/**
 * Changes the card field by field. A field that somebody else changed in between keeps theirs, and what was meant is
 * kept beside it as a conflict: nothing is overwritten silently, and nothing is lost by being second.
 */
function amend(command: AppealCommandOf<'appeal.amend'>, appeal: Appeal, context: AppealContext): Decision {
  const meta = metaOf(context);
  const { changes, conflicts } = amendCard(appeal.card, command, {
    actId: context.actId,
    authorId: context.actor.userId,
    at: context.occurredAt,
  });
  const events: AppealEvent[] = [];
  const settled = appeal.conflicts
    .filter((open) => open.actId === command.settles && open.field in command.changes)
    .map((open) => open.field);
  if (command.settles !== null && settled.length > 0) {
    events.push({ kind: 'appeal.conflictSettled', ...meta, conflictActId: command.settles, fields: settled });
  }
  if (Object.keys(changes).length > 0) {
    events.push({ kind: 'appeal.amended', ...meta, changes });
    const kept = appeal.flags.filter((flag) => !isOfTheCard(flag));
    const found = flagsOf(withChanges(appeal.card, changes), appeal.classifierVersion, context, appeal.occurredAt);
    events.push({ kind: 'appeal.controlsChecked', ...meta, flags: [...new Set([...found, ...kept])] });
  }
  if (conflicts.length > 0) events.push({ kind: 'appeal.conflicted', ...meta, conflicts });
  return accept(events);
}

/** Registering is a fact: it is accepted with flags whatever the card holds, and closed at once only when it may be. */
function register(
  command: AppealCommandOf<'appeal.register'>,
  appeal: Appeal | null,
  context: AppealContext,
): Decision {
  if (appeal !== null) return refuse('appeal.already_registered', 'Обращение уже зарегистрировано');
  const meta = metaOf(context);
  const flags = flagsOf(command.card, command.classifierVersion, context, context.occurredAt);
  if (command.classifierVersion !== classifierAt(context.reference, context.occurredAt).id)
    flags.push('control.classifier_of_other_version');
  const events: AppealEvent[] = [
    {
      kind: 'appeal.registered',
      ...meta,
      appealId: command.appealId,
      number: command.number,
      classifierVersion: command.classifierVersion,
      card: command.card,
      callIds: [...new Set(command.callIds)],
    },
  ];
  if (command.closeWith !== null) {
    const { card, closeWith, classifierVersion } = command;
    const [obstacle] = checkClosing(card, closeWith, context.reference, context.occurredAt, classifierVersion);
    if (obstacle) flags.push('control.not_closed_at_once');
    else events.push({ kind: 'appeal.closed', ...meta, outcome: command.closeWith });
  }
  if (flags.length > 0) events.splice(1, 0, { kind: 'appeal.controlsChecked', ...meta, flags });
  return accept(events);
}

function flagsOf(card: AppealCard, classifierId: string, context: AppealContext, at: Instant): string[] {
  const flags = checkCard(card, context.reference, at, classifierId).map((finding) => finding.code);
  if (isFromTheFuture(context.occurredAt, context.receivedAt)) flags.push('control.from_the_future');
  return flags;
}
