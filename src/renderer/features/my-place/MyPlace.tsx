import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { useDesk, useMirror, useServices } from '../../services/services.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { AppealsTable } from './AppealsTable.tsx';
import { CallsTable } from './CallsTable.tsx';
import { DraftsList } from './DraftsList.tsx';
import { missedAndPromised } from './missedAndPromised.ts';
import styles from './MyPlace.module.css';

export type PlaceList = 'appeals' | 'calls' | 'missed' | 'drafts';

interface MyPlaceProps {
  list: PlaceList;
  /** Leads to the card that was opened. */
  onOpenDraft: (draftId: string) => void;
  onOpenAppeal: (appeal: Appeal) => void;
}

/** «Моё место»: everything that passed through this operator's hands, with what is still on its way. */
export function MyPlace({ list, onOpenDraft, onOpenAppeal }: MyPlaceProps): ReactNode {
  const { t } = useTranslation();
  const { mirror, desk } = useServices();
  const appeals = useMirror((mirrored) => mirrored.appeals);
  const calls = useMirror((mirrored) => mirrored.calls);
  const missed = useMirror((mirrored) => mirrored.missed);
  const callbacks = useMirror((mirrored) => mirrored.callbacks);
  const drafts = useDesk((state) => state.drafts);
  // Both never throw: what could not be read stays as it was.
  const refresh = (): void => void mirror.refresh();
  return (
    <section className={styles['place']} aria-label={t(`nav.${list}`)} data-card-area>
      <h1 className={styles['title']}>{t(`nav.${list}`)}</h1>
      <div className={styles['scroll']} data-testid={`list-${list}`}>
        {list === 'appeals' && (
          <ListState list={appeals} empty={t('lists.appealsEmpty')} onRetry={refresh}>
            {(rows) => <AppealsTable rows={rows} onOpen={onOpenAppeal} />}
          </ListState>
        )}
        {list === 'calls' && (
          <ListState list={calls} empty={t('lists.callsEmpty')} onRetry={refresh}>
            {(rows) => <CallsTable rows={rows} testId="calls-row" />}
          </ListState>
        )}
        {list === 'missed' && (
          <ListState list={missedAndPromised(missed, callbacks)} empty={t('lists.missedEmpty')} onRetry={refresh}>
            {(rows) => <CallsTable rows={rows} testId="missed-row" />}
          </ListState>
        )}
        {list === 'drafts' && (
          <ListState
            list={{ rows: drafts, error: null }}
            empty={t('lists.draftsEmpty')}
            onRetry={() => void desk.load()}
          >
            {(rows) => <DraftsList rows={rows} onOpen={onOpenDraft} />}
          </ListState>
        )}
      </div>
    </section>
  );
}
