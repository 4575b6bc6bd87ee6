import type { StepCommand } from '../../../src/shared/contracts/bridge.ts';
import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import type { AppealOutcome } from '../../../src/shared/domain/appeal/codeBooks.ts';

/** What of a card somebody changed, or saw before changing it. */
export type Fields = { [K in keyof AppealCard]?: AppealCard[K] | undefined };

export type Meaning =
  | { kind: 'register'; card: AppealCard; draftId: string; callId: string | null; closeWith: AppealOutcome | null }
  | { kind: 'amend'; changes: Fields; was: Fields | null; settles: string | null }
  | { kind: 'close'; answer: string; outcome: AppealOutcome }
  | { kind: 'assign'; assigneeId: string }
  | { kind: 'handOver'; ofActId: string; note: string }
  | { kind: 'step'; command: WayStep };

/** The steps people of a schedule take. */
export type WayStep = Extract<
  StepCommand,
  { kind: 'appeal.forward' | 'appeal.accept' | 'appeal.decline' | 'appeal.answer' | 'appeal.comment' }
>;

/** One thing an operator did, as the people outside the programs know it. */
export interface Deed {
  actId: string;
  desk: string;
  authorId: string;
  appealId: string | null;
  meaning: Meaning;
  /** `told`: the desk said it is done; `denied`: the desk said it is not; `unknown`: it died before it said anything. */
  state: 'told' | 'unknown' | 'denied';
  /** It was asked for again after no answer, so its place among the others is not known. */
  isRepeated: boolean;
  /** The number said to the caller, and when. */
  number: string | null;
  saidMs: number;
  /** The disk it was on was exchanged for an older one before the journal had it: nobody can ask for it. */
  isLostWithDisk: boolean;
}

/** What a window saved of a card that is not registered yet. */
export interface DraftNote {
  viewerId: string;
  callId: string | null;
  /** The last text the desk said it kept, and one it may have kept. */
  essences: string[];
  /** Registered, thrown away or put aside for good, as told; `maybe` when the desk died before it said so. */
  end: 'open' | 'maybe' | 'over';
  /** The acts that may have ended it. */
  endedBy: string[];
}

export interface CallNote {
  callId: string;
  operatorId: string;
  desk: string;
  sipCallId: string;
  facts: Set<CallFactName>;
}

export type CallFactName = 'offered' | 'answered' | 'ended' | 'callbackWanted' | 'callbackDone' | 'noAppeal';

/** What is on one disk, as far as people know. Copied with the disk. */
export interface DiskNotes {
  deeds: Deed[];
  drafts: Map<string, DraftNote>;
  calls: Map<string, CallNote>;
  /** Refused or parked acts somebody has dealt with here, as told; `maybe` when the desk died before it said so. */
  resolved: Map<string, 'maybe' | 'resolved'>;
  /** Who has ever signed in there through the journal. */
  viewers: Set<string>;
}

/** Everything the operators of a schedule did and were told: the model the programs are held against. */
export interface Ledger {
  deeds: Map<string, Deed>;
  disks: Map<string, DiskNotes>;
  /** Ends of disks that were exchanged for older ones: what was done there keeps its order. */
  formerBranches: Deed[][];
  /** Acts a desk said it has taken. */
  acts: number;
}

export function createLedger(): Ledger {
  return { deeds: new Map(), disks: new Map(), formerBranches: [], acts: 0 };
}

export function blankNotes(): DiskNotes {
  return { deeds: [], drafts: new Map(), calls: new Map(), resolved: new Map(), viewers: new Set() };
}

/** The notes of a copy of a disk. Deeds and calls stay the same things; what becomes of drafts is each copy's own. */
export function copyNotes(of: DiskNotes): DiskNotes {
  return {
    // What got no answer may be on it or not; if it is done again later, it is done on one of the two only.
    deeds: of.deeds.filter((deed) => deed.state === 'told'),
    drafts: new Map(
      [...of.drafts]
        .filter(([, note]) => note.end !== 'maybe')
        .map(([id, note]) => [id, { ...note, essences: [...note.essences], endedBy: [...note.endedBy] }]),
    ),
    calls: new Map([...of.calls].map(([id, note]) => [id, { ...note, facts: new Set(note.facts) }])),
    resolved: new Map(of.resolved),
    viewers: new Set(of.viewers),
  };
}

export function notesOf(ledger: Ledger, desk: string): DiskNotes {
  const notes = ledger.disks.get(desk);
  if (!notes) throw new Error(`no notes of ${desk}`);
  return notes;
}

/**
 * The disk of a desk is now an older copy of itself.
 * @param isInJournal whether the journal had the act by then
 */
export function forgetSince(
  ledger: Ledger,
  desk: string,
  copy: DiskNotes,
  isInJournal: (actId: string) => boolean,
): void {
  const present = notesOf(ledger, desk);
  ledger.formerBranches.push(present.deeds);
  for (const deed of present.deeds) {
    if (!copy.deeds.includes(deed) && !isInJournal(deed.actId)) deed.isLostWithDisk = true;
  }
  ledger.disks.set(desk, copyNotes(copy));
}
