import { OUTCOME, typedCard, typedText } from './cards.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

/** Registers the card of a draft, or of a new one. */
export async function register(
  window: Window,
  scene: Scene,
  draft: { id: string; callId: string | null } | null,
): Promise<void> {
  const { dice } = window;
  let draftId = draft?.id;
  if (draftId === undefined) {
    const made = await window.ask('drafts.create', { channel: 'letter' });
    if (made.kind !== 'told') return;
    draftId = made.output.draft.id;
    noteDraft(window, draftId, null, '');
  }
  const card = typedCard(dice, scene.words);
  const closeWith = card.answer !== '' && card.kind === 'consultation' && dice.chance(0.4) ? OUTCOME : null;
  const callId = draft?.callId ?? null;
  const actId = window.newId();
  const note = window.notes().drafts.get(draftId);
  note?.endedBy.push(actId);
  if (note?.end === 'open') note.end = 'maybe';
  const meaning = { kind: 'register' as const, card, draftId, callId, closeWith };
  const deed = await window.act(
    'appeals.register',
    { actId, draftId, card, callId, closeWith },
    { actId, appealId: null, meaning },
    (said, told) => {
      told.appealId = said.appeal.appeal.id;
      told.number = said.appeal.appeal.number;
      const ended = window.notes().drafts.get(meaning.draftId);
      if (ended) ended.end = 'over';
    },
  );
  if (deed.state === 'denied' && note?.end === 'maybe') note.end = 'open';
}

export async function typeDraft(window: Window, scene: Scene): Promise<void> {
  const heard = await window.ask('drafts.list', {});
  if (heard.kind !== 'told') return;
  const known = heard.output.drafts.filter(
    (draft) => window.notes().drafts.get(draft.id)?.end === 'open' && draft.callId === null,
  );
  if (known.length > 0 && window.dice.chance(0.4)) {
    const { id, callId } = window.dice.pick(known);
    return register(window, scene, { id, callId });
  }
  if (known.length > 0) return saveDraft(window, scene, window.dice.pick(known).id);
  const made = await window.ask('drafts.create', { channel: 'email' });
  if (made.kind === 'told') noteDraft(window, made.output.draft.id, null, '');
}

export async function saveDraft(window: Window, scene: Scene, draftId: string): Promise<void> {
  const listed = await window.ask('drafts.list', {});
  const draft = listed.kind === 'told' ? listed.output.drafts.find((one) => one.id === draftId) : undefined;
  const note = window.notes().drafts.get(draftId);
  if (!draft || !note) return;
  const essence = typedText(window.dice, scene.words);
  const saved = await window.ask('drafts.save', { draft: { ...draft, card: { ...draft.card, essence } } });
  if (saved.kind === 'told') note.essences = [essence];
  if (saved.kind === 'unknown') note.essences.push(essence);
}

export function noteDraft(window: Window, draftId: string, callId: string | null, essence: string): void {
  if (window.user === null || window.notes().drafts.has(draftId)) return;
  window
    .notes()
    .drafts.set(draftId, { viewerId: window.user.id, callId, essences: [essence], end: 'open', endedBy: [] });
}
