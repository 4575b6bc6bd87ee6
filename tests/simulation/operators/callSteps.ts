import type { CallFactName } from '../model/ledger.ts';
import { noteDraft, register, saveDraft } from './draftSteps.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

/** The next thing that happens to the call in hand, or a new one. */
export async function call(window: Window, scene: Scene): Promise<void> {
  const { dice, user } = window;
  const inHand = window.call;
  if (user === null) return;
  if (inHand === null) {
    const sipCallId = `sip-${window.newId()}`;
    const heard = await window.ask('calls.offer', {
      direction: 'incoming',
      sipCallId,
      linkedId: null,
      queue: 'hotline',
      queueWaitSec: 3,
      from: dice.chance(0.8) ? `7900000${dice.int(1000, 1020)}` : null,
      displayName: null,
    });
    if (heard.kind !== 'told') return;
    const { call: offered, draft } = heard.output;
    window.call = { callId: offered.id, draftId: draft.id, phase: 'ringing' };
    const facts = new Set<CallFactName>(['offered']);
    window
      .notes()
      .calls.set(offered.id, { callId: offered.id, operatorId: user.id, desk: window.desk.name, sipCallId, facts });
    noteDraft(window, draft.id, offered.id, '');
    return;
  }
  const { callId, draftId } = inHand;
  const tell = (fact: CallFactName): void => void window.notes().calls.get(callId)?.facts.add(fact);
  if (inHand.phase === 'ringing') {
    if (dice.chance(0.2)) {
      const note = window.notes().drafts.get(draftId);
      if (note && note.end === 'open') note.end = 'maybe';
      const ended = await window.ask('calls.ended', { callId, cause: dice.pick(['caller', 'ringTimeout']) });
      if (ended.kind === 'told') tell('ended');
      if (ended.kind !== 'unknown') window.call = null;
      if (dice.chance(0.5)) {
        const wanted = await window.ask('calls.wantCallback', { callId });
        if (wanted.kind === 'told') tell('callbackWanted');
      }
      return;
    }
    const answered = await window.ask('calls.answered', { callId });
    if (answered.kind === 'told') tell('answered');
    if (answered.kind !== 'unknown') inHand.phase = 'talking';
    return;
  }
  if (inHand.phase === 'talking') {
    if (dice.chance(0.5)) await saveDraft(window, scene, draftId);
    const ended = await window.ask('calls.ended', { callId, cause: 'caller' });
    if (ended.kind === 'told') tell('ended');
    if (ended.kind !== 'unknown') inHand.phase = 'over';
    return;
  }
  window.call = null;
  if (dice.chance(0.75)) return register(window, scene, { id: draftId, callId });
  const note = window.notes().drafts.get(draftId);
  if (note && note.end === 'open') note.end = 'maybe';
  const closed = await window.ask('calls.closeWithoutAppeal', { callId, reason: 'wrongNumber' });
  if (closed.kind !== 'told') return;
  tell('noAppeal');
  if (note) note.end = 'over';
}
