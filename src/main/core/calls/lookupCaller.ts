import type { CallerCard } from '../../../shared/contracts/bridge.ts';
import type { CallerInfo } from '../../../shared/contracts/journal.ts';
import type { Call } from '../../../shared/domain/call/call.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';

/** What this desk remembers of a caller, without asking anybody. */
export function cachedCaller(desk: Desk, call: Call): CallerCard {
  const { user, accessToken } = desk.session.require();
  const info = call.phone === null ? null : desk.persons.caller(user.id, call.phone);
  const persons = call.phone === null ? [] : desk.persons.byPhone(user.organisationId, call.phone);
  const source = call.phone !== null && accessToken !== null ? 'searching' : 'cache';
  return {
    callId: call.id,
    phone: call.phone,
    source,
    persons: info?.persons.length ? info.persons : persons,
    appeals: info?.appeals ?? [],
    calls: (info?.calls ?? []).filter((earlier) => earlier.id !== call.id),
  };
}

/**
 * Asks the journal who calls and tells the windows. Any failure leaves what the cache knew, and says that no more
 * will come, so that nobody waits before a screen that still seems to search.
 */
export async function lookupCaller(desk: Desk, journal: JournalClient, call: Call): Promise<void> {
  const session = desk.session.current;
  if (!session?.accessToken || call.phone === null) return;
  let info: CallerInfo | null = null;
  try {
    info = await journal.callers(session.accessToken, call.phone);
  } catch (thrown) {
    desk.ports.log.info('caller.lookup_failed', {
      callId: call.id,
      reason: thrown instanceof Error ? thrown.name : 'unknown',
    });
  }
  if (desk.session.current?.user.id !== session.user.id) return;
  if (info === null) {
    desk.events.emit('caller.changed', { ...cachedCaller(desk, call), source: 'cache' });
    return;
  }
  desk.events.emit('caller.changed', {
    callId: call.id,
    phone: call.phone,
    source: 'journal',
    persons: info.persons,
    appeals: info.appeals,
    calls: info.calls.filter((earlier) => earlier.id !== call.id),
  });
  remember(desk, session.user, call.phone, info);
}

/** Kept after the card is on screen: the disk must not stand between the ring and the name. */
function remember(desk: Desk, user: { id: string; organisationId: string }, phone: string, info: CallerInfo): void {
  const seenAt = desk.now();
  desk.remember(() => {
    for (const person of info.persons) desk.persons.save(user.organisationId, person, seenAt);
    desk.persons.saveCaller(user.id, phone, info, seenAt);
  });
}
