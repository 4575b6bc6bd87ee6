import { PhoneCall, UserRoundCog } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { actTitle } from '../../acts/actTitle.ts';
import { SyncMark } from '../../acts/SyncMark.tsx';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { handOverNotes } from './handOverNotes.ts';
import { NotTaken } from './NotTaken.tsx';
import { groupUnderWay, isNotTaken } from './outboxRows.ts';
import styles from './Outbox.module.css';

interface OutboxProps {
  /** Leads to the card that was opened for mending. */
  onOpenCard: () => void;
}

/** «Отправка»: what the journal did not take, with ways on, and what still waits, so that nothing seems lost. */
export function Outbox({ onOpenCard }: OutboxProps): ReactNode {
  const { t } = useTranslation();
  const { mirror } = useServices();
  const acts = useMirror((mirrored) => mirrored.acts);
  // Read here, so that a note outlives the row being drawn anew.
  useStore(handOverNotes);
  return (
    <section className={styles['place']} aria-label={t('outbox.title')} data-card-area data-testid="outbox">
      <h1 className={styles['title']}>
        {t('outbox.title')} <span>{t('outbox.explain')}</span>
      </h1>
      <div className={styles['scroll']}>
        <ListState list={acts} empty={t('outbox.notTakenEmpty')} onRetry={() => void mirror.refresh()}>
          {(rows) => (
            <>
              <h2 className={styles['head']}>{t('outbox.notTaken')}</h2>
              <NotTakenList rows={rows.filter(isNotTaken)} onOpenCard={onOpenCard} />
              <h2 className={styles['head']}>{t('outbox.waiting')}</h2>
              <UnderWay rows={rows} />
            </>
          )}
        </ListState>
      </div>
    </section>
  );
}

function NotTakenList({ rows, onOpenCard }: { rows: readonly DeskAct[]; onOpenCard: () => void }): ReactNode {
  const { t } = useTranslation();
  if (rows.length === 0) return <p className={styles['none']}>{t('outbox.notTakenEmpty')}</p>;
  return (
    <ul className={styles['cards']}>
      {rows.map((act) => (
        <NotTaken key={act.actId} act={act} onOpenCard={onOpenCard} />
      ))}
    </ul>
  );
}

function UnderWay({ rows }: { rows: readonly DeskAct[] }): ReactNode {
  const { t } = useTranslation();
  const { byHand, calls, states } = groupUnderWay(rows);
  if (byHand.length + calls.length + states.length === 0) {
    return <p className={styles['none']}>{t('outbox.waitingEmpty')}</p>;
  }
  return (
    <ul className={styles['waiting']} data-testid="outbox-waiting">
      {byHand.map((act) => (
        <li key={act.actId} data-testid="outbox-waiting-row">
          <span>{actTitle(t, act.command)}</span>
          <b>{act.appealNumber}</b>
          <span className={styles['words']}>{wordsOf(act)}</span>
          <time>{t('outbox.since', { time: formatInstant(act.at) })}</time>
          <SyncMark sync={act.state} refusal={act.refusal} />
        </li>
      ))}
      {calls[0] && (
        <li className={styles['counted']}>
          <PhoneCall className="icon" aria-hidden /> {t('outbox.calls', { count: calls.length })}
          <time>{t('outbox.since', { time: formatInstant(calls[0].at) })}</time>
        </li>
      )}
      {states[0] && (
        <li className={styles['counted']}>
          <UserRoundCog className="icon" aria-hidden /> {t('outbox.states', { count: states.length })}
          <time>{t('outbox.since', { time: formatInstant(states[0].at) })}</time>
        </li>
      )}
    </ul>
  );
}

/** A few words by which the operator knows the record again. */
function wordsOf({ command }: DeskAct): string {
  if (command?.kind === 'appeal.register') return command.card.essence;
  if (command?.kind === 'appeal.amend') return command.changes.essence ?? command.changes.answer ?? '';
  if (command?.kind === 'act.handOver') return command.note;
  return '';
}
