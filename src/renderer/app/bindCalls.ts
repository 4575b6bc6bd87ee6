import type { CardDesk } from '../desk/cardDesk.ts';
import { tabOfCall } from '../desk/deskState.ts';
import type { Softphone } from '../telephony/softphone.ts';

export interface CallBindings {
  softphone: Softphone;
  desk: CardDesk;
  /** Whether a person is typing somewhere a new card would take them from. */
  isTyping: () => boolean;
  /** Brings the work page to the front. */
  showWork: () => void;
}

/**
 * Leads calls to cards: one card per call, whatever the line tells and how often. A ring shows the card but takes no
 * field away from anybody; the card comes to the front for certain when the operator answers, which is their own act.
 */
export function bindCalls({ softphone, desk, isTyping, showWork }: CallBindings): () => void {
  let lastTurn: string | null = null;
  const stopOffers = softphone.onOffered((offered) => {
    const typing = isTyping();
    desk.pop(offered, typing);
    if (!typing) showWork();
    // The answer may have been pressed before the core had the card ready.
    follow();
  });

  function follow(): void {
    const { call } = softphone.store.getState();
    if (!call?.callId || !desk.store.getState().callers[call.callId]) return;
    const wasAnswered = call.answeredAtMs !== null || call.phase === 'talking';
    const turn = wasAnswered ? 'answered' : call.phase === 'ended' ? 'unanswered' : null;
    if (turn === null || lastTurn === `${turn} ${call.callId}`) return;
    lastTurn = `${turn} ${call.callId}`;
    if (turn === 'unanswered') return desk.unanswered(call.callId);
    const before = desk.store.getState();
    const draftId = tabOfCall(before, call.callId)?.draft.id ?? null;
    // Somebody who types in this very card already stays where they are; from another card the cursor comes along.
    const staysPut = isTyping() && before.activeId === draftId;
    desk.answered(call.callId);
    showWork();
    if (draftId !== null && !staysPut) desk.focusField('theme');
  }

  const stopTurns = softphone.store.subscribe(follow);
  return () => {
    stopOffers();
    stopTurns();
  };
}

/** Whether the cursor stands in a field of a card, or of a list that a popped card would hide. */
export function isTypingInCard(active: Element | null): boolean {
  if (!active?.closest('[data-card-area]')) return false;
  return active.matches('input:not([type=radio]), textarea, select');
}
