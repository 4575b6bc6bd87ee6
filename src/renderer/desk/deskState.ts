import type { CallerCard, DeskAppeal, Draft } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealOutcome } from '../../shared/domain/appeal/codeBooks.ts';
import type { ControlFinding } from '../../shared/domain/appeal/controls.ts';
import type { Call, NoAppealReason } from '../../shared/domain/call/call.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import type { BaseNews } from './amendDraft.ts';
import type { SaveState } from './createDraftSaver.ts';

/** What became of a card; the tab stays until it is dismissed, so that the number can be said aloud. */
export type CardEnd =
  | { kind: 'registered'; appeal: DeskAppeal }
  | { kind: 'noAppeal'; reason: NoAppealReason }
  | { kind: 'changed'; number: string; appealId: string; isClosed: boolean };

/** A card that lies open on the desk. */
export interface Tab {
  draft: Draft;
  outcome: AppealOutcome;
  save: SaveState;
  saveError: ErrorValue | null;
  /** Findings are shown from the first try on: nobody is scolded for a card they have not finished. */
  tried: 'none' | 'register' | 'close';
  /** Waits for the core's answer to a registration. */
  busy: boolean;
  error: ErrorValue | null;
  end: CardEnd | null;
  /** What others changed in the appeal while this form was open. */
  news: readonly BaseNews[];
}

export interface FieldFocus {
  field: string;
  n: number;
  selectAll: boolean;
  /** Characters before the cursor; null leaves it where the field has it. */
  caret: number | null;
  /** Nobody asked for it (a reload): not while the cursor stands anywhere else. */
  polite: boolean;
}

export interface DeskState {
  /** Open cards in the order they came. */
  tabs: readonly Tab[];
  activeId: string | null;
  /** Every draft the core keeps, open or not. */
  drafts: readonly Draft[] | null;
  callers: Readonly<Record<string, CallerCard>>;
  calls: Readonly<Record<string, Call>>;
  /** Everybody seen on this desk, for showing who a card is about. */
  persons: Readonly<Record<string, Person>>;
  /** The call whose caller is shown although another card is being typed in. */
  ringingCallId: string | null;
  /** Appeals as last heard of, for the forms that change them. */
  bases: Readonly<Record<string, Appeal>>;
  /** Asks the card to put the cursor somewhere, once. */
  focus: FieldFocus | null;
}

export const EMPTY_DESK: DeskState = {
  tabs: [],
  activeId: null,
  drafts: null,
  callers: {},
  calls: {},
  persons: {},
  bases: {},
  ringingCallId: null,
  focus: null,
};

export function activeTab(state: DeskState): Tab | null {
  return tabOf(state, state.activeId);
}

export function tabOf(state: DeskState, draftId: string | null): Tab | null {
  return state.tabs.find((tab) => tab.draft.id === draftId) ?? null;
}

export function tabOfCall(state: DeskState, callId: string | null): Tab | null {
  return callId === null ? null : (state.tabs.find((tab) => tab.draft.callId === callId) ?? null);
}

/** Whether the call's card still waits to be registered or closed; the core's list knows of cards that are not open here. */
export function hasOpenCard(state: DeskState, callId: string | null): boolean {
  const tab = tabOfCall(state, callId);
  if (tab) return tab.end === null;
  return callId !== null && (state.drafts?.some((draft) => draft.callId === callId) ?? false);
}

/** Whose caller the caller column shows: the ringing one before the one of the card in work. */
export function shownCallId(state: DeskState): string | null {
  return state.ringingCallId ?? activeTab(state)?.draft.callId ?? null;
}

export function withPersons(state: DeskState, persons: readonly Person[]): DeskState['persons'] {
  return { ...state.persons, ...Object.fromEntries(persons.map((person) => [person.id, person])) };
}

/** The appeal that the card changes, as last heard of; null for a card of its own, or where nothing is known. */
export function baseOf(state: DeskState, tab: Tab | null): Appeal | null {
  return state.bases[tab?.draft.amends?.appealId ?? ''] ?? null;
}

/** Whether the card is a choice between two people's changes. */
export function isConflictTab(tab: Tab): boolean {
  return tab.draft.amends !== null && tab.draft.amends.settles !== null;
}

/** Findings of one field, as error codes. */
export function findingsAt(findings: readonly ControlFinding[], field: ControlFinding['field']): string[] {
  return findings.filter((finding) => finding.field === field).map((finding) => finding.code);
}
