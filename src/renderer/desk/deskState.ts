import type { CallerCard, DeskAppeal, Draft } from '../../shared/contracts/bridge.ts';
import type { AppealOutcome } from '../../shared/domain/appeal/appeal.ts';
import type { ControlFinding } from '../../shared/domain/appeal/controls.ts';
import type { Call, NoAppealReason } from '../../shared/domain/call/call.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import type { SaveState } from './createDraftSaver.ts';

/** What became of a card; the tab stays until it is dismissed, so that the number can be said aloud. */
export type CardEnd = { kind: 'registered'; appeal: DeskAppeal } | { kind: 'noAppeal'; reason: NoAppealReason };

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
  /** The person was taken from the number alone; nobody has said yet that it is them. */
  guessed: boolean;
  /** The operator has said who it is, or that it is somebody else: nothing is guessed any more. */
  decided: boolean;
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
  /** Asks the card to put the cursor somewhere, once. Only a person's own act sets it. */
  focus: { field: string; n: number; selectAll: boolean } | null;
}

export const EMPTY_DESK: DeskState = {
  tabs: [],
  activeId: null,
  drafts: null,
  callers: {},
  calls: {},
  persons: {},
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

/** Findings of one field, as error codes. */
export function findingsAt(findings: readonly ControlFinding[], field: ControlFinding['field']): string[] {
  return findings.filter((finding) => finding.field === field).map((finding) => finding.code);
}
