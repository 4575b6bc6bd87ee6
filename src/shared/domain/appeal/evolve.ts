import { assertNever } from '../../lib/assertNever.ts';
import type { Appeal } from './appeal.ts';
import type { AppealEvent, AppealEventOf } from './appealEvent.ts';
import { fieldsOf, withChanges } from './amendCard.ts';

/**
 * Folds one event into the state. It never judges: an old event stays true under new rules.
 * @throws Error when a stream does not begin with a registration: such a stream is a bug of its writer
 */
export function evolve(appeal: Appeal | null, event: AppealEvent): Appeal {
  if (event.kind === 'appeal.registered') return registered(event);
  if (appeal === null) throw new Error(`${event.kind} before appeal.registered`);
  return { ...appeal, ...changed(appeal, event), version: appeal.version + 1 };
}

/** The state after a whole stream, or null for an empty one. */
export function replay(events: readonly AppealEvent[]): Appeal | null {
  return events.reduce<Appeal | null>(evolve, null);
}

function registered(event: AppealEventOf<'appeal.registered'>): Appeal {
  return {
    id: event.appealId,
    number: event.number,
    status: 'registered',
    classifierVersion: event.classifierVersion,
    card: event.card,
    callIds: event.callIds,
    outcome: null,
    flags: [],
    registeredBy: event.actorId,
    organisationId: event.organisationId,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    closedAt: null,
    assigneeId: null,
    isWaiting: false,
    desk: null,
    sentBy: null,
    parties: [],
    coExecutorIds: [],
    redirection: null,
    preliminaryAnswers: [],
    extensions: [],
    returns: [],
    reopenings: [],
    comments: [],
    links: [],
    attachments: [],
    expertise: [],
    conflicts: [],
    touched: {},
    version: 1,
  };
}

/** What of the state an event changes. */
function changed(appeal: Appeal, event: Exclude<AppealEvent, { kind: 'appeal.registered' }>): Partial<Appeal> {
  const said = { by: event.actorId, at: event.occurredAt };
  switch (event.kind) {
    case 'appeal.amended': {
      const touched = Object.fromEntries(fieldsOf(event.changes).map((field) => [field, said]));
      return { card: withChanges(appeal.card, event.changes), touched: { ...appeal.touched, ...touched } };
    }
    case 'appeal.controlsChecked':
      return { flags: event.flags };
    case 'appeal.closed':
      return { status: 'closed', outcome: event.outcome, closedAt: event.occurredAt };
    case 'appeal.callLinked':
      return appeal.callIds.includes(event.callId) ? {} : { callIds: [...appeal.callIds, event.callId] };
    case 'appeal.numbered':
      return { number: event.number };
    case 'appeal.conflicted':
      return { conflicts: [...appeal.conflicts, ...event.conflicts] };
    case 'appeal.conflictSettled': {
      const isOpen = (one: Appeal['conflicts'][number]): boolean =>
        one.actId !== event.conflictActId || !event.fields.includes(one.field);
      return { conflicts: appeal.conflicts.filter(isOpen) };
    }
    case 'appeal.assigned':
      return { assigneeId: event.assigneeId, ...taken(appeal), ...atDesk(appeal, event.desk) };
    case 'appeal.accepted':
      return { ...atWork(appeal), assigneeId: event.actorId, isWaiting: false };
    case 'appeal.declined':
      return declined(appeal);
    case 'appeal.forwarded':
      return {
        ...atDesk(appeal, event.to),
        status: 'redirected',
        assigneeId: event.userId,
        isWaiting: true,
        sentBy: { userId: event.actorId, desk: event.from },
      };
    case 'appeal.redirected': {
      const { to, organisation } = event;
      return { status: 'redirected', redirection: { to, organisation, ...said } };
    }
    case 'appeal.answered':
      return {
        status: 'preliminary',
        preliminaryAnswers: [...appeal.preliminaryAnswers, { text: event.text, ...said }],
      };
    case 'appeal.submitted':
      return { status: 'onReview', outcome: event.outcome };
    case 'appeal.returned':
      return { status: 'rework', outcome: null, returns: [...appeal.returns, { reason: event.reason, ...said }] };
    case 'appeal.reopened':
      return {
        status: 'inWork',
        outcome: null,
        closedAt: null,
        reopenings: [...appeal.reopenings, { reason: event.reason, ...said }],
      };
    case 'appeal.extended': {
      const { until, reason } = event;
      return { extensions: [...appeal.extensions, { until, reason, ...said }] };
    }
    case 'appeal.involved': {
      const others = appeal.coExecutorIds.filter((id) => id !== event.userId);
      return { coExecutorIds: event.isInvolved ? [...others, event.userId] : others };
    }
    case 'appeal.commented':
      return { comments: [...appeal.comments, { text: event.text, ...said }] };
    case 'appeal.appealLinked':
      return appeal.links.includes(event.earlierId) ? {} : { links: [...appeal.links, event.earlierId] };
    case 'appeal.attached':
      return { attachments: [...appeal.attachments, { ...event.attachment, ...said }] };
    case 'appeal.expertiseMarked': {
      const others = appeal.expertise.filter(({ kind }) => kind !== event.expertise);
      const { expertise: kind, note } = event;
      return { expertise: event.isSelected ? [...others, { kind, note, ...said }] : others };
    }
    default:
      return assertNever(event);
  }
}

/** Somebody works on it from now on: what was only registered or passed on is in work; other states say more. */
function atWork(appeal: Appeal): Pick<Appeal, 'status'> {
  const isOnlyThere = appeal.status === 'registered' || appeal.status === 'redirected';
  return { status: isOnlyThere && appeal.redirection === null ? 'inWork' : appeal.status };
}

/** Given to somebody by name it waits no more. What never waited keeps its state: so it was in the first contracts. */
function taken(appeal: Appeal): Partial<Appeal> {
  return appeal.isWaiting ? { ...atWork(appeal), isWaiting: false } : {};
}

function atDesk(appeal: Appeal, desk: Appeal['desk']): Pick<Appeal, 'desk' | 'parties'> {
  const known = [appeal.organisationId, ...appeal.parties];
  const isNew = desk !== null && !known.includes(desk.organisationId);
  return {
    desk: desk ?? appeal.desk,
    parties: isNew ? [...appeal.parties, desk.organisationId] : appeal.parties,
  };
}

/** Back to who sent it, who leads it again. */
function declined(appeal: Appeal): Partial<Appeal> {
  const { sentBy } = appeal;
  if (sentBy === null) return {};
  return { ...atWork(appeal), assigneeId: sentBy.userId, isWaiting: false, desk: sentBy.desk, sentBy: null };
}
