import type { JournalClient } from '../journal/journalClient.ts';
import type { DoorbellListeners } from '../ports.ts';

/** The journal's doorbell for whoever is signed in. */
export interface Bell {
  /** Listens for the holder of this token, or for nobody. */
  hang(token: string | null): void;
  isHung(): boolean;
  takeDown(): void;
}

export function createBell(journal: JournalClient, listeners: DoorbellListeners): Bell {
  let hung: { token: string; close: () => void } | null = null;

  function takeDown(): void {
    hung?.close();
    hung = null;
  }

  return {
    hang(token) {
      if (hung && hung.token === token) return;
      takeDown();
      if (token === null) return;
      const close = journal.doorbell(token, {
        news: listeners.news,
        lists: listeners.lists,
        closed() {
          if (hung?.token !== token) return;
          takeDown();
          listeners.closed();
        },
      });
      hung = { token, close };
    },
    isHung: () => hung !== null,
    takeDown,
  };
}
