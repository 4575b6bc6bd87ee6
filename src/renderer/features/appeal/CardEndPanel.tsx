import { CircleCheck, GitCompareArrows, Siren, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SyncMark } from '../../acts/SyncMark.tsx';
import { isProvisional } from '../../../shared/domain/appeal/appeal.ts';
import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import type { CardEnd, Tab } from '../../desk/deskState.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { PassOn } from './PassOn.tsx';
import styles from './Appeal.module.css';

/** What became of the card: the number to be said aloud, large, until the operator or the next call takes it away. */
export function CardEndPanel({ tab, end }: { tab: Tab; end: CardEnd }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const dismiss = useRef<HTMLButtonElement>(null);
  // The form took the cursor with it; Enter now closes the card. Nobody who types elsewhere loses the cursor.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) dismiss.current?.focus();
  }, []);
  return (
    <div className={styles['end']}>
      {end.kind === 'registered' && (
        <Registered first={end.appeal} onPassedOn={(shown) => desk.passedOn(tab.draft.id, shown)} />
      )}
      {end.kind === 'noAppeal' && <WithoutAppeal end={end} />}
      {end.kind === 'changed' && <Changed end={end} />}
      <Button ref={dismiss} icon={X} keyLabel="Enter" onPress={() => desk.dismiss(tab.draft.id)} testId="dismiss-card">
        {t('appeal.next')}
      </Button>
    </div>
  );
}

interface RegisteredProps {
  first: DeskAppeal;
  onPassedOn: (shown: DeskAppeal) => void;
}

function Registered({ first, onPassedOn }: RegisteredProps): ReactNode {
  const { t } = useTranslation();
  // The list is newer than the first answer: it says when the journal has the appeal.
  const listed = useMirror((mirrored) => mirrored.appeals.rows?.find((row) => row.appeal.id === first.appeal.id));
  const { appeal, sync, refusal } = listed ?? first;
  return (
    <>
      <p className={styles['endTitle']} role="status">
        <CircleCheck className="icon" aria-hidden />
        {t(appeal.status === 'closed' ? 'appeal.registeredClosed' : 'appeal.registered')}
      </p>
      <p className={styles['bigNumber']} data-testid="registered-number" aria-label={t('appeal.numberLabel')}>
        {appeal.number}
      </p>
      <p className={styles['maySay']}>{t('appeal.maySay')}</p>
      {isProvisional(appeal.number) && <p>{t('appeal.provisional')}</p>}
      {appeal.flags.length > 0 && (
        <p className={styles['flags']}>
          {t('appeal.flagged', { list: appeal.flags.map((code) => errorText(t, { code }).toLowerCase()).join('; ') })}
        </p>
      )}
      <SyncMark sync={sync} refusal={refusal} />
      <PassOn appeal={appeal} onDone={onPassedOn} />
    </>
  );
}

/** A change that was sent; where somebody had changed the same field, the choice is one press away. */
function Changed({ end }: { end: Extract<CardEnd, { kind: 'changed' }> }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const row = useMirror((mirrored) => mirrored.appeals.rows?.find(({ appeal }) => appeal.id === end.appealId));
  const isContested = (row?.appeal.conflicts.length ?? 0) > 0;
  return (
    <>
      <p className={styles['endTitle']} role="status" data-testid="changes-saved">
        <CircleCheck className="icon" aria-hidden />
        {t(end.isClosed ? 'change.closed' : 'change.done')}
      </p>
      <p className={styles['bigNumber']} aria-label={t('appeal.numberLabel')}>
        {end.number}
      </p>
      {row && <SyncMark sync={row.sync} refusal={row.refusal} />}
      {row && isContested && (
        <>
          <p className={styles['flags']}>{t('conflict.found')}</p>
          <Button
            look="primary"
            icon={GitCompareArrows}
            onPress={() => desk.openAppeal(row.appeal)}
            testId="choose-now"
          >
            {t('conflict.next')}
          </Button>
        </>
      )}
    </>
  );
}

function WithoutAppeal({ end }: { end: Extract<CardEnd, { kind: 'noAppeal' }> }): ReactNode {
  const { t } = useTranslation();
  const reason = t(`noAppeal.${end.reason}`).toLowerCase();
  return (
    <>
      <p className={styles['endTitle']} role="status" data-testid="no-appeal-done">
        <CircleCheck className="icon" aria-hidden />
        {t('noAppeal.ended', { reason })}
      </p>
      {end.reason === 'emergency' && (
        <div className={styles['emergency']} role="alert" data-testid="emergency">
          <p>
            <Siren className="icon" aria-hidden /> {t('noAppeal.emergencyTitle')}
          </p>
          <div>
            <p>
              <b>103</b> {t('noAppeal.ambulance')}
            </p>
            <p>
              <b>112</b> {t('noAppeal.rescue')}
            </p>
          </div>
        </div>
      )}
    </>
  );
}
