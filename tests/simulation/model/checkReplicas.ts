import { users } from '../journal/people.ts';
import type { DeskAppeal } from '../../../src/shared/contracts/bridge.ts';
import type { Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import { asKept, same, type Complain, type Outcome, type View } from './checks.ts';

/** Each person sees at each desk what the journal has for them, all of it and nothing else. */
export function checkReplicas(outcome: Outcome, complain: Complain): void {
  for (const view of outcome.views) {
    checkAppeals(outcome, view, complain);
    checkCalls(outcome, view, complain);
  }
  checkDrafts(outcome, complain);
  checkCallFacts(outcome, complain);
}

function checkAppeals({ journal, ledger }: Outcome, view: View, complain: Complain): void {
  const where = `${view.viewerId.slice(-2)} at ${view.desk}`;
  const shown = new Map<string, DeskAppeal>();
  for (const one of view.appeals) {
    if (shown.has(one.appeal.id)) complain('replicas are equal', `${where} sees ${one.appeal.id} twice`);
    shown.set(one.appeal.id, one);
  }
  for (const appeal of journal.appeals.values()) {
    if (!isFor(view.viewerId, appeal)) continue;
    const seen = shown.get(appeal.id);
    if (!seen) complain('replicas are equal', `${where} does not see ${appeal.id}`);
    else if (!same(seen.appeal, appeal))
      complain('replicas are equal', `${where} sees ${appeal.id} otherwise: ${difference(seen.appeal, appeal)}`);
  }
  for (const [appealId, { appeal, sync }] of shown) {
    const known = journal.appeals.get(appealId);
    if (known !== undefined) {
      if (!isFor(view.viewerId, known)) complain('nothing outside the scope', `${where} sees ${appealId}`);
      if (sync === 'waiting' || sync === 'sent') complain('queues are empty', `${where} sees ${appealId} as ${sync}`);
      continue;
    }
    // Not taken by the journal: what was typed stays where its author sees it.
    const deed = [...ledger.deeds.values()].find((one) => one.appealId === appealId && one.meaning.kind === 'register');
    const isOwn = deed === undefined || deed.authorId === view.viewerId;
    if (!isOwn || (sync !== 'refused' && sync !== 'parked'))
      complain('nothing outside the scope', `${where} sees ${appealId}, ${sync}, which the journal has not`);
    if (
      deed?.meaning.kind === 'register' &&
      !same(asKept(appeal.card), asKept(deed.meaning.card)) &&
      sync === 'accepted'
    )
      complain('replicas are equal', `${where} sees ${appealId} with another card`);
  }
}

function checkCalls({ journal }: Outcome, view: View, complain: Complain): void {
  const where = `${view.viewerId.slice(-2)} at ${view.desk}`;
  const shown = new Map(view.calls.map(({ call }) => [call.id, call]));
  for (const call of journal.calls.values()) {
    if (call.operatorId !== view.viewerId) continue;
    const seen = shown.get(call.id);
    if (!seen) complain('replicas are equal', `${where} does not see call ${call.id}`);
    else if (!same(seen, call))
      complain('replicas are equal', `${where} sees call ${call.id} otherwise: ${difference(seen, call)}`);
  }
  for (const callId of shown.keys()) {
    if (journal.calls.get(callId)?.operatorId !== view.viewerId && !isPutAside(view, callId))
      complain('nothing outside the scope', `${where} sees call ${callId}`);
  }
}

/** A fact of the call was not taken by the journal, and says so to who saw it. */
function isPutAside({ acts }: View, callId: string): boolean {
  return acts.some(
    ({ command, state }) => command?.kind === 'call.record' && command.callId === callId && state === 'parked',
  );
}

/** A card being typed is there until it is registered or thrown away, and then it is not. */
function checkDrafts({ ledger, views, journal }: Outcome, complain: Complain): void {
  const acts = new Set([...journal.acts.values()].map((row) => row.actId));
  for (const view of views) {
    const notes = ledger.disks.get(view.desk);
    const shown = new Map(view.drafts.map((draft) => [draft.id, draft]));
    for (const [draftId, note] of notes?.drafts ?? []) {
      if (note.viewerId !== view.viewerId) continue;
      const where = `draft ${draftId} at ${view.desk}`;
      const draft = shown.get(draftId);
      if (note.end === 'open') {
        if (!draft) complain('no draft is lost', `${where} is gone`);
        else if (!note.essences.includes(draft.card.essence)) complain('no draft is lost', `${where} has another text`);
      }
      if (note.end === 'over' && draft) complain('a finished draft stays finished', `${where} is back`);
      if (note.end === 'maybe' && note.endedBy.length > 0) {
        const isRegistered = note.endedBy.some((actId) => acts.has(actId));
        if (isRegistered === (draft !== undefined) && note.callId === null)
          complain(
            'no draft is lost',
            `${where} is ${draft ? 'there although it was' : 'gone although it was not'} registered`,
          );
      }
    }
  }
}

/** What a desk has seen of a call is in its record. */
function checkCallFacts({ ledger, journal, views }: Outcome, complain: Complain): void {
  for (const [desk, notes] of ledger.disks) {
    for (const { callId, operatorId, sipCallId, facts } of notes.calls.values()) {
      const call = journal.calls.get(callId);
      if (views.some((view) => view.desk === desk && isPutAside(view, callId))) continue;
      if (!call) {
        complain('acknowledged is in the journal', `call ${callId} of ${desk} is not`);
        continue;
      }
      const isTold = {
        offered: call.offeredAt !== null && call.operatorId === operatorId && call.sipCallId === sipCallId,
        answered: call.answeredAt !== null,
        ended: call.endedAt !== null,
        callbackWanted: call.callbackWantedAt !== null,
        callbackDone: call.callbackDoneAt !== null,
        noAppeal: call.noAppealReason !== null,
      };
      for (const fact of facts)
        if (!isTold[fact]) complain('acknowledged is in the journal', `call ${callId}: ${fact} is not`);
    }
  }
}

/** Whose desks have an appeal: who leads it; while it waits, whom it is addressed to, or everybody it lies before. */
function isFor(viewerId: string, appeal: Appeal): boolean {
  const { isWaiting, assigneeId, registeredBy, desk } = appeal;
  if (!isWaiting) return (assigneeId ?? registeredBy) === viewerId;
  if (assigneeId !== null) return assigneeId === viewerId;
  const viewer = users.find((one) => one.id === viewerId);
  return viewer?.role === 'op2' && viewer.organisationId === desk?.organisationId && desk.level === 2;
}

function difference(one: object, other: object): string {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const of = (value: object, name: string): unknown => (value as Record<string, unknown>)[name];
  return names
    .filter((name) => !same(of(one, name), of(other, name)))
    .map(
      (name) =>
        `${name} ${JSON.stringify(of(one, name))?.slice(0, 80)} ≠ ${JSON.stringify(of(other, name))?.slice(0, 80)}`,
    )
    .join('; ');
}
