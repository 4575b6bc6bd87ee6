import type { StoreApi } from 'zustand/vanilla';
import type { WindowBridge } from '../bridge/windowBridge.ts';
import type { DraftSaver } from './createDraftSaver.ts';
import { EMPTY_DESK, tabOf, type DeskState } from './deskState.ts';

export interface DeskOwnerOptions {
  bridge: WindowBridge;
  saver: DraftSaver;
  store: StoreApi<DeskState>;
  loadDrafts: () => Promise<void>;
}

export interface DeskOwner {
  own(userId: string | null): void;
  clear(): void;
}

/**
 * Whose cards lie on the desk. Cards of somebody whose session ended under them (the core lost its cache) are laid
 * aside, seen by nobody else, and come back with their owner.
 */
export function createDeskOwner({ bridge, saver, store, loadDrafts }: DeskOwnerOptions): DeskOwner {
  const laidAside = new Map<string, DeskState>();
  let owner: string | null = null;
  let lastOwner: string | null = null;

  function layAside(userId: string): void {
    saver.drop();
    laidAside.set(userId, store.getState());
    store.setState(EMPTY_DESK);
  }

  /** A core that lost its cache is given the drafts again; one that it has finished meanwhile stays finished there. */
  async function takeUp(userId: string, kept: DeskState): Promise<void> {
    store.setState({ ...kept, tabs: kept.tabs.map((tab) => ({ ...tab, busy: false })) });
    for (const tab of kept.tabs) if (tab.end === null) saver.change(tab.draft);
    try {
      await saver.flush();
      const { drafts } = await bridge.call('drafts.list', {});
      const listed = new Set(drafts.map((draft) => draft.id));
      // Of a card that is not open here another window may know newer text, so it is given only where there is none.
      for (const draft of kept.drafts ?? []) {
        if (owner !== userId) return;
        const isOpen = tabOf(store.getState(), draft.id) !== null;
        if (!listed.has(draft.id) && !isOpen) await bridge.call('drafts.save', { draft });
      }
    } catch {
      // The open cards say so themselves, and are tried again.
    }
    if (owner === userId) await loadDrafts();
  }

  return {
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
    clear() {
      // The word that the session is over may have come before this.
      const left = owner ?? lastOwner;
      if (left !== null) laidAside.delete(left);
      saver.drop();
      store.setState(EMPTY_DESK);
    },
  };
}
