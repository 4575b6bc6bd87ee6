import { History, TriangleAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldLabel, useFieldText, type CardKey } from '../../card/useFieldText.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { clashesOf, type BaseNews as News } from '../../desk/amendDraft.ts';
import { baseOf, type Tab } from '../../desk/deskState.ts';
import { formatClock } from '../../i18n/format.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { useStaffName } from '../../services/useStaffName.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Appeal.module.css';

/** What others changed in the appeal while this form was open: who, when, what; and what is typed stays. */
export function BaseNews({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const base = useDesk((state) => baseOf(state, tab));
  const staffName = useStaffName();
  const clashes = clashesOf(tab.draft, base);
  const taken = tab.news.filter((one) => !clashes.includes(one.field));
  const count = clashes.length + taken.length;
  useEffect(() => {
    // The news take room from the fields: the line that is being typed stays in sight.
    const active = document.activeElement;
    if (count > 0 && active?.matches('textarea, input')) active.scrollIntoView({ block: 'nearest' });
  }, [count]);
  if (count === 0) return null;
  const newsText = ({ field, touch }: News): string => {
    const label = fieldLabel(t, field);
    if (touch === null) return t('change.newsUnknown', { field: label });
    return t('change.news', { who: staffName(touch.by), time: formatClock(touch.at), field: label });
  };
  return (
    <div className={styles['news']} role="status" data-testid="base-news">
      {taken.map((one) => (
        <p key={one.field}>
          <History className="icon" aria-hidden /> <span>{newsText(one)}</span>
        </p>
      ))}
      {base && clashes.map((field) => <Clash key={field} tab={tab} field={field} base={base} />)}
    </div>
  );
}

/** A field changed on both sides: either is one press away, and what is typed is touched by neither wait nor news. */
function Clash({ tab, field, base }: { tab: Tab; field: CardKey; base: Appeal }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const fieldText = useFieldText();
  const staffName = useStaffName();
  const touch = base.touched[field];
  const label = fieldLabel(t, field);
  const text = touch
    ? t('change.clash', { who: staffName(touch.by), time: formatClock(touch.at), field: label })
    : t('change.clashUnknown', { field: label });
  return (
    <div className={styles['clash']} data-testid={`clash-${field}`}>
      <p>
        <TriangleAlert className="icon" aria-hidden /> <span>{text}</span>
      </p>
      <p className={styles['clashTheirs']}>{t('change.theirs', { text: fieldText(field, base.card[field]) })}</p>
      <div className={styles['clashWays']}>
        <Button onPress={() => desk.seen(tab.draft.id, field, 'mine')} testId={`clash-mine-${field}`}>
          {t('change.keepMine')}
        </Button>
        <Button onPress={() => desk.seen(tab.draft.id, field, 'theirs')} testId={`clash-theirs-${field}`}>
          {t('change.takeTheirs')}
        </Button>
      </div>
    </div>
  );
}
