import type { Draft } from '../../shared/contracts/bridge.ts';
import { toErrorValue, type ErrorValue } from '../../shared/errors.ts';

export type SaveState = 'saved' | 'waiting' | 'failed';

export interface DraftSaver {
  /** Takes the newest text; it is with the core at most `delayMs` and one round trip later. */
  change(draft: Draft): void;
  /** Saves everything that waits, now. Resolves when the core has answered for all of it. */
  flush(): Promise<void>;
  /** Stops saving this draft and waits for a save under way: after it, no old text can follow the registration. */
  settle(draftId: string): Promise<void>;
  /** Forgets everything that waits: its owner is no longer the one who works here. */
  drop(): void;
}

/** A core that is back is flushed to at once; a disk that has room again says nothing, so it is tried. */
const RETRY_MS = 3_000;

export interface DraftSaverOptions {
  save(draft: Draft): Promise<unknown>;
  onState(draftId: string, state: SaveState, error: ErrorValue | null): void;
  delayMs: number;
}

interface Slot {
  newest: Draft | null;
  timer: ReturnType<typeof setTimeout> | null;
  underWay: Promise<void> | null;
}

/**
 * Saves drafts behind the typing. The timer starts with the first unsaved change and is not pushed on by later
 * ones, so that somebody who types without a pause is saved too; of one draft only one save is under way, so that
 * an older text never lands after a newer one.
 */
export function createDraftSaver({ save, onState, delayMs }: DraftSaverOptions): DraftSaver {
  const slots = new Map<string, Slot>();

  function run(draftId: string, slot: Slot): Promise<void> {
    if (slot.timer !== null) clearTimeout(slot.timer);
    slot.timer = null;
    if (slot.underWay) return slot.underWay.then(() => (slot.newest ? run(draftId, slot) : undefined));
    const draft = slot.newest;
    if (!draft) return Promise.resolve();
    slot.newest = null;
    slot.underWay = save(draft).then(
      () => conclude(draftId, slot, 'saved', null),
      (error: unknown) => {
        // The text stays the newest one unless something newer was typed meanwhile.
        slot.newest ??= draft;
        conclude(draftId, slot, 'failed', toErrorValue(error));
      },
    );
    return slot.underWay;
  }

  function conclude(draftId: string, slot: Slot, state: SaveState, error: ErrorValue | null): void {
    slot.underWay = null;
    if (slots.get(draftId) !== slot) return;
    if (state === 'failed') slot.timer ??= setTimeout(() => void run(draftId, slot), RETRY_MS);
    onState(draftId, state === 'saved' && slot.newest ? 'waiting' : state, error);
  }

  return {
    change(draft) {
      const slot = slots.get(draft.id) ?? { newest: null, timer: null, underWay: null };
      slots.set(draft.id, slot);
      slot.newest = draft;
      onState(draft.id, 'waiting', null);
      slot.timer ??= setTimeout(() => void run(draft.id, slot), delayMs);
    },
    async flush() {
      await Promise.all([...slots].map(([draftId, slot]) => run(draftId, slot)));
    },
    drop() {
      for (const slot of slots.values()) {
        if (slot.timer !== null) clearTimeout(slot.timer);
        slot.newest = null;
      }
      slots.clear();
    },
    async settle(draftId) {
      const slot = slots.get(draftId);
      if (!slot) return;
      if (slot.timer !== null) clearTimeout(slot.timer);
      slots.delete(draftId);
      slot.newest = null;
      await slot.underWay;
    },
  };
}
