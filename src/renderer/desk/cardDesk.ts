import type { StoreApi } from 'zustand/vanilla';
import type { CallerCard, DeskAppeal, Draft } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { AppealChannel, AppealOutcome } from '../../shared/domain/appeal/codeBooks.ts';
import type { AppealReference, ControlFinding } from '../../shared/domain/appeal/controls.ts';
import type { Call } from '../../shared/domain/call/call.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import type { WindowBridge } from '../bridge/windowBridge.ts';
import type { CardSends } from './cardSends.ts';
import type { ChangeDesk } from './createChangeDesk.ts';
import type { DeskState, FieldFocus, Tab } from './deskState.ts';

/** A call that came with its caller and its card. */
export interface Popped {
  call: Call;
  caller: CallerCard;
  draft: Draft | null;
}

export interface CardDesk extends CardSends, ChangeDesk {
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
  /** Which earlier appeals the card is to be linked to. */
  setLinks(draftId: string, links: readonly string[]): void;
  setPosition(draftId: string, position: Partial<Draft['position']>): void;
  choosePerson(draftId: string, person: Person | null): void;
  focusField(field: string, more?: Partial<Omit<FieldFocus, 'field' | 'n'>>): void;
  findings(tab: Tab): ControlFinding[];
  /** Asks for the present state of an appeal that is open to be changed, and takes it under its form. */
  lookUp(appealId: string): Promise<void>;
  /** Opens a draft that the core made. */
  openDraft(draft: Draft): void;
  create(channel: AppealChannel): Promise<void>;
  discard(draftId: string): Promise<void>;
  /** A registered card was passed on: its appeal may leave this desk before anybody has looked at the list. */
  passedOn(draftId: string, appeal: DeskAppeal): void;
  /** Takes a card off the screen; an unfinished one stays among the drafts. */
  dismiss(draftId: string): void;
  /** The same by a person's wish: it is not laid open again by itself. */
  layOff(draftId: string): void;
  flush(): Promise<void>;
  /**
   * Whose desk it is from now on; null while nobody is signed in. Cards of somebody whose session ended under them
   * (the core lost its cache) are laid aside, seen by nobody else, and come back with their owner.
   */
  own(userId: string | null): void;
  /** After a reload or a sign-in: fetches drafts and the call in hand, and lays what was open back on the desk. */
  load(): Promise<void>;
  /** The owner signed out: what was typed is with the core. */
  clear(): void;
}

export interface CardDeskOptions {
  bridge: WindowBridge;
  reference: () => AppealReference;
  nowMs: () => number;
  random: () => Uint8Array;
  /** The present state of an appeal that this desk does not follow by itself; null where nobody may say. */
  lookUp?: (appealId: string) => Promise<Appeal | null>;
  saveDelayMs?: number;
}
