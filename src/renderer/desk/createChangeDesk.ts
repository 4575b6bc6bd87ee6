import type { DeskAct, Draft } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import {
  amendDraft,
  conflictDraft,
  resendDraft,
  withBase,
  withDecision,
  withSeen,
  type CardKey,
} from './amendDraft.ts';
import type { DraftSaver } from './createDraftSaver.ts';
import { baseOf, tabOf, type DeskState, type FieldFocus, type Tab } from './deskState.ts';

export interface ChangeDeskOptions {
  get: () => DeskState;
  set: (change: (state: DeskState) => Partial<DeskState>) => void;
  patch: (draftId: string, change: (tab: Tab) => Partial<Tab>) => void;
  saver: DraftSaver;
  handle: (draftId: string, change: (draft: Draft) => Draft) => void;
  openTab: (draft: Draft) => void;
  bringForward: (draftId: string) => void;
  returnTo: (draftId: string, polite: boolean) => void;
  focusField: (field: string, more?: Partial<Omit<FieldFocus, 'field' | 'n'>>) => void;
  newDraft: () => Pick<Draft, 'id' | 'updatedAt'>;
}

/** Cards of appeals that are registered already. */
export interface ChangeDesk {
  /** Opens a registered appeal to be changed; one with an open conflict is opened to choose. */
  openAppeal(appeal: Appeal): void;
  /** Opens what the journal did not take, to be mended and sent again. */
  openRefused(act: DeskAct, appeal: Appeal): void;
  /** Takes an appeal's newer state under the forms that change it. */
  takeBase(appeal: Appeal): void;
  /** One field of a conflict decided: mine, theirs, or an edited result. */
  decide(draftId: string, field: CardKey, change: Partial<AppealCard>): void;
  /** What was changed under an open form has been seen: it is taken, or what is typed stays. */
  seen(draftId: string, field: CardKey, takes: 'mine' | 'theirs'): void;
}

export function createChangeDesk(options: ChangeDeskOptions): ChangeDesk {
  const { get, set, patch, saver, handle, openTab, bringForward, returnTo, focusField, newDraft } = options;

  /** The draft of this change of this appeal, open or kept, or a new one; then to the front. */
  function openChange(appeal: Appeal, made: Draft, isSame: (draft: Draft) => boolean): void {
    const tab = get().tabs.find((one) => one.end === null && isSame(one.draft));
    const kept = tab?.draft ?? get().drafts?.find(isSame) ?? made;
    openTab(kept);
    takeBase(appeal);
    bringForward(kept.id);
    if (kept.position.field) returnTo(kept.id, false);
    else focusField(kept.amends?.settles == null ? 'theme' : 'choose');
  }

  function takeBase(appeal: Appeal): void {
    set((state) => ({ bases: { ...state.bases, [appeal.id]: appeal } }));
    for (const tab of get().tabs) {
      if (tab.end !== null || tab.draft.amends?.appealId !== appeal.id) continue;
      const { draft, news } = withBase(tab.draft, appeal);
      if (news.length > 0) {
        const fields = new Set(news.map((one) => one.field));
        patch(draft.id, ({ news: before }) => ({ news: [...before.filter((one) => !fields.has(one.field)), ...news] }));
      }
      if (draft === tab.draft) continue;
      patch(draft.id, () => ({ draft }));
      if (draft.position.open) saver.change(draft);
    }
  }

  return {
    openAppeal(appeal) {
      const settles = appeal.conflicts[0]?.actId ?? null;
      const made = settles === null ? amendDraft(appeal, newDraft()) : conflictDraft(appeal, newDraft());
      openChange(
        appeal,
        made,
        ({ amends }) => amends?.appealId === appeal.id && amends.settles === settles && amends.resends === null,
      );
    },
    openRefused(act, appeal) {
      openChange(appeal, resendDraft(act, appeal, newDraft()), ({ amends }) => amends?.resends === act.actId);
    },
    takeBase,
    decide(draftId, field, change) {
      const base = baseOf(get(), tabOf(get(), draftId));
      if (base) handle(draftId, (draft) => withDecision(draft, field, change, base.card));
    },
    seen(draftId, field, takes) {
      const base = baseOf(get(), tabOf(get(), draftId));
      if (!base) return;
      handle(draftId, (draft) => withSeen(draft, field, takes, base.card));
      patch(draftId, ({ news }) => ({ news: news.filter((one) => one.field !== field) }));
    },
  };
}
