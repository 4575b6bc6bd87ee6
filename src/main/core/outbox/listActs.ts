import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { OutboxEntry } from '../cache/outboxRow.ts';
import type { Desk } from '../desk.ts';

/** More than anybody reads; an outbox of a long outage is counted in the strip. */
const MOST = 1_000;

/** What of the present user's is not in the journal: waiting, or not taken and not dealt with. The oldest first. */
export function listActs(desk: Desk): DeskAct[] {
  const { user } = desk.session.require();
  return desk.outbox.unsettled(user.id, MOST).map((entry) => deskActOf(desk, user.id, entry));
}

function deskActOf(desk: Desk, viewerId: string, entry: OutboxEntry): DeskAct {
  const appealId = entry.kind.startsWith('appeal.') ? entry.entityId : null;
  const number = entry.command?.kind === 'appeal.register' ? entry.command.number : null;
  return {
    actId: entry.actId,
    seq: entry.seq,
    at: entry.occurredAt,
    state: entry.state === 'waiting' && desk.sent.has(entry.actId) ? 'sent' : entry.state,
    refusal: entry.refusal,
    resolution: entry.resolution,
    command: entry.command,
    appealId,
    appealNumber: appealId === null ? null : (desk.appeals.get(viewerId, appealId)?.number ?? number),
  };
}
