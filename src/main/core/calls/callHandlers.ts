import type { Desk } from '../desk.ts';
import type { Changed, HandlersOf } from '../handlers.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { OperatorDesk } from '../operator/operatorDesk.ts';
import { addFact } from './addFact.ts';
import { listCalls } from './listCalls.ts';
import { lookupCaller } from './lookupCaller.ts';
import { currentCall, offerCall } from './offerCall.ts';

interface Parts {
  desk: Desk;
  journal: JournalClient;
  operator: OperatorDesk;
  changed: Changed;
}

/** What a window tells of the call in hand, and asks of calls. */
export function callHandlers({ desk, journal, operator, changed }: Parts): HandlersOf<'calls'> {
  return {
    'calls.offer'(input) {
      const offered = offerCall(desk, input);
      // The name first: everything slower follows after the answer.
      void lookupCaller(desk, journal, offered.call);
      operator.move({ kind: 'offer', callId: offered.call.id });
      changed('calls.changed', 'drafts.changed');
      return offered;
    },
    'calls.answered'({ callId }) {
      desk.transact(() => addFact(desk, callId, { kind: 'call.answered', at: desk.now() }));
      operator.move({ kind: 'answered', callId });
      return changed('calls.changed');
    },
    'calls.ended'({ callId, cause }) {
      const call = desk.transact(() => {
        const ended = addFact(desk, callId, { kind: 'call.ended', at: desk.now(), cause });
        // Nobody spoke: there is nothing to register, only a missed call to see.
        if (ended.answeredAt === null) finishUntouchedDraft(desk, callId);
        return ended;
      });
      if (call.answeredAt !== null) operator.callEnded(callId);
      else operator.move({ kind: 'offerEnded', callId, how: howOfferEnded(cause) });
      return changed('calls.changed', 'drafts.changed');
    },
    'calls.identify'({ callId, personId }) {
      desk.transact(() => addFact(desk, callId, { kind: 'call.identified', at: desk.now(), personId }));
      return changed('calls.changed');
    },
    'calls.closeWithoutAppeal'({ callId, reason }) {
      const { user } = desk.session.require();
      desk.transact(() => {
        addFact(desk, callId, { kind: 'call.closedWithoutAppeal', at: desk.now(), reason });
        const draft = desk.drafts.byCall(user.id, callId);
        if (draft) desk.drafts.finish(user.id, draft.id);
      });
      operator.cardDone();
      return changed('calls.changed', 'drafts.changed');
    },
    'calls.wantCallback'({ callId }) {
      desk.transact(() => addFact(desk, callId, { kind: 'call.callbackWanted', at: desk.now() }));
      return changed('calls.changed');
    },
    'calls.callbackDone'({ callId }) {
      desk.transact(() => addFact(desk, callId, { kind: 'call.callbackDone', at: desk.now() }));
      return changed('calls.changed');
    },
    'calls.list': ({ filter }) => ({ calls: listCalls(desk, filter) }),
    'calls.current': () => currentCall(desk, operator.state()?.callId ?? null),
  };
}

function howOfferEnded(cause: string): 'missed' | 'rejected' | 'gone' {
  if (cause === 'rejected') return 'rejected';
  return cause === 'ringTimeout' ? 'missed' : 'gone';
}

/** The card of a call nobody answered goes, unless something was already written on it. */
function finishUntouchedDraft(desk: Desk, callId: string): void {
  const { user } = desk.session.require();
  const draft = desk.drafts.byCall(user.id, callId);
  if (draft && draft.card.essence.trim() === '' && draft.card.answer.trim() === '')
    desk.drafts.finish(user.id, draft.id);
}
