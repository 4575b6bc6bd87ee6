import type { Instant } from '../../lib/primitives.ts';
import type { Role } from '../user/user.ts';
import type { AppealEvent } from './appealEvent.ts';
import type { Attachment } from './appeal.ts';
import type { AppealReference } from './controls.ts';

export interface AppealContext {
  /** The act this command came with. */
  actId: string;
  actor: { userId: string; role: Role; organisationId: string };
  occurredAt: Instant;
  /** Null on a desk: the journal has not seen it yet. */
  receivedAt: Instant | null;
  reference: AppealReference;
  /** What else of the journal the command names. Absent on a desk, which does not have it and leaves it to the journal. */
  named?: Named;
}

/** The journal's own records that a command refers to; null for what is not there, or is none of the actor's business. */
export interface Named {
  earlier: { occurredAt: Instant } | null;
  file: ArrivedFile | null;
}

/** A file whose every byte the journal has on its disk and has checked. */
export interface ArrivedFile extends Omit<Attachment, 'id' | 'to'> {
  appealId: string;
  /** Who chose it. */
  userId: string;
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
