import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { activeTab, isConflictTab, type FieldFocus } from '../../desk/deskState.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { CardEndPanel } from './CardEndPanel.tsx';
import { CardForm } from './CardForm.tsx';
import { CardTabs } from './CardTabs.tsx';
import { ConflictForm } from './ConflictForm.tsx';
import styles from './Appeal.module.css';

/** The registration card in work, with the other open ones as tabs above it. */
export function AppealColumn({ mayCreate = true }: { mayCreate?: boolean }): ReactNode {
  const { t } = useTranslation();
  const tab = useDesk(activeTab);
  const focus = useDesk((state) => state.focus);
  const column = useRef<HTMLElement>(null);
  const { desk } = useServices();
  const focusOn = ({ field, selectAll, caret, polite }: Omit<FieldFocus, 'n'>): void => {
    const element = column.current?.querySelector<HTMLElement>(`[data-field="${field}"]`);
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (!element || (polite && !isFree)) return;
    element.focus();
    const isText = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
    if (selectAll && isText) element.select();
    else if (caret !== null && isText) element.setSelectionRange(caret, caret);
  };
  const focusAsked = useEffectEvent(focusOn);
  useShortcut('toCard', () => focusOn({ field: 'theme', selectAll: false, caret: null, polite: false }));

  // A change that was laid open again after a reload knows nothing yet of the appeal under it.
  const unknownId = useDesk((state) => {
    const appealId = activeTab(state)?.draft.amends?.appealId;
    return appealId !== undefined && !state.bases[appealId] ? appealId : null;
  });
  useEffect(() => {
    // Without an answer the form works over what it remembers.
    if (unknownId !== null) desk.lookUp(unknownId).catch(() => undefined);
  }, [desk, unknownId]);

  // Only a person's own act sets `focus`; a call that comes in never does.
  const lastFocus = useRef(focus?.n ?? 0);
  useEffect(() => {
    if (!focus || focus.n === lastFocus.current) return;
    lastFocus.current = focus.n;
    focusAsked(focus);
  }, [focus]);

  const isChoice = tab !== null && isConflictTab(tab);
  return (
    <section
      className={styles['column']}
      aria-label={t('appeal.title')}
      data-testid="appeal-card"
      ref={column}
      data-card-area
    >
      <CardTabs mayCreate={mayCreate} />
      {!tab && (
        <div className={styles['empty']}>
          <p>{t('appeal.empty')}</p>
          <p>{t('appeal.emptyHint')}</p>
        </div>
      )}
      {tab && !tab.end && !isChoice && <CardForm key={tab.draft.id} tab={tab} />}
      {tab && !tab.end && isChoice && <ConflictForm key={tab.draft.id} tab={tab} />}
      {tab?.end && <CardEndPanel tab={tab} end={tab.end} />}
    </section>
  );
}
