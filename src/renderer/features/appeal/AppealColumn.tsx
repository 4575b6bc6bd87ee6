import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { activeTab } from '../../desk/deskState.ts';
import { useDesk } from '../../services/services.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { CardEndPanel } from './CardEndPanel.tsx';
import { CardForm } from './CardForm.tsx';
import { CardTabs } from './CardTabs.tsx';
import styles from './Appeal.module.css';

/** The registration card in work, with the other open ones as tabs above it. */
export function AppealColumn(): ReactNode {
  const { t } = useTranslation();
  const tab = useDesk(activeTab);
  const focus = useDesk((state) => state.focus);
  const column = useRef<HTMLElement>(null);
  const focusOn = (field: string, selectAll = false): void => {
    const element = column.current?.querySelector<HTMLElement>(`[data-field="${field}"]`);
    element?.focus();
    if (selectAll && element instanceof HTMLTextAreaElement) element.select();
  };
  const focusAsked = useEffectEvent(focusOn);
  useShortcut('toCard', () => focusOn('theme'));

  // Only a person's own act sets `focus`; a call that comes in never does.
  const lastFocus = useRef(focus?.n ?? 0);
  useEffect(() => {
    if (!focus || focus.n === lastFocus.current) return;
    lastFocus.current = focus.n;
    focusAsked(focus.field, focus.selectAll);
  }, [focus]);

  return (
    <section
      className={styles['column']}
      aria-label={t('appeal.title')}
      data-testid="appeal-card"
      ref={column}
      data-card-area
    >
      <CardTabs />
      {!tab && (
        <div className={styles['empty']}>
          <p>{t('appeal.empty')}</p>
          <p>{t('appeal.emptyHint')}</p>
        </div>
      )}
      {tab && !tab.end && <CardForm key={tab.draft.id} tab={tab} />}
      {tab?.end && <CardEndPanel tab={tab} end={tab.end} />}
    </section>
  );
}
