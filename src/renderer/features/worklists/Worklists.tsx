import { ArrowLeft, Columns3, RotateCw } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { COUNT_CAP, type WorklistName } from '../../../shared/contracts/worklists.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import { may } from '../../../shared/domain/policy/policy.ts';
import { AppealFilePanel } from '../../file/AppealFilePanel.tsx';
import { useFile } from '../../file/useFile.ts';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { notify } from '../../ui/notice.ts';
import { useCounts } from '../../reminders/useCounts.ts';
import { useKept } from '../../way/useKept.ts';
import { useSomebody } from '../../way/useSomebody.ts';
import { mayAccept, useAcceptance } from './acceptance.ts';
import { BulkBar, BulkDialog, type BulkAsked } from './BulkBar.tsx';
import { useWorklist } from './useWorklist.ts';
import { WorklistFilters } from './WorklistFilters.tsx';
import { WorklistTable } from './WorklistTable.tsx';
import { COLUMNS, isNarrowed, listsOf, queryOf, usualView, worklistView, type ColumnName } from './worklistView.ts';
import styles from './Worklists.module.css';

interface WorklistsProps {
  user: User;
  openId: string | null;
  onOpen: (appealId: string | null) => void;
  /** The card that is being changed, in the place of the file; null while nothing is. */
  editor: ReactNode;
  /** The card's form was opened: where it is not shown here, whoever is above leads to it. */
  onAmend?: (() => void) | undefined;
  /** The list somebody asked for from elsewhere, until it is shown. */
  asked?: WorklistName | null;
  onShown?: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** The lists of a workplace; a line opens the card with all that may be done with it. */
export function Worklists({ user, openId, onOpen, editor, onAmend, asked = null, onShown }: WorklistsProps): ReactNode {
  const { t } = useTranslation();
  const me = useSomebody();
  const lists = listsOf(user.role, (me?.standsInFor ?? []).length > 0);
  const kept = useKept('view/worklists', worklistView, usualView);
  const view = kept.value;
  const name = lists.find((one) => one === view.list) ?? lists[0] ?? 'registered';
  const counts = useCounts();
  const { list, isWhole, hasMore, read, readMore } = useWorklist(name, queryOf(name, view));
  const [selected, setSelected] = useState(NONE);
  const [bulk, setBulk] = useState<BulkAsked | null>(null);
  const isEditing = editor !== null;
  const isOpen = openId !== null || isEditing;
  const mayDoMany = may(user.role, 'appeal.closeReviewed');
  const lines = list.rows ?? [];
  const chosen = lines.filter((line) => selected.has(line.id));

  const pick = (next: WorklistName): void => {
    kept.set({ ...view, list: next });
    setSelected(NONE);
  };
  const pickAsked = useEffectEvent((list: WorklistName) => {
    pick(list);
    onShown?.();
  });
  useEffect(() => {
    if (asked === null || !kept.isRead) return;
    const soon = setTimeout(() => pickAsked(asked), 0);
    return () => clearTimeout(soon);
  }, [asked, kept.isRead]);
  const place = useRef<HTMLElement>(null);
  const { accept, isBusy } = useAcceptance(me, user);
  const acceptFocused = (): void => {
    const row = document.activeElement?.closest<HTMLElement>('[data-testid="worklist-row"]');
    const line = lines.find((one) => one.id === row?.dataset['id']);
    if (line !== undefined) accept(line);
  };
  useShortcut('stepAccept', acceptFocused, !isOpen);
  /** Back at the list the cursor is on the line it left. */
  const leave = (): void => {
    const left = openId;
    onOpen(null);
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>(`[data-id="${left}"]`)?.focus());
  };
  const toggle = (column: string): void => {
    const has = view.columns.includes(column as ColumnName);
    kept.set({ ...view, columns: COLUMNS.filter((one) => (one === column ? !has : view.columns.includes(one))) });
  };
  return (
    <div className={styles['place']} data-testid="worklists">
      {/* The list stays alive behind a card: the place in it and what is chosen are where they were. */}
      <section ref={place} className={styles['lists']} hidden={isOpen} aria-label={t('worklist.title')}>
        <div className={styles['head']}>
          <div
            className={styles['tabs']}
            role="tablist"
            aria-label={t('worklist.title')}
            onKeyDown={(event) => walkTabs(event)}
          >
            {lists.map((one) => (
              <Tab key={one} list={one} isChosen={one === name} counts={counts} onPick={() => pick(one)} />
            ))}
          </div>
          <span className={styles['spring']} />
          <Button icon={RotateCw} look="quiet" onPress={read} testId="worklist-read">
            {t('worklist.refresh')}
          </Button>
          <MenuButton
            className={styles['columnsButton']}
            label={t('worklist.columns')}
            testId="worklist-columns"
            groups={[
              {
                id: 'columns',
                title: t('worklist.columns'),
                entries: COLUMNS.map((column) => ({
                  id: column,
                  text: t(`worklist.column.${column}`),
                  isChosen: view.columns.includes(column),
                })),
              },
            ]}
            onChoose={toggle}
          >
            <Columns3 className="icon" aria-hidden /> {t('worklist.columns')}
          </MenuButton>
        </div>
        <WorklistFilters view={view} onChange={kept.set} />
        {!isWhole && <p className={styles['away']}>{t('worklist.fromHere')}</p>}
        {chosen.length > 0 && mayDoMany && (
          <BulkBar list={name} lines={chosen} onAsk={setBulk} onLetGo={() => setSelected(NONE)} />
        )}
        <div className={styles['body']} role="tabpanel">
          <ListState
            list={list}
            empty={t(isNarrowed(view) ? 'worklist.noneNarrowed' : `worklist.none.${name}`)}
            onRetry={read}
          >
            {(rows) => (
              <WorklistTable
                lines={rows}
                label={t(`worklist.list.${name}`)}
                columns={view.columns}
                selected={selected}
                onSelect={mayDoMany ? setSelected : null}
                onOpen={onOpen}
                accepting={{ may: (line) => mayAccept(me, user, line), accept, isBusy }}
              />
            )}
          </ListState>
        </div>
        {hasMore && (
          <div className={styles['more']}>
            <Button onPress={readMore} testId="worklist-more">
              {t('worklist.more')}
            </Button>
          </div>
        )}
      </section>
      {bulk !== null && <BulkDialog {...bulk} onClose={() => setBulk(null)} onDone={() => setSelected(NONE)} />}
      {isEditing && <section className={styles['editor']}>{editor}</section>}
      {openId !== null && (
        <OpenedCard key={openId} appealId={openId} isPaused={isEditing} onLeave={leave} onAmend={onAmend} />
      )}
    </div>
  );
}

interface TabProps {
  list: WorklistName;
  isChosen: boolean;
  counts: ReturnType<typeof useCounts>;
  onPick: () => void;
}

function Tab({ list, isChosen, counts, onPick }: TabProps): ReactNode {
  const { t } = useTranslation();
  const found = counts.find((one) => one.list === list);
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isChosen}
      className={styles['tab']}
      onClick={onPick}
      data-testid={`worklist-${list}`}
    >
      {t(`worklist.list.${list}`)}
      {found !== undefined && (
        <b
          className={`${styles['count']} ${list === 'overdue' && found.count > 0 ? styles['bad'] : ''}`}
          data-testid={`count-${list}`}
        >
          {found.isMore ? `${COUNT_CAP}+` : found.count}
          {found.overdue > 0 && list !== 'overdue' && (
            <span className="visually-hidden">{t('worklist.ofThemOverdue', { count: found.overdue })}</span>
          )}
        </b>
      )}
    </button>
  );
}

interface OpenedCardProps {
  appealId: string;
  isPaused: boolean;
  onLeave: () => void;
  onAmend: (() => void) | undefined;
}

/** One card, with the way back to the list it was opened from. */
function OpenedCard({ appealId, isPaused, onLeave, onAmend }: OpenedCardProps): ReactNode {
  const { t } = useTranslation();
  const opened = useFile(appealId, isPaused);
  useShortcut('toList', onLeave, !isPaused);
  return (
    <section className={styles['card']} hidden={isPaused}>
      <div className={styles['back']}>
        <Button icon={ArrowLeft} look="quiet" action="toList" onPress={onLeave} testId="to-list">
          {t('worklist.back')}
        </Button>
      </div>
      {opened.problem && (
        <p className={styles['problem']} role="alert">
          {opened.problem}
        </p>
      )}
      {opened.isBusy && !opened.file && <p className={styles['hint']}>{t('common.loading')}</p>}
      {opened.file && (
        <AppealFilePanel
          file={opened.file}
          isWhole={opened.isWhole}
          onSent={opened.read}
          onAmend={onAmend}
          onDone={(step, shown) => {
            opened.show(shown);
            notify(t(`way.done.${step}`));
          }}
        />
      )}
    </section>
  );
}

/** Arrows go from one list to the next, as in every row of tabs. */
function walkTabs(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}
