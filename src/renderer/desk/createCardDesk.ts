import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallerCard, Draft } from '../../shared/contracts/bridge.ts';
import type { AppealCard, AppealChannel, AppealOutcome } from '../../shared/domain/appeal/appeal.ts';
import {
  checkCard,
  checkClosing,
  outcomesOf,
  type AppealReference,
  type ControlFinding,
} from '../../shared/domain/appeal/controls.ts';
import type { Call, NoAppealReason } from '../../shared/domain/call/call.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import { AppError, toErrorValue } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import type { WindowBridge } from '../bridge/windowBridge.ts';
import { hasText, withoutPerson, withPerson } from './cardEdits.ts';
import { createDraftSaver } from './createDraftSaver.ts';
import { activeTab, EMPTY_DESK, tabOf, tabOfCall, withPersons, type DeskState, type Tab } from './deskState.ts';
import { newTab, usualOutcome } from './newTab.ts';
import { mergeDrafts } from './mergeDrafts.ts';

/** A call that came with its caller and its card. */
export interface Popped {
  call: Call;
  caller: CallerCard;
  draft: Draft | null;
}

export interface CardDesk {
  store: StoreApi<DeskState>;
  /** A call came. Its card is shown at once unless somebody is typing in another one. */
  pop(popped: Popped, typing: boolean): void;
  /** The operator took the call: now its card comes to the front. */
  answered(callId: string): void;
  /** The offer is over without a talk; an untouched card leaves the screen. */
  unanswered(callId: string): void;
  /** The card of this call went to the drafts: off the screen, not out of memory. */
  putAside(callId: string): void;
  activate(draftId: string): void;
  edit(draftId: string, change: (card: AppealCard) => AppealCard): void;
  setOutcome(draftId: string, outcome: AppealOutcome): void;
  setPosition(draftId: string, position: Partial<Draft['position']>): void;
  choosePerson(draftId: string, person: Person | null): void;
  focusField(field: string, selectAll?: boolean): void;
  findings(tab: Tab): ControlFinding[];
  /** Registers the card, closed with the outcome or left open (null). */
  submit(draftId: string, closeWith: AppealOutcome | null): Promise<void>;
  closeWithoutAppeal(draftId: string, reason: NoAppealReason): Promise<void>;
  create(channel: AppealChannel): Promise<void>;
  discard(draftId: string): Promise<void>;
  /** Takes a card off the screen; an unfinished one stays among the drafts. */
  dismiss(draftId: string): void;
  flush(): Promise<void>;
  /**
   * Whose desk it is from now on; null while nobody is signed in. Cards of somebody whose session ended under them
   * (the core lost its cache) are laid aside, seen by nobody else, and come back with their owner.
   */
  own(userId: string | null): void;
  /** Fetches drafts, and the call in hand after a reload of the window. */
  load(): Promise<void>;
  /** The owner signed out: what was typed is with the core. */
  clear(): void;
}

export interface CardDeskOptions {
  bridge: WindowBridge;
  reference: () => AppealReference;
  nowMs: () => number;
  random: () => Uint8Array;
  saveDelayMs?: number;
}

/** All cards that lie open in this window, and the only way to change them. */
export function createCardDesk({ bridge, reference, nowMs, random, saveDelayMs = 300 }: CardDeskOptions): CardDesk {
  const store = createStore<DeskState>(() => EMPTY_DESK);
  /** One act per attempt: a repeat after no answer is the same act, so a card is never registered twice. */
  const acts = new Map<string, string>();
  const laidAside = new Map<string, DeskState>();
  let owner: string | null = null;
  let lastOwner: string | null = null;
  const saver = createDraftSaver({
    save: (draft) => bridge.call('drafts.save', { draft }),
    onState: (draftId, save, saveError) => patch(draftId, () => ({ save, saveError })),
    delayMs: saveDelayMs,
  });

  const set = store.setState;
  const get = store.getState;

  function patch(draftId: string, change: (tab: Tab) => Partial<Tab>): void {
    set((state) => ({
      tabs: state.tabs.map((tab) => (tab.draft.id === draftId ? { ...tab, ...change(tab) } : tab)),
    }));
  }

  function write(draftId: string, change: (draft: Draft) => Draft, more: Partial<Tab> = {}): void {
    const tab = tabOf(get(), draftId);
    if (!tab || tab.busy || tab.end) return;
    const changed = change(tab.draft);
    if (changed === tab.draft) return;
    const draft = { ...changed, updatedAt: toInstant(nowMs()) };
    const outcome = outcomesOf(draft.card.kind).includes(tab.outcome) ? tab.outcome : usualOutcome(draft.card);
    patch(draftId, () => ({ ...more, draft, outcome }));
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

  /** One person under the number is taken over at once, and marked as a guess; of several nobody is. */
  function guess(callId: string): void {
    const tab = tabOfCall(get(), callId);
    const caller = get().callers[callId];
    const [person] = caller?.persons ?? [];
    if (!tab || tab.guessed || tab.decided || !person || caller?.persons.length !== 1) return;
    if (tab.draft.card.personId !== null || tab.draft.card.applicant.name !== '') return;
    write(tab.draft.id, (draft) => ({ ...draft, card: withPerson(draft.card, person) }), { guessed: true });
  }

  function takeCaller(caller: CallerCard): void {
    set((state) => ({
      callers: { ...state.callers, [caller.callId]: caller },
      persons: withPersons(state, caller.persons),
    }));
    guess(caller.callId);
  }

  function focusField(field: string, selectAll = false): void {
    set((state) => ({ focus: { field, n: (state.focus?.n ?? 0) + 1, selectAll } }));
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

  function layAside(userId: string): void {
    saver.drop();
    laidAside.set(userId, get());
    set(EMPTY_DESK);
  }

  /** A core that lost its cache is given the drafts again; one that it has finished meanwhile stays finished there. */
  async function takeUp(userId: string, kept: DeskState): Promise<void> {
    set({ ...kept, tabs: kept.tabs.map((tab) => ({ ...tab, busy: false })) });
    for (const tab of kept.tabs) if (tab.end === null) saver.change(tab.draft);
    try {
      await saver.flush();
      const { drafts } = await bridge.call('drafts.list', {});
      const listed = new Set(drafts.map((draft) => draft.id));
      // Of a card that is not open here another window may know newer text, so it is given only where there is none.
      for (const draft of kept.drafts ?? []) {
        if (owner !== userId) return;
        if (!listed.has(draft.id) && !tabOf(get(), draft.id)) await bridge.call('drafts.save', { draft });
      }
    } catch {
      // The open cards say so themselves, and are tried again.
    }
    if (owner === userId) await loadDrafts();
  }

  bridge.subscribe('drafts.changed', () => void loadDrafts());
  bridge.subscribe('caller.changed', takeCaller);
  bridge.onBack(() => void saver.flush().then(loadDrafts));

  /** @returns whether it was done; a failure stands on the card in words, and the text stays */
  async function act(draftId: string, run: () => Promise<Partial<Tab>>): Promise<boolean> {
    patch(draftId, () => ({ busy: true, error: null }));
    try {
      const change = await run();
      patch(draftId, () => ({ ...change, busy: false }));
      return true;
    } catch (error) {
      const value = toErrorValue(error);
      patch(draftId, () => ({ busy: false, error: value }));
      if (!(error instanceof AppError && error.code === 'bridge.down')) acts.delete(draftId);
      const tab = tabOf(get(), draftId);
      if (tab) saver.change(tab.draft);
      return false;
    }
  }

  return {
    store,
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
      if (tab) dismiss(tab.draft.id);
    },
    activate(draftId) {
      const draft = get().drafts?.find((one) => one.id === draftId);
      if (draft) openTab(draft);
      bringForward(draftId);
      const field = tabOf(get(), draftId)?.draft.position.field;
      if (field) focusField(field);
    },
    edit: (draftId, change) => write(draftId, (draft) => ({ ...draft, card: change(draft.card) })),
    setOutcome: (draftId, outcome) => patch(draftId, () => ({ outcome })),
    setPosition: (draftId, position) =>
      write(draftId, (draft) => ({ ...draft, position: { ...draft.position, ...position } })),
    choosePerson(draftId, person) {
      const tab = tabOf(get(), draftId);
      if (!tab) return;
      const was = get().persons[tab.draft.card.personId ?? ''] ?? null;
      if (person) set((state) => ({ persons: withPersons(state, [person]) }));
      write(draftId, (draft) => ({
        ...draft,
        card: person ? withPerson(draft.card, person) : withoutPerson(draft.card, was),
      }));
      patch(draftId, () => ({ guessed: false, decided: true }));
      identify(tab.draft.callId, person?.id ?? null);
    },
    focusField,
    findings(tab) {
      if (tab.tried === 'none') return [];
      return tab.tried === 'close'
        ? checkClosing(tab.draft.card, tab.outcome, reference())
        : checkCard(tab.draft.card, reference());
    },
    async submit(draftId, closeWith) {
      const tab = tabOf(get(), draftId);
      if (!tab || tab.busy || tab.end) return;
      const card = tab.draft.card;
      const found = closeWith === null ? checkCard(card, reference()) : checkClosing(card, closeWith, reference());
      const tried = closeWith === null ? 'register' : 'close';
      const seen = tab.tried !== 'none' && closeWith === null;
      patch(draftId, () => ({ tried }));
      // Registering is a fact and never refused: a second press registers with its flaws. Closing needs a whole card.
      if (found.length > 0 && !seen) return;
      if (tab.guessed && card.personId !== null) identify(tab.draft.callId, card.personId);
      await act(draftId, async () => {
        await saver.settle(draftId);
        const actId = acts.get(draftId) ?? uuid7(nowMs(), random());
        acts.set(draftId, actId);
        const input = { actId, draftId, card, callId: tab.draft.callId, closeWith };
        const { appeal } = await bridge.call('appeals.register', input);
        acts.delete(draftId);
        return { end: { kind: 'registered', appeal } };
      });
    },
    async closeWithoutAppeal(draftId, reason) {
      const callId = tabOf(get(), draftId)?.draft.callId;
      if (!callId) return;
      const isDone = await act(draftId, async () => {
        await saver.settle(draftId);
        await bridge.call('calls.closeWithoutAppeal', { callId, reason });
        return { end: { kind: 'noAppeal', reason } };
      });
      // The draft goes with the call; where the core has dropped it already, there is nothing to do.
      if (isDone) await bridge.call('drafts.discard', { draftId }).catch(() => undefined);
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
    dismiss,
    flush: () => saver.flush(),
    own(userId) {
      if (userId === owner) return;
      if (owner !== null) {
        layAside(owner);
        lastOwner = owner;
      }
      owner = userId;
      const kept = userId === null ? undefined : laidAside.get(userId);
      if (userId === null || !kept) return;
      laidAside.delete(userId);
      void takeUp(userId, kept);
    },
    async load() {
      await loadDrafts();
      const { current } = await bridge.call('calls.current', {});
      if (!current) return;
      const { call, caller, draft } = current;
      set((state) => ({ calls: { ...state.calls, [call.id]: call } }));
      if (draft) openTab(draft);
      takeCaller(caller);
      if (draft && activeTab(get()) === null) bringForward(draft.id);
    },
    clear() {
      // The word that the session is over may have come before this.
      const left = owner ?? lastOwner;
      if (left !== null) laidAside.delete(left);
      saver.drop();
      set(EMPTY_DESK);
    },
  };
}
