import { assertNever } from '../../lib/assertNever.ts';
import type { Appeal } from './appeal.ts';
import type { AppealEvent } from './appealEvent.ts';
import { fieldsOf, withChanges } from './amendCard.ts';

/**
 * Folds one event into the state. It never judges: an old event stays true under new rules.
 * @throws Error when a stream does not begin with a registration: such a stream is a bug of its writer
 */
export function evolve(appeal: Appeal | null, event: AppealEvent): Appeal {
  if (event.kind === 'appeal.registered') {
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
      conflicts: [],
      touched: {},
      version: 1,
    };
  }
  if (appeal === null) throw new Error(`${event.kind} before appeal.registered`);
  const next = { ...appeal, version: appeal.version + 1 };
  switch (event.kind) {
    case 'appeal.amended': {
      const touch = { by: event.actorId, at: event.occurredAt };
      const touched = Object.fromEntries(fieldsOf(event.changes).map((field) => [field, touch]));
      return { ...next, card: withChanges(appeal.card, event.changes), touched: { ...appeal.touched, ...touched } };
    }
    case 'appeal.controlsChecked':
      return { ...next, flags: event.flags };
    case 'appeal.closed':
      return { ...next, status: 'closed', outcome: event.outcome, closedAt: event.occurredAt };
    case 'appeal.callLinked':
      return appeal.callIds.includes(event.callId) ? next : { ...next, callIds: [...appeal.callIds, event.callId] };
    case 'appeal.numbered':
      return { ...next, number: event.number };
    case 'appeal.conflicted':
      return { ...next, conflicts: [...appeal.conflicts, ...event.conflicts] };
    case 'appeal.conflictSettled':
      return {
        ...next,
        conflicts: appeal.conflicts.filter(
          (open) => open.actId !== event.conflictActId || !event.fields.includes(open.field),
        ),
      };
    case 'appeal.assigned':
      return { ...next, assigneeId: event.assigneeId };
    default:
      return assertNever(event);
  }
}

/** The state after a whole stream, or null for an empty one. */
export function replay(events: readonly AppealEvent[]): Appeal | null {
  return events.reduce<Appeal | null>(evolve, null);
}
