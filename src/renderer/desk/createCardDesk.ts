import { createStore } from 'zustand/vanilla';
import type { CallerCard, Draft } from '../../shared/contracts/bridge.ts';
import { checkCard, checkClosing } from '../../shared/domain/appeal/controls.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import type { CardDesk, CardDeskOptions } from './cardDesk.ts';
import { hasText, withoutPerson, withPerson } from './cardEdits.ts';
import { createCardSends } from './cardSends.ts';
import { createChangeDesk } from './createChangeDesk.ts';
import { createDeskOwner } from './createDeskOwner.ts';
import { createDraftSaver } from './createDraftSaver.ts';
import {
  activeTab,
  EMPTY_DESK,
  tabOf,
  tabOfCall,
  withPersons,
  type DeskState,
  type FieldFocus,
  type Tab,
} from './deskState.ts';
import { mergeDrafts } from './mergeDrafts.ts';
import { newTab, outcomeOf } from './newTab.ts';

/** All cards that lie open in this window, and the only way to change them. */
export function createCardDesk(options: CardDeskOptions): CardDesk {
  const { bridge, reference, nowMs, random, lookUp, saveDelayMs = 300 } = options;
  const store = createStore<DeskState>(() => EMPTY_DESK);
  const saver = createDraftSaver({
    save: (draft) => bridge.call('drafts.save', { draft }),
    onState: (draftId, save, saveError) => patch(draftId, () => ({ save, saveError })),
    delayMs: saveDelayMs,
  });

  const set = store.setState;
  const get = store.getState;
  const newId = (): string => uuid7(nowMs(), random());
  const newDraft = (): Pick<Draft, 'id' | 'updatedAt'> => ({ id: newId(), updatedAt: toInstant(nowMs()) });

  function patch(draftId: string, change: (tab: Tab) => Partial<Tab>): void {
    set((state) => ({
      tabs: state.tabs.map((tab) => (tab.draft.id === draftId ? { ...tab, ...change(tab) } : tab)),
    }));
  }

  /** What a person does to a card: from now on it lies open on the desk until they put it away. */
  function handle(draftId: string, change: (draft: Draft) => Draft): void {
    write(draftId, (draft) => {
      const changed = change(draft);
      if (changed === draft || changed.position.open) return changed;
      return { ...changed, position: { ...changed.position, open: true } };
    });
  }

  function write(draftId: string, change: (draft: Draft) => Draft): void {
    const tab = tabOf(get(), draftId);
    if (!tab || tab.busy || tab.end) return;
    const changed = change(tab.draft);
    if (changed === tab.draft) return;
    const draft = { ...changed, updatedAt: toInstant(nowMs()) };
    patch(draftId, () => ({ draft, outcome: outcomeOf(draft) }));
    // A card that is closed and opened again comes from this list: it must never be older than what was typed.
    set((state) => ({ drafts: state.drafts?.map((one) => (one.id === draftId ? draft : one)) ?? null }));
    saver.change(draft);
  }

  /** An open card is never replaced by what comes from outside: what is typed in it may be newer. */
  function openTab(draft: Draft): void {
    if (tabOf(get(), draft.id)) return;
    set((state) => ({ tabs: [...state.tabs, newTab(draft)] }));
  }

  function bringForward(draftId: string): void {
    set((state) => ({
      activeId: draftId,
      // Finished cards have been seen by now.
      tabs: state.tabs.filter((tab) => tab.end === null || tab.draft.id === draftId),
    }));
  }

  function dismiss(draftId: string): void {
    set((state) => {
      const tabs = state.tabs.filter((tab) => tab.draft.id !== draftId);
      return { tabs, activeId: state.activeId === draftId ? (tabs.at(-1)?.draft.id ?? null) : state.activeId };
    });
  }

  /** Put away by its owner: among the drafts it stays, and is not laid open again by itself. */
  function layOff(draftId: string): void {
    const tab = tabOf(get(), draftId);
    if (tab?.draft.position.open) {
      write(draftId, (draft) => ({ ...draft, position: { ...draft.position, open: false } }));
    }
    dismiss(draftId);
  }

  /** One person under the number is taken over at once, and marked as a guess; of several nobody is. */
  function guess(callId: string): void {
    const tab = tabOfCall(get(), callId);
    const caller = get().callers[callId];
    const [person] = caller?.persons ?? [];
    if (!tab || tab.draft.personFrom !== null || !person || caller?.persons.length !== 1) return;
    if (tab.draft.card.personId !== null || tab.draft.card.applicant.name !== '') return;
    write(tab.draft.id, (draft) => ({ ...draft, card: withPerson(draft.card, person), personFrom: 'number' }));
  }

  function takeCaller(caller: CallerCard): void {
    set((state) => ({
      callers: { ...state.callers, [caller.callId]: caller },
      persons: withPersons(state, caller.persons),
    }));
    guess(caller.callId);
  }

  function focusField(field: string, more: Partial<Omit<FieldFocus, 'field' | 'n'>> = {}): void {
    const plain = { selectAll: false, caret: null, polite: false };
    set((state) => ({ focus: { ...plain, ...more, field, n: (state.focus?.n ?? 0) + 1 } }));
  }

  /** The cursor goes back to where it was in this card. */
  function returnTo(draftId: string, polite: boolean): void {
    const position = tabOf(get(), draftId)?.draft.position;
    if (position?.field) focusField(position.field, { caret: position.caret, polite });
  }

  function identify(callId: string | null, personId: string | null): void {
    if (callId === null) return;
    // The card carries the person as well, so a failure here loses nothing but a mark on the call.
    bridge.call('calls.identify', { callId, personId }).catch(() => undefined);
  }

  async function loadDrafts(): Promise<void> {
    try {
      const { drafts } = await bridge.call('drafts.list', {});
      set((state) => mergeDrafts(state, drafts));
    } catch {
      // The list that is shown stays; the strip says that the core is away.
    }
  }

  const changes = createChangeDesk({
    set,
    get,
    patch,
    saver,
    handle,
    openTab,
    bringForward,
    returnTo,
    focusField,
    newDraft,
  });
  async function takeNewest(appealId: string): Promise<void> {
    const appeal = await lookUp?.(appealId);
    if (appeal) changes.takeBase(appeal);
  }

  const sends = createCardSends({
    bridge,
    saver,
    get,
    patch,
    reference,
    newId,
    identify,
    lookUp: takeNewest,
  });
  const owner = createDeskOwner({ bridge, saver, store, loadDrafts });

  bridge.subscribe('drafts.changed', () => void loadDrafts());
  bridge.subscribe('caller.changed', takeCaller);
  bridge.onBack(() => void saver.flush().then(loadDrafts));

  return {
    store,
    ...sends,
    ...changes,
    lookUp: takeNewest,
    pop({ call, caller, draft }, typing) {
      set((state) => ({ calls: { ...state.calls, [call.id]: call }, ringingCallId: typing ? call.id : null }));
      if (draft) openTab(draft);
      takeCaller(caller);
      if (draft && !typing) bringForward(draft.id);
    },
    answered(callId) {
      const tab = tabOfCall(get(), callId);
      set({ ringingCallId: null });
      if (tab) bringForward(tab.draft.id);
    },
    unanswered(callId) {
      const tab = tabOfCall(get(), callId);
      if (get().ringingCallId === callId) set({ ringingCallId: null });
      // The core drops the draft by the same measure.
      if (tab && !hasText(tab.draft.card)) dismiss(tab.draft.id);
    },
    putAside(callId) {
      const tab = tabOfCall(get(), callId);
      if (tab) layOff(tab.draft.id);
    },
    layOff,
    activate(draftId) {
      const draft = get().drafts?.find((one) => one.id === draftId);
      if (draft) openTab(draft);
      bringForward(draftId);
      returnTo(draftId, false);
    },
    edit: (draftId, change) => handle(draftId, (draft) => ({ ...draft, card: change(draft.card) })),
    setOutcome: (draftId, outcome) => handle(draftId, (draft) => ({ ...draft, outcome })),
    setLinks: (draftId, links) => handle(draftId, (draft) => ({ ...draft, links: [...links] })),
    setPosition: (draftId, position) =>
      handle(draftId, (draft) => ({ ...draft, position: { ...draft.position, ...position } })),
    choosePerson(draftId, person) {
      const tab = tabOf(get(), draftId);
      if (!tab) return;
      const was = get().persons[tab.draft.card.personId ?? ''] ?? null;
      if (person) set((state) => ({ persons: withPersons(state, [person]) }));
      handle(draftId, (draft) => ({
        ...draft,
        card: person ? withPerson(draft.card, person, was) : withoutPerson(draft.card, was),
        personFrom: 'operator',
      }));
      identify(tab.draft.callId, person?.id ?? null);
    },
    focusField,
    findings(tab) {
      if (tab.tried === 'none') return [];
      const madeUnder = tab.draft.amends?.classifierVersion ?? null;
      return tab.tried === 'close'
        ? checkClosing(tab.draft.card, tab.outcome, reference(), toInstant(Date.now()), madeUnder)
        : checkCard(tab.draft.card, reference(), toInstant(Date.now()), madeUnder);
    },
    openDraft(draft) {
      openTab(draft);
      bringForward(draft.id);
      focusField('theme');
    },
    async create(channel) {
      const { draft } = await bridge.call('drafts.create', { channel });
      openTab(draft);
      bringForward(draft.id);
    },
    async discard(draftId) {
      await saver.settle(draftId);
      await bridge.call('drafts.discard', { draftId });
      dismiss(draftId);
      await loadDrafts();
    },
    passedOn(draftId, appeal) {
      // It is out of the list only when the journal has it.
      const end = { kind: 'registered' as const, appeal: { ...appeal, sync: 'accepted' as const, refusal: null } };
      patch(draftId, (tab) => (tab.end?.kind === 'registered' ? { end } : {}));
    },
    dismiss,
    flush: () => saver.flush(),
    own: owner.own,
    clear: owner.clear,
    async load() {
      await loadDrafts();
      const isFirst = get().tabs.length === 0;
      const open = get().drafts?.filter((draft) => draft.position.open) ?? [];
      for (const draft of open.toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt))) openTab(draft);
      const newest = isFirst ? get().tabs.at(-1) : undefined;
      if (newest) bringForward(newest.draft.id);
      if (newest) returnTo(newest.draft.id, true);
      const { current } = await bridge.call('calls.current', {});
      if (!current) return;
      const { call, caller, draft } = current;
      set((state) => ({ calls: { ...state.calls, [call.id]: call } }));
      if (draft) openTab(draft);
      takeCaller(caller);
      const isFree = activeTab(get()) === null || activeTab(get())?.draft.id === newest?.draft.id;
      if (!draft || !isFree) return;
      bringForward(draft.id);
      returnTo(draft.id, true);
    },
  };
}
