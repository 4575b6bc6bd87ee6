import { assertNever } from '../../lib/assertNever.ts';
import type { Instant } from '../../lib/primitives.ts';
import type { Role } from '../user/user.ts';
import { holderOf, type Appeal, type AppealCard } from './appeal.ts';
import type { AppealCommand } from './appealCommand.ts';
import type { AppealEvent } from './appealEvent.ts';
import { amendCard, withChanges } from './amendCard.ts';
import { checkCard, checkClosing, isFromTheFuture, isOfTheCard, type AppealReference } from './controls.ts';

export interface AppealContext {
  /** The act this command came with. */
  actId: string;
  actor: { userId: string; role: Role; organisationId: string };
  occurredAt: Instant;
  /** Null on a desk: the journal has not seen it yet. */
  receivedAt: Instant | null;
  reference: AppealReference;
}

/** Why a transition may not be made. The Russian text lies with the code, so that an old desk can show it. */
export interface Refusal {
  code: string;
  text: string;
}

export type Decision = { events: AppealEvent[]; refusal: null } | { events: null; refusal: Refusal };

/** The one place where it is judged what a command does to an appeal: pure and total, used by desk and journal alike. */
export function decide(command: AppealCommand, appeal: Appeal | null, context: AppealContext): Decision {
  if (command.kind === 'appeal.register') return register(command, appeal, context);
  if (appeal === null) return refuse('appeal.not_found', 'Обращение не найдено');
  const meta = metaOf(context);
  switch (command.kind) {
    case 'appeal.amend':
      return amend(command, appeal, context);
    case 'appeal.close': {
      if (appeal.status === 'closed') return refuse('appeal.closed', 'Обращение уже закрыто');
      if (appeal.conflicts.length > 0) {
        return refuse('appeal.conflict_open', 'Сначала выберите, какая из двух правок верна, потом закрывайте');
      }
      const [first] = checkClosing(appeal.card, command.outcome, context.reference);
      if (first) return refuse(first.code, 'Закрыть нельзя: карточка заполнена не полностью');
      return accept([{ kind: 'appeal.closed', ...meta, outcome: command.outcome }]);
    }
    case 'appeal.linkCall':
      if (appeal.callIds.includes(command.callId)) return accept([]);
      return accept([{ kind: 'appeal.callLinked', ...meta, callId: command.callId }]);
    case 'appeal.assign':
      if (appeal.status === 'closed') return refuse('appeal.closed', 'Обращение закрыто, передать его нельзя');
      if (holderOf(appeal) === command.assigneeId) return accept([]);
      return accept([{ kind: 'appeal.assigned', ...meta, assigneeId: command.assigneeId }]);
    default:
      return assertNever(command);
  }
}

/**
 * Changes the card field by field. A field that somebody else changed in between keeps theirs, and what was meant is
 * kept beside it as a conflict: nothing is overwritten silently, and nothing is lost by being second.
 */
function amend(
  command: Extract<AppealCommand, { kind: 'appeal.amend' }>,
  appeal: Appeal,
  context: AppealContext,
): Decision {
  if (appeal.status === 'closed') return refuse('appeal.closed', 'Обращение закрыто, изменить его нельзя');
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
    const flags = [...new Set([...flagsOf(withChanges(appeal.card, changes), context), ...kept])];
    events.push({ kind: 'appeal.controlsChecked', ...meta, flags });
  }
  if (conflicts.length > 0) events.push({ kind: 'appeal.conflicted', ...meta, conflicts });
  return accept(events);
}

/** Registering is a fact: it is accepted with flags whatever the card holds, and closed at once only when it may be. */
function register(
  command: Extract<AppealCommand, { kind: 'appeal.register' }>,
  appeal: Appeal | null,
  context: AppealContext,
): Decision {
  if (appeal !== null) return refuse('appeal.already_registered', 'Обращение уже зарегистрировано');
  const meta = metaOf(context);
  const flags = flagsOf(command.card, context);
  if (command.classifierVersion !== context.reference.classifierVersion)
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
    const [obstacle] = checkClosing(command.card, command.closeWith, context.reference);
    if (obstacle) flags.push('control.not_closed_at_once');
    else events.push({ kind: 'appeal.closed', ...meta, outcome: command.closeWith });
  }
  if (flags.length > 0) events.splice(1, 0, { kind: 'appeal.controlsChecked', ...meta, flags });
  return accept(events);
}

function flagsOf(card: AppealCard, context: AppealContext): string[] {
  const flags = checkCard(card, context.reference).map((finding) => finding.code);
  if (isFromTheFuture(context.occurredAt, context.receivedAt)) flags.push('control.from_the_future');
  return flags;
}

function metaOf(
  context: AppealContext,
): Pick<AppealEvent, 'v' | 'actorId' | 'organisationId' | 'occurredAt' | 'receivedAt' | 'reference'> {
  return {
    v: 1,
    actorId: context.actor.userId,
    organisationId: context.actor.organisationId,
    occurredAt: context.occurredAt,
    receivedAt: context.receivedAt,
    reference: context.reference.version,
  };
}

function accept(events: AppealEvent[]): Decision {
  return { events, refusal: null };
}

function refuse(code: string, text: string): Decision {
  return { events: null, refusal: { code, text } };
}
