import { actAnswer, type RawChange } from '../../../shared/contracts/journal.ts';
import { appeal } from '../../../shared/domain/appeal/appeal.ts';
import { call, type Call } from '../../../shared/domain/call/call.ts';
import { mergeCall } from '../../../shared/domain/call/mergeCall.ts';
import { person } from '../../../shared/domain/person/person.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import { rebaseAppeal, rebaseForViewers } from '../appeals/rebase.ts';
import type { Desk } from '../desk.ts';

/** What is the same for every change of a page. */
export interface PageContext {
  /** The reading of the feed the page belongs to. */
  pass: number;
  /** Everything that some waiting act touches. */
  waiting: ReadonlySet<string>;
  /** Keys of the changes that are kept raw already. */
  keptRaw: ReadonlySet<string>;
  /** The change lay here unread: the desk may have done and heard more since. */
  isLate?: boolean;
}

/**
 * Applies one change, or keeps it raw for a newer desk when it is of a kind or shape this one does not know; what was
 * known of the entity before stays meanwhile. Runs inside the page's transaction.
 */
export function applyChange(desk: Desk, user: User, change: RawChange, context: PageContext): void {
  const isKnown = takeChange(desk, user, change, context);
  if (!isKnown) desk.feed.keepRaw(user.id, change, context.pass);
  else if (context.keptRaw.has(rawKeyOf(change))) desk.feed.dropRaw(user.id, change.entity, change.id);
}

/** Tries again what an older desk could not read. */
export function replayRaw(desk: Desk): void {
  const kept = desk.feed.allRaw();
  if (kept.length === 0) return;
  desk.transact(() => {
    const waiting = desk.outbox.entitiesWaiting();
    for (const { viewerId, change } of kept) {
      const viewer = desk.users.byId(viewerId)?.user;
      if (!viewer) continue;
      const { pass } = desk.feed.state(viewerId);
      applyChange(desk, viewer, change, { pass, waiting, keptRaw: new Set([rawKeyOf(change)]), isLate: true });
    }
  });
}

function rawKeyOf(change: RawChange): string {
  return `${change.entity} ${change.id}`;
}

/** Whether the change could be read. */
function takeChange(desk: Desk, user: User, change: RawChange, context: PageContext): boolean {
  switch (change.entity) {
    case 'appeal':
      return takeAppeal(desk, user, change, context);
    case 'call':
      return takeCall(desk, user, change, context);
    case 'person': {
      const read = person.nullable().safeParse(change.body);
      if (read.data) desk.persons.save(user.organisationId, read.data, desk.now());
      return read.success;
    }
    case 'act': {
      const read = actAnswer.nullable().safeParse(change.body);
      if (read.data && desk.outbox.settleParked(read.data, desk.now()) && read.data.appeal) {
        rebaseForViewers(desk, read.data.appeal.id, read.data.appeal);
      }
      return read.success;
    }
    default:
      // Nothing to keep of a thing that is gone.
      return change.body === null;
  }
}

function takeAppeal(desk: Desk, user: User, change: RawChange, { pass, waiting, isLate }: PageContext): boolean {
  if (change.body === null) {
    // Out of this user's scope; own acts are answered first.
    if (waiting.has(change.id)) desk.appeals.markGone(user.id, change.id);
    else desk.appeals.remove(user.id, change.id);
    return true;
  }
  const read = appeal.safeParse(change.body);
  if (!read.success) return false;
  if (isLate && read.data.version < (desk.appeals.base(user.id, change.id)?.version ?? 0)) return true;
  if (!waiting.has(change.id)) {
    desk.appeals.tell(user.id, change.id, read.data.occurredAt, JSON.stringify(change.body), pass);
    return true;
  }
  rebaseAppeal(desk, user.id, change.id, read.data);
  desk.appeals.markTold(user.id, change.id, pass);
  return true;
}

function takeCall(desk: Desk, user: User, change: RawChange, { pass, waiting, isLate }: PageContext): boolean {
  const isWaiting = waiting.has(change.id);
  if (change.body === null) {
    if (!isWaiting) desk.calls.remove(user.id, change.id);
    return true;
  }
  const read = call.safeParse(change.body);
  if (!read.success) return false;
  desk.calls.save(user.id, isWaiting || isLate ? withOwnFacts(desk, read.data) : read.data, pass);
  return true;
}

/** Facts of this desk that wait are newer than what the journal tells; taken ones, too, than what lay here unread. */
function withOwnFacts(desk: Desk, told: Call): Call {
  return desk.outbox
    .actsWithoutBase(told.id)
    .reduce((merged, { command }) => (command.kind === 'call.record' ? mergeCall(merged, command.fact) : merged), told);
}
