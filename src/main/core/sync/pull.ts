import { appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { PullResponse } from '../../../shared/contracts/journal.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { applyChange } from './applyChange.ts';
import type { Ask } from './ask.ts';
import { sweepUntold } from './sweepUntold.ts';

/** A page on its way. */
interface Coming {
  page: Promise<PullResponse>;
  /** Where the next page begins, or null when there is none; known before the page where the network tells so. */
  next: Promise<string | null>;
}

/**
 * Brings this user's news, page by page; the next page is fetched while one is read and written.
 * Gives the version of the reference data the journal has, where it says so.
 * @throws AppError `feed.restart` when the journal was restored and the feed must be read from its beginning
 */
export async function pull(
  desk: Desk,
  journal: JournalClient,
  ask: Ask,
  { user, accessToken }: { user: User; accessToken: string },
): Promise<string | null> {
  let reference: string | null = null;
  const heard = (version: string): void => {
    reference = version;
  };
  const fetchFrom = (cursor: string): Coming => {
    const told = Promise.withResolvers<string | null>();
    const page = ask((wait) => journal.pull(accessToken, cursor, wait, told.resolve, heard));
    page.then(({ more, cursor: reached }) => told.resolve(more ? reached : null), told.reject);
    // Looked at in their turn, which does not come when the page before cannot be written.
    for (const promised of [page, told.promise]) promised.catch(() => undefined);
    return { page, next: told.promise };
  };
  let coming: Coming | null = fetchFrom(desk.feed.state(user.id).cursor);
  while (coming) {
    const next: string | null = await coming.next;
    const after: Coming | null = next === null ? null : fetchFrom(next);
    const page: PullResponse = await coming.page;
    if (after) await journal.departed();
    applyPage(desk, user, page);
    coming = after;
    // Their successor does not wait for the rest.
    if (desk.session.current?.user.id !== user.id) break;
  }
  return reference;
}

/** A page and its cursor commit together, so that a kill in between repeats the page. */
export function applyPage(desk: Desk, user: User, page: PullResponse): void {
  desk.transact(() => {
    const { pass, sweeping } = desk.feed.state(user.id);
    const context = {
      pass,
      waiting: desk.outbox.entitiesWaiting(),
      keptRaw: desk.feed.rawKeys(user.id),
    };
    for (const change of page.changes) applyChange(desk, user, change, context);
    desk.feed.move(user.id, page.cursor);
    if (sweeping && !page.more) sweepUntold(desk, user, pass);
  });
  const told = page.changes.filter((change) => change.entity === 'appeal');
  if (told.length > 0) {
    desk.events.emit('appeals.changed', {});
    desk.events.emit('appeals.told', {
      told: told.map(({ id, body }) => ({ appealId: id, version: versionOf(body) })),
    });
  }
  if (page.changes.some((change) => change.entity === 'call')) desk.events.emit('calls.changed', {});
  if (page.changes.some((change) => change.entity === 'act')) desk.events.emit('outbox.changed', {});
}

/** Null where it left the user's scope, or where a newer journal says it in a shape unknown here. */
function versionOf(body: unknown): number | null {
  const told = appeal.shape.version.safeParse((body as { version?: unknown } | null)?.version);
  return told.data ?? null;
}
