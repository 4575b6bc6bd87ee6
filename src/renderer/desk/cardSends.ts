import type { AppealOutcome } from '../../shared/domain/appeal/codeBooks.ts';
import { toInstant, type Instant } from '../../shared/lib/primitives.ts';
import {
  checkCard,
  checkClosing,
  type AppealReference,
  type ControlFinding,
} from '../../shared/domain/appeal/controls.ts';
import type { NoAppealReason } from '../../shared/domain/call/call.ts';
import { AppError, toErrorValue } from '../../shared/errors.ts';
import type { WindowBridge } from '../bridge/windowBridge.ts';
import { changesOf, clashesOf } from './amendDraft.ts';
import type { DraftSaver } from './createDraftSaver.ts';
import { baseOf, tabOf, type DeskState, type Tab } from './deskState.ts';

export interface CardSendsOptions {
  bridge: WindowBridge;
  saver: DraftSaver;
  get: () => DeskState;
  patch: (draftId: string, change: (tab: Tab) => Partial<Tab>) => void;
  reference: () => AppealReference;
  newId: () => string;
  identify: (callId: string | null, personId: string | null) => void;
  /** Asks for the present state of an appeal that no feed of this desk tells of. */
  lookUp: (appealId: string) => Promise<void>;
}

export interface CardSends {
  /** Registers the card, or sends the change of a registered one; closed with the outcome or left open (null). */
  submit(draftId: string, closeWith: AppealOutcome | null): Promise<void>;
  closeWithoutAppeal(draftId: string, reason: NoAppealReason): Promise<void>;
}

/** How a card leaves the desk. */
export function createCardSends(options: CardSendsOptions): CardSends {
  const { bridge, saver, get, patch, reference, newId, identify, lookUp } = options;
  /** One act per attempt: a repeat after no answer is the same act, so nothing is done twice. */
  const acts = new Map<string, string>();

  function actIdOf(key: string): string {
    const actId = acts.get(key) ?? newId();
    acts.set(key, actId);
    return actId;
  }

  /** @returns whether it was done; a failure stands on the card in words, and the text stays */
  async function attempt(draftId: string, run: () => Promise<Partial<Tab>>): Promise<boolean> {
    patch(draftId, () => ({ busy: true, error: null }));
    try {
      const change = await run();
      patch(draftId, () => ({ ...change, busy: false }));
      return true;
    } catch (error) {
      const value = toErrorValue(error);
      patch(draftId, () => ({ busy: false, error: value }));
      const isAnswered = !(error instanceof AppError && error.code === 'bridge.down');
      if (isAnswered) for (const key of [...acts.keys()]) if (key.startsWith(draftId)) acts.delete(key);
      const tab = tabOf(get(), draftId);
      if (tab) saver.change(tab.draft);
      return false;
    }
  }

  /** Of a change only what it brings: a flaw the appeal has had before stands in nobody's way. */
  function newFlaws({ draft: { card, amends } }: Tab): ControlFinding[] {
    const check = (one: typeof card): ControlFinding[] =>
      checkCard(one, reference(), now(), amends?.classifierVersion ?? null);
    const before = new Set(amends ? check(amends.was).map((finding) => finding.code) : []);
    return check(card).filter((finding) => !before.has(finding.code));
  }

  async function register(tab: Tab, closeWith: AppealOutcome | null): Promise<Partial<Tab>> {
    const { id: draftId, card, callId, links } = tab.draft;
    await saver.settle(draftId);
    const { appeal } = await bridge.call('appeals.register', {
      actId: actIdOf(draftId),
      draftId,
      card,
      callId,
      closeWith,
      ...(links === undefined ? {} : { links }),
    });
    acts.delete(draftId);
    return { end: { kind: 'registered', appeal } };
  }

  async function change(tab: Tab, closeWith: AppealOutcome | null): Promise<Partial<Tab>> {
    const { id: draftId, amends } = tab.draft;
    if (!amends) return {};
    const { appealId, number, settles, resends } = amends;
    const before = clashesOf(tab.draft, baseOf(get(), tab)).length;
    await lookUp(appealId);
    const draft = tabOf(get(), draftId)?.draft ?? tab.draft;
    // A change that came to light only now has not been before anybody's eyes: shown first, sent by the next press.
    if (clashesOf(draft, baseOf(get(), tab)).length > before) throw new AppError('appeal.changed_meanwhile');
    await saver.settle(draftId);
    const { changes, was } = changesOf(draft);
    if (resends !== null) {
      const newActId = actIdOf(draftId);
      await bridge.call('outbox.resend', { actId: resends, newActId, changes, was, outcome: closeWith });
    } else {
      if (Object.keys(changes).length > 0) {
        await bridge.call('appeals.amend', { actId: actIdOf(draftId), appealId, changes, was, settles });
      }
      if (closeWith !== null) {
        const { answer } = draft.card;
        await bridge.call('appeals.close', {
          actId: actIdOf(`${draftId}/close`),
          appealId,
          answer,
          outcome: closeWith,
        });
      }
    }
    acts.delete(draftId);
    acts.delete(`${draftId}/close`);
    // A change that stays among the drafts is found done when it is opened: nothing is sent twice.
    await bridge.call('drafts.discard', { draftId }).catch(() => undefined);
    return { end: { kind: 'changed', number, appealId, isClosed: closeWith !== null } };
  }

  return {
    async submit(draftId, closeWith) {
      const tab = tabOf(get(), draftId);
      if (!tab || tab.busy || tab.end) return;
      const { card, amends, personFrom, callId } = tab.draft;
      const madeUnder = amends?.classifierVersion ?? null;
      const found = closeWith === null ? newFlaws(tab) : checkClosing(card, closeWith, reference(), now(), madeUnder);
      const seen = tab.tried !== 'none' && closeWith === null;
      patch(draftId, () => ({ tried: closeWith === null ? 'register' : 'close' }));
      // Registering is a fact and never refused: a second press registers with its flaws. Closing needs a whole card.
      if (found.length > 0 && !seen && amends?.settles == null) return;
      if (personFrom === 'number' && card.personId !== null) identify(callId, card.personId);
      await attempt(draftId, () => (amends ? change(tab, closeWith) : register(tab, closeWith)));
    },
    async closeWithoutAppeal(draftId, reason) {
      const callId = tabOf(get(), draftId)?.draft.callId;
      if (!callId) return;
      const isDone = await attempt(draftId, async () => {
        await saver.settle(draftId);
        await bridge.call('calls.closeWithoutAppeal', { callId, reason });
        return { end: { kind: 'noAppeal', reason } };
      });
      // The draft goes with the call; where the core has dropped it already, there is nothing to do.
      if (isDone) await bridge.call('drafts.discard', { draftId }).catch(() => undefined);
    },
  };
}

/** A card is judged as if it were registered now. */
function now(): Instant {
  return toInstant(Date.now());
}
