import { PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallerCard } from '../../../shared/contracts/bridge.ts';
import type { AppealLine } from '../../../shared/contracts/journal.ts';
import { callOutcome, type Call } from '../../../shared/domain/call/call.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useThemeOf } from '../../services/useClassifiers.ts';
import styles from './Caller.module.css';

/** What was before: appeals of the person first, then the rest of the number's, then calls. */
export function CallerHistory({ caller, personId }: { caller: CallerCard; personId: string | null }): ReactNode {
  const { t } = useTranslation();
  const calls = caller.calls.filter((call) => call.id !== caller.callId);
  const appeals = caller.appeals.toSorted((left, right) => rank(right, personId).localeCompare(rank(left, personId)));
  const isEmpty = calls.length === 0 && appeals.length === 0;
  return (
    <section className={styles['history']} aria-label={t('caller.history')} data-testid="caller-history">
      <h3>
        {t('caller.history')}
        {!isEmpty && (
          <span className={styles['dim']}>
            {t('caller.appeals', { count: appeals.length })}, {t('caller.calls', { count: calls.length })}
          </span>
        )}
      </h3>
      {isEmpty && caller.source !== 'searching' && <p className={styles['dim']}>{t('caller.noHistory')}</p>}
      <ul>
        {appeals.map((appeal) => (
          <AppealItem key={appeal.id} appeal={appeal} />
        ))}
        {calls.map((call) => (
          <CallItem key={call.id} call={call} />
        ))}
      </ul>
    </section>
  );
}

/** Sorts the chosen person's appeals above the others', newest first within each. */
const rank = (appeal: AppealLine, personId: string | null): string =>
  `${personId !== null && appeal.personId === personId ? 1 : 0}${appeal.occurredAt}`;

function AppealItem({ appeal }: { appeal: AppealLine }): ReactNode {
  const { t } = useTranslation();
  const theme = useThemeOf()(appeal.themeCode, appeal.classifierVersion);
  return (
    <li className={styles['past']} title={appeal.essence}>
      <p>
        <b>{appeal.number}</b>
        <span className={appeal.status === 'closed' ? styles['closed'] : styles['open']}>
          {t(`status.${appeal.status}`)}
        </span>
        <time>{formatInstant(appeal.occurredAt)}</time>
      </p>
      <p>{theme?.title ?? appeal.essence}</p>
    </li>
  );
}

function CallItem({ call }: { call: Call }): ReactNode {
  const { t } = useTranslation();
  const Direction = call.direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  return (
    <li className={styles['past']}>
      <p>
        <Direction className="icon" aria-label={t(`callBar.${call.direction}`)} />
        <span>{t(`callOutcome.${callOutcome(call)}`)}</span>
        {call.offeredAt !== null && <time>{formatInstant(call.offeredAt)}</time>}
      </p>
    </li>
  );
}
