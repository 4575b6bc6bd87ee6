import { act, actCommand, upcastCommand, type Act, type ActCommand } from '../../../shared/contracts/journal.ts';
import { isAppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';

/** As the disk knows it; «sent» is only ever known in memory. */
export type OutboxState = 'waiting' | 'accepted' | 'refused' | 'parked';

/** What was done about an act the journal did not take. */
export type Resolution = 'resent' | 'handedOver' | 'withdrawn';

export interface Refusal {
  code: string;
  text: string;
}

export interface OutboxEntry {
  actId: string;
  seq: number;
  authorId: string;
  sessionId: string;
  occurredAt: Instant;
  kind: string;
  entityId: string | null;
  /** The command as it would go up, whether this desk can read it or not. */
  meant: Record<string, unknown>;
  /** Null when even the upcast command is of no shape this desk knows. */
  command: ActCommand | null;
  state: OutboxState;
  refusal: Refusal | null;
  resolution: Resolution | null;
}

/** Where an act stands, without what it says: lists ask for thousands of these, and parse none of the commands. */
export type ActStanding = Pick<OutboxEntry, 'actId' | 'entityId' | 'state' | 'refusal'>;

/** An act as it goes up: of whatever shape it was written in, brought up where that is known. */
export type OwedAct = Omit<Act, 'command'> & { command: Record<string, unknown> };

/** An act on its way up, with the appeal its answer will tell of. */
export interface Owed {
  act: OwedAct;
  appealId: string | null;
  withheld: boolean;
}

export interface OutboxRow {
  seq: number;
  act_id: string;
  author_id: string;
  session_id: string;
  occurred_at: string;
  kind: string;
  entity_id: string | null;
  command: string;
  state: OutboxState;
  refusal: string | null;
  resolution: Resolution | null;
  withheld: 0 | 1;
}

/** What goes up in place of a content the journal's door does not let in: the order stays whole, the content stays here. */
const WITHHELD = { kind: 'act.withheld', v: 1 };

function wireOf(row: OutboxRow): OwedAct {
  return {
    id: row.act_id,
    seq: row.seq,
    authorId: row.author_id,
    sessionId: row.session_id,
    occurredAt: row.occurred_at,
    command: row.withheld === 1 ? WITHHELD : wireCommand(row.command),
  };
}

export function owedOf(row: OutboxRow): Owed {
  const isOfAppeal = row.kind.startsWith('appeal.');
  return { act: wireOf(row), appealId: isOfAppeal ? row.entity_id : null, withheld: row.withheld === 1 };
}

/** Null when this desk cannot read the command: it can be sent, and predicts nothing. */
export function actOf(row: OutboxRow): Act | null {
  const parsed = act.safeParse(wireOf({ ...row, withheld: 0 }));
  return parsed.success ? parsed.data : null;
}

export function standingOf(row: Pick<OutboxRow, 'act_id' | 'entity_id' | 'state' | 'refusal'>): ActStanding {
  return {
    actId: row.act_id,
    entityId: row.entity_id,
    state: row.state,
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as Refusal),
  };
}

export function entryOf(row: OutboxRow): OutboxEntry {
  const meant = wireCommand(row.command);
  const command = actCommand.safeParse(meant);
  return {
    ...standingOf(row),
    seq: row.seq,
    authorId: row.author_id,
    sessionId: row.session_id,
    occurredAt: row.occurred_at,
    kind: row.kind,
    meant,
    command: command.success ? command.data : null,
    resolution: row.resolution,
  };
}

/** The appeal or call a command touches: whose waiting acts go over what the journal tells of it. */
export function entityOf(command: ActCommand): string | null {
  if (isAppealCommand(command)) return command.appealId;
  switch (command.kind) {
    case 'call.record':
      return command.callId;
    case 'operator.moved':
    case 'act.handOver':
      return null;
  }
}

function wireCommand(text: string): Record<string, unknown> {
  try {
    return upcastCommand(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return { kind: 'act.unreadable', v: 1, text };
  }
}
