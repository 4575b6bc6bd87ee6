import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealLine } from '../../../shared/contracts/journal.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Listed } from '../../mirror/createMirror.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { useThemeOf } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { notify } from '../../ui/notice.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { AppealFilePanel } from '../../file/AppealFilePanel.tsx';
import { useFile } from '../../file/useFile.ts';
import styles from './Supervisor.module.css';

interface SupervisorProps {
  openId: string | null;
  onOpen: (appealId: string) => void;
  /** The card that is being changed, in the place of the file; null while nothing is. */
  editor: ReactNode;
}

/** The region's appeals for who watches: found by number, phone or words, opened with calls and recordings. */
export function Supervisor({ openId, onOpen, editor }: SupervisorProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Listed<AppealLine>>({ rows: null, error: null });
  const isEditing = editor !== null;
  // Read anew when a change of it has been sent.
  const opened = useFile(openId, isEditing);
  const { file } = opened;

  const search = async (): Promise<void> => {
    try {
      const { appeals } = await bridge.call('appeals.search', { query: query.trim() });
      setFound({ rows: appeals, error: null });
    } catch (error) {
      setFound({ rows: null, error: toErrorValue(error) });
    }
  };
  // The newest appeals stand there at once, and come back with the journal.
  const searchAgain = useEffectEvent(() => void search());
  useEffect(() => {
    if (journal !== 'up') return;
    const soon = setTimeout(() => searchAgain(), 0);
    return () => clearTimeout(soon);
  }, [journal]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // `search` puts its failure into the list.
    void search();
  };
  /** Pressing the open one again reads it again. */
  const open = (appealId: string): void => (appealId === openId ? opened.read() : onOpen(appealId));
  return (
    <main className={styles['page']}>
      <section className={styles['list']} aria-label={t('supervisor.search')}>
        <h1 className={styles['title']}>{t('supervisor.title')}</h1>
        <form className={styles['search']} onSubmit={submit}>
          <input
            value={query}
            maxLength={200}
            placeholder={t('supervisor.placeholder')}
            aria-label={t('supervisor.search')}
            data-testid="supervisor-search"
            onChange={(event) => setQuery(event.target.value)}
          />
          <Button type="submit" icon={Search} testId="supervisor-submit">
            {t('common.search')}
          </Button>
        </form>
        {journal !== 'up' && <p className={styles['offline']}>{t('supervisor.offline')}</p>}
        <div className={styles['results']}>
          <ListState list={found} empty={t('supervisor.none')} onRetry={() => void search()}>
            {(rows) => (
              <ul>
                <li className={styles['count']} role="status">
                  {t('supervisor.found', { count: rows.length })}
                </li>
                {rows.map((line) => (
                  <Line key={line.id} line={line} isOpen={line.id === openId} onOpen={() => open(line.id)} />
                ))}
              </ul>
            )}
          </ListState>
        </div>
      </section>
      <section className={isEditing ? styles['editor'] : styles['file']}>
        {editor}
        {!isEditing && opened.problem && (
          <p className={styles['problem']} role="alert">
            {opened.problem}
          </p>
        )}
        {!isEditing && opened.isBusy && !file && <p className={styles['hint']}>{t('common.loading')}</p>}
        {!isEditing && !file && !opened.isBusy && !opened.problem && (
          <p className={styles['hint']}>{t('supervisor.openHint')}</p>
        )}
        {!isEditing && file && (
          <AppealFilePanel
            key={file.appeal.id}
            file={file}
            isWhole={opened.isWhole}
            onSent={opened.read}
            onDone={(step, shown) => {
              opened.show(shown);
              notify(t(`way.done.${step}`));
            }}
          />
        )}
      </section>
    </main>
  );
}

function Line({ line, isOpen, onOpen }: { line: AppealLine; isOpen: boolean; onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const theme = useThemeOf()(line.themeCode, line.classifierVersion);
  return (
    <li>
      <button
        type="button"
        className={styles['line']}
        aria-current={isOpen}
        onClick={onOpen}
        data-testid="supervisor-row"
        data-number={line.number}
      >
        <span className={styles['lineHead']}>
          <b>{line.number}</b>
          <StatusMark status={line.status} />
          <time>{formatInstant(line.occurredAt)}</time>
        </span>
        <span>{theme?.title ?? t('kind.outside')}</span>
        <span className={styles['dim']}>{line.essence || t('supervisor.noText')}</span>
        {line.operatorName && <span className={styles['dim']}>{line.operatorName}</span>}
      </button>
    </li>
  );
}
