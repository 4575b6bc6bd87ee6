import type { Change } from '../../../shared/contracts/journal.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import { rebaseAppeal } from '../appeals/rebase.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';

/** Brings this user's news, page by page; a page and its cursor commit together, so that a kill in between repeats the page. */
export async function pull(desk: Desk, journal: JournalClient, user: User, accessToken: string): Promise<void> {
  for (;;) {
    const page = await journal.pull(accessToken, cursorOf(desk, user.id));
    desk.transact(() => {
      for (const change of page.changes) applyChange(desk, user, change);
      desk.cache
        .prepare(
          'INSERT INTO feed (viewer_id, cursor) VALUES (?, ?) ON CONFLICT (viewer_id) DO UPDATE SET cursor = excluded.cursor',
        )
        .run(user.id, page.cursor);
    });
    if (page.changes.some((change) => change.entity === 'appeal')) desk.events.emit('appeals.changed', {});
    if (page.changes.some((change) => change.entity === 'call')) desk.events.emit('calls.changed', {});
    if (!page.more) return;
  }
}

function cursorOf(desk: Desk, viewerId: string): number {
  const row = desk.cache
    .prepare<[string], { cursor: number }>('SELECT cursor FROM feed WHERE viewer_id = ?')
    .get(viewerId);
  return row?.cursor ?? 0;
}

function applyChange(desk: Desk, user: User, change: Change): void {
  switch (change.entity) {
    case 'appeal': {
      const waiting = desk.outbox.waitingFor(change.id).length > 0;
      if (change.body) rebaseAppeal(desk, user.id, change.id, change.body);
      else if (!waiting) desk.appeals.remove(user.id, change.id);
      return;
    }
    case 'call':
      // Facts of this desk that still wait are newer than what the journal tells.
      if (desk.outbox.waitingFor(change.id).length > 0) return;
      if (change.body) desk.calls.save(user.id, change.body);
      else desk.calls.remove(user.id, change.id);
      return;
    case 'person':
      if (change.body) desk.persons.save(user.organisationId, change.body, desk.now());
      return;
  }
}
