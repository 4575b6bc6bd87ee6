import type { Draft } from '../../shared/contracts/bridge.ts';
import type { DeskState, Tab } from './deskState.ts';

/**
 * Takes the core's list of drafts over an open desk. An open card belongs to this window and never takes listed text:
 * a list that was read a moment earlier would undo typing. A card that the core has dropped (registered in a second
 * window) leaves the screen, unless it holds unsaved text or shows its number.
 */
export function mergeDrafts(state: DeskState, drafts: readonly Draft[]): Partial<DeskState> {
  const known = new Map(state.drafts?.map((draft) => [draft.id, draft]));
  const newest = drafts.map((draft) => newerOf(draft, known.get(draft.id)));
  const listed = new Set(drafts.map((draft) => draft.id));
  const seenBefore = new Set(state.drafts?.map((draft) => draft.id));
  const tabs = state.tabs.filter((tab) => listed.has(tab.draft.id) || !mayLeave(tab, seenBefore));
  const isActiveGone = !tabs.some((tab) => tab.draft.id === state.activeId);
  return { drafts: newest, tabs, activeId: isActiveGone ? (tabs.at(-1)?.draft.id ?? null) : state.activeId };
}

/** The core's clock and this window's are of one machine; the core stamps a draft when it saves it. */
function newerOf(listed: Draft, ours: Draft | undefined): Draft {
  return ours !== undefined && ours.updatedAt > listed.updatedAt ? ours : listed;
}

/** A card that was never in a list is newer than the list. */
function mayLeave(tab: Tab, seenBefore: ReadonlySet<string>): boolean {
  return tab.save === 'saved' && tab.end === null && !tab.busy && seenBefore.has(tab.draft.id);
}
