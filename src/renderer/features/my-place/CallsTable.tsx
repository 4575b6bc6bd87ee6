import { Check, CircleDot, Phone, PhoneCall, PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskCall } from '../../../shared/contracts/bridge.ts';
import { callOutcome, type Call, type CallOutcome } from '../../../shared/domain/call/call.ts';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import { formatInstant, formatTimer } from '../../i18n/format.ts';
import { queueText } from '../../i18n/queueText.ts';
import { useServices, useSoftphone } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAct } from '../../ui/useAct.ts';
import { waitsForCallback } from './missedAndPromised.ts';
import styles from './MyPlace.module.css';

const BAD: readonly CallOutcome[] = ['missed', 'dropped', 'failed'];

export function CallsTable({ rows, testId }: { rows: readonly DeskCall[]; testId: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th className={styles['narrow']}>{t('lists.when')}</th>
          <th className={styles['narrow']}>{t('lists.phone')}</th>
          <th>{t('lists.person')}</th>
          <th className={styles['narrow']}>{t('lists.queue')}</th>
          <th className={styles['narrow']}>{t('lists.outcome')}</th>
          <th className={styles['narrow']}>{t('lists.duration')}</th>
          <th className={styles['narrow']}>{t('lists.action')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <CallRow key={row.call.id} row={row} testId={testId} />
        ))}
      </tbody>
    </table>
  );
}

function CallRow({ row, testId }: { row: DeskCall; testId: string }): ReactNode {
  const { t } = useTranslation();
  const { call } = row;
  const outcome = callOutcome(call);
  const Direction = call.direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  return (
    <tr data-testid={testId} data-call={call.id} data-outcome={outcome}>
      <td>
        <Direction className="icon" aria-label={t(`callBar.${call.direction}`)} />{' '}
        {call.offeredAt === null ? '' : formatInstant(call.offeredAt)}
      </td>
      <td>{call.phone === null ? t('callBar.hiddenNumber') : formatPhone(call.phone)}</td>
      <td className={styles['long']}>{row.personName ?? t('lists.noPerson')}</td>
      <td className={styles['narrow']}>{call.queue === null ? '' : queueText(t, call.queue)}</td>
      <td>
        <span className={`${styles['mark']} ${BAD.includes(outcome) ? styles['red'] : styles['grey']}`}>
          {call.noAppealReason === null ? t(`callOutcome.${outcome}`) : t(`noAppeal.${call.noAppealReason}`)}
        </span>
        {row.hasRecording && <CircleDot className={`icon ${styles['rec']}`} aria-label={t('lists.recorded')} />}
      </td>
      <td>{durationOf(call)}</td>
      <td>
        <CallbackActs row={row} />
      </td>
    </tr>
  );
}

function durationOf(call: Call): string {
  if (call.answeredAt === null || call.endedAt === null) return '';
  return formatTimer(toMs(call.endedAt) - toMs(call.answeredAt));
}

/** Calling back: mark it, dial, and say that they were reached. */
function CallbackActs({ row }: { row: DeskCall }): ReactNode {
  const { t } = useTranslation();
  const { bridge, softphone } = useServices();
  const isFree = useSoftphone(({ call, line }) => line === 'registered' && (call === null || call.phase === 'ended'));
  const act = useAct();
  const { call } = row;
  if (call.phone === null) return null;
  const { phone } = call;
  const mayWant = BAD.includes(callOutcome(call)) && call.callbackWantedAt === null;
  return (
    <span className={styles['acts']}>
      <Button icon={Phone} isDisabled={!isFree} onPress={() => void softphone.dial(phone)} testId="dial">
        {t('lists.dial')}
      </Button>
      {mayWant && (
        <Button
          icon={PhoneCall}
          isDisabled={act.isBusy}
          onPress={() => act.run(() => bridge.call('calls.wantCallback', { callId: call.id }))}
          testId="row-want-callback"
        >
          {t('lists.callback')}
        </Button>
      )}
      {waitsForCallback(row) && (
        <>
          <span className={`${styles['mark']} ${styles['amber']}`}>{t('lists.waitsCallback')}</span>
          <Button
            icon={Check}
            isDisabled={act.isBusy}
            onPress={() => act.run(() => bridge.call('calls.callbackDone', { callId: call.id }))}
            testId="row-callback-done"
          >
            {t('lists.callbackDone')}
          </Button>
        </>
      )}
      {act.problem && <span className={styles['problem']}>{act.problem}</span>}
    </span>
  );
}
