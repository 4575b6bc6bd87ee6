import { CloudOff, LoaderCircle, Save, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tab } from '../../desk/deskState.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useKeyLabel } from '../../ui/keyboard.tsx';
import styles from './Appeal.module.css';

interface ProgressProps {
  tab: Tab;
  found: number;
  /** Said while all is well, and while the core is being asked. */
  saved: string;
  busy: string;
}

/** One line of truth about the card: what stands in the way, what failed, whether the draft is safe. */
export function Progress({ tab, found, saved, busy }: ProgressProps): ReactNode {
  const { t } = useTranslation();
  const key = useKeyLabel('registerOpen');
  const problem = tab.save === 'failed' ? tab.saveError : null;
  if (tab.busy) return <Line look="" icon={LoaderCircle} text={busy} />;
  if (tab.error) return <Line look="red" icon={CloudOff} text={errorText(t, tab.error)} testId="card-error" />;
  if (found > 0) {
    const text =
      tab.tried === 'close' ? t('appeal.blocks', { count: found }) : t('appeal.flaws', { count: found, key });
    return <Line look="amber" icon={TriangleAlert} text={text} testId="card-findings" />;
  }
  if (problem) {
    const text = `${t('appeal.saveFailed')}. ${errorText(t, problem)}`;
    return <Line look="red" icon={CloudOff} text={text} testId="save-failed" />;
  }
  const text = tab.save === 'saved' ? saved : t('appeal.saving');
  return <Line look="quiet" icon={Save} text={text} testId={`draft-${tab.save}`} />;
}

interface LineProps {
  look: string;
  icon: typeof Save;
  text: string;
  testId?: string;
}

function Line({ look, icon: Icon, text, testId }: LineProps): ReactNode {
  return (
    <p
      className={`${styles['progress']} ${styles[look] ?? ''}`}
      role={look === 'red' ? 'alert' : 'status'}
      data-testid={testId}
    >
      <Icon className="icon" aria-hidden />
      <span title={text}>{text}</span>
    </p>
  );
}
