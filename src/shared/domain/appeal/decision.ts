import type { Instant } from '../../lib/primitives.ts';
import type { Role } from '../user/user.ts';
import type { AppealEvent } from './appealEvent.ts';
import type { AppealReference } from './controls.ts';

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

/** What every event of an act tells of who did it. */
export function metaOf(
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

export function accept(events: AppealEvent[]): Decision {
  return { events, refusal: null };
}

export function refuse(code: string, text: string): Decision {
  return { events: null, refusal: { code, text } };
}
