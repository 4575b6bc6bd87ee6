import { assertNever } from '../../lib/assertNever.ts';
import type { Instant } from '../../lib/primitives.ts';
import type { Role } from '../user/user.ts';
import type { Appeal, AppealCard } from './appeal.ts';
import type { AppealCommand } from './appealCommand.ts';
import type { AppealEvent } from './appealEvent.ts';
import { checkCard, checkClosing, isFromTheFuture, type AppealReference } from './controls.ts';

export interface AppealContext {
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
    case 'appeal.amend': {
      if (appeal.status === 'closed') return refuse('appeal.closed', 'Обращение закрыто, изменить его нельзя');
      const card: AppealCard = withChanges(appeal.card, command.changes);
      return accept([
        { kind: 'appeal.amended', ...meta, changes: command.changes },
        { kind: 'appeal.controlsChecked', ...meta, flags: flagsOf(card, context) },
      ]);
    }
    case 'appeal.close': {
      if (appeal.status === 'closed') return refuse('appeal.closed', 'Обращение уже закрыто');
      const [first] = checkClosing(appeal.card, command.outcome, context.reference);
      if (first) return refuse(first.code, 'Закрыть нельзя: карточка заполнена не полностью');
      return accept([{ kind: 'appeal.closed', ...meta, outcome: command.outcome }]);
    }
    case 'appeal.linkCall':
      if (appeal.callIds.includes(command.callId)) return accept([]);
      return accept([{ kind: 'appeal.callLinked', ...meta, callId: command.callId }]);
    default:
      return assertNever(command);
  }
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

/** The card with some fields changed; a field that is absent or undefined stays. */
export function withChanges(
  card: AppealCard,
  changes: { [K in keyof AppealCard]?: AppealCard[K] | undefined },
): AppealCard {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...card, ...given };
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
