import { draft, type BridgeInput, type Draft } from '../../../shared/contracts/bridge.ts';
import type { ActCommand } from '../../../shared/contracts/journal.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import { fieldsOf, withChanges } from '../../../shared/domain/appeal/amendCard.ts';
import { AppError } from '../../../shared/errors.ts';
import { rebaseForViewers } from '../appeals/rebase.ts';
import type { OutboxEntry, Resolution } from '../cache/outboxRow.ts';
import type { Desk } from '../desk.ts';

/** Sends a refused or parked act again as a new one, with `changes` put over what was meant. */
export function resendAct(desk: Desk, input: BridgeInput<'outbox.resend'>): void {
  desk.transact(() => {
    if (desk.outbox.byActId(input.newActId)) return;
    const entry = notTaken(desk, input.actId);
    const commands = commandsAgain(desk, entry, input);
    // The last is the act itself; what has to stand before it goes first, as an act of its own.
    commands.forEach((command, index) => {
      desk.enqueue(command, index === commands.length - 1 ? { actId: input.newActId } : {});
    });
    resolve(desk, entry, 'resent');
  });
}

/** A refused registration becomes a draft again; the same draft whenever it is asked again. */
export function editAsDraft(desk: Desk, actId: string): Draft {
  const { user } = desk.session.require();
  return desk.transact(() => {
    const already = desk.drafts.get(user.id, actId);
    if (already) return already;
    const entry = notTaken(desk, actId);
    if (entry.command?.kind !== 'appeal.register') throw new AppError('outbox.not_a_card');
    const { card, callIds, closeWith } = entry.command;
    const made = draft.parse({
      id: actId,
      callId: callIds[0] ?? null,
      card,
      updatedAt: desk.now(),
      position: { field: null, guideStep: null },
      outcome: closeWith,
    });
    desk.drafts.save(user.id, made);
    if (entry.entityId !== null) desk.attachments.moveToDraft(user.id, entry.entityId, made.id);
    resolve(desk, entry, 'withdrawn');
    return made;
  });
}

/** «Передать старшему»: what was meant and why it was not taken goes up as an act of its own. */
export function handOverAct(desk: Desk, input: BridgeInput<'outbox.handOver'>): void {
  desk.transact(() => {
    if (desk.outbox.byActId(input.newActId)) return;
    const entry = notTaken(desk, input.actId);
    const handOver: ActCommand = {
      kind: 'act.handOver',
      v: 1,
      handOverId: input.newActId,
      refusedActId: entry.actId,
      refusal: entry.refusal ?? { code: 'act.parked', text: '' },
      appealId: entry.kind.startsWith('appeal.') ? entry.entityId : null,
      meant: entry.meant,
      note: input.note,
    };
    desk.enqueue(handOver, { actId: input.newActId });
    resolve(desk, entry, 'handedOver');
  });
}

export function withdrawAct(desk: Desk, actId: string): void {
  desk.transact(() => {
    if (ownEntry(desk, actId).resolution === null) resolve(desk, notTaken(desk, actId), 'withdrawn');
  });
}

function ownEntry(desk: Desk, actId: string): OutboxEntry {
  const entry = desk.outbox.byActId(actId);
  if (!entry || entry.authorId !== desk.session.require().user.id) throw new AppError('outbox.not_found');
  return entry;
}

function notTaken(desk: Desk, actId: string): OutboxEntry {
  const entry = ownEntry(desk, actId);
  const isOpen = (entry.state === 'refused' || entry.state === 'parked') && entry.resolution === null;
  if (!isOpen) throw new AppError('outbox.already_settled');
  return entry;
}

/** What was dealt with is not shown any more. */
function resolve(desk: Desk, entry: OutboxEntry, resolution: Resolution): void {
  desk.outbox.resolve(entry.actId, resolution);
  if (entry.entityId !== null) rebaseForViewers(desk, entry.entityId, null);
}

function commandsAgain(desk: Desk, entry: OutboxEntry, input: BridgeInput<'outbox.resend'>): ActCommand[] {
  const { command } = entry;
  if (command === null) throw new AppError('outbox.unreadable');
  const { changes, outcome } = input;
  switch (command.kind) {
    case 'appeal.register': {
      const card = withChanges(command.card, changes);
      return [{ ...command, card, closeWith: outcome ?? command.closeWith }];
    }
    case 'appeal.amend': {
      // Whoever sends it again has the card as it stands before their eyes.
      const meant = withoutUndefined({ ...command.changes, ...withoutUndefined(changes) });
      return [{ ...command, changes: meant, was: seenIn(desk, entry, fieldsOf(meant), input.was) ?? command.was }];
    }
    case 'appeal.close': {
      const close: ActCommand = { ...command, outcome: outcome ?? command.outcome };
      const mended = withoutUndefined(changes);
      if (fieldsOf(mended).length === 0) return [close];
      const was = seenIn(desk, entry, fieldsOf(mended), input.was);
      return [{ kind: 'appeal.amend', v: 2, appealId: command.appealId, changes: mended, was, settles: null }, close];
    }
    case 'act.handOver':
    case 'appeal.accept':
    case 'appeal.answer':
    case 'appeal.assign':
    case 'appeal.attach':
    case 'appeal.comment':
    case 'appeal.decline':
    case 'appeal.extend':
    case 'appeal.forward':
    case 'appeal.involve':
    case 'appeal.linkAppeal':
    case 'appeal.linkCall':
    case 'appeal.markExpertise':
    case 'appeal.redirect':
    case 'appeal.reopen':
    case 'appeal.return':
    case 'appeal.submit':
    case 'call.record':
    case 'operator.moved':
      return [command];
  }
}

/** What the author had before their eyes in these fields; null when the appeal is not on this desk and nobody says. */
function seenIn(
  desk: Desk,
  entry: OutboxEntry,
  fields: readonly (keyof AppealCard)[],
  said: BridgeInput<'outbox.resend'>['was'],
): Partial<AppealCard> | null {
  const card = entry.entityId === null ? null : desk.appeals.get(entry.authorId, entry.entityId)?.card;
  if (!card && !said) return null;
  const seen = { ...card, ...withoutUndefined(said ?? {}) };
  return Object.fromEntries(fields.filter((field) => field in seen).map((field) => [field, seen[field]]));
}

function withoutUndefined<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as T;
}
