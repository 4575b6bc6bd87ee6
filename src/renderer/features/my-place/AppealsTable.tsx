import { CircleCheck, Clock, Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { themeByCode } from '../../../shared/domain/theme/theme.ts';
import { formatInstant } from '../../i18n/format.ts';
import { syncText } from '../../i18n/syncText.ts';
import styles from './MyPlace.module.css';

const SYNC_LOOKS = {
  waiting: { icon: Clock, look: 'amber' },
  accepted: { icon: CircleCheck, look: 'green' },
  refused: { icon: TriangleAlert, look: 'red' },
  parked: { icon: Hourglass, look: 'amber' },
} as const;

export function AppealsTable({ rows }: { rows: readonly DeskAppeal[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <table className={styles['table']} data-testid="my-appeals">
      <thead>
        <tr>
          <th className={styles['narrow']}>{t('lists.number')}</th>
          <th className={styles['narrow']}>{t('lists.when')}</th>
          <th>{t('lists.person')}</th>
          <th>{t('lists.theme')}</th>
          <th>{t('lists.essence')}</th>
          <th className={styles['narrow']}>{t('lists.status')}</th>
          <th className={styles['narrow']}>{t('lists.sync')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <AppealRow key={row.appeal.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function AppealRow({ row }: { row: DeskAppeal }): ReactNode {
  const { t } = useTranslation();
  const { appeal, sync, refusal } = row;
  const theme = appeal.card.themeCode === null ? null : themeByCode(appeal.card.themeCode);
  const { icon: Icon, look } = SYNC_LOOKS[sync];
  return (
    <tr data-testid="appeal-row" data-number={appeal.number}>
      <td>
        <b>{appeal.number}</b>
      </td>
      <td>{formatInstant(appeal.occurredAt)}</td>
      <Long text={(row.personName ?? appeal.card.applicant.name) || t('lists.noPerson')} />
      <Long text={theme ? theme.title : t(`kind.${appeal.card.kind}`)} />
      <Long text={appeal.card.essence} />
      <td>
        <span className={`${styles['mark']} ${appeal.status === 'closed' ? styles['grey'] : styles['green']}`}>
          {t(`status.${appeal.status}`)}
        </span>
      </td>
      <td>
        <span className={`${styles['mark']} ${styles[look]}`} data-testid={`sync-${sync}`}>
          <Icon className="icon" aria-hidden /> {syncText(t, sync, refusal)}
        </span>
      </td>
    </tr>
  );
}

function Long({ text }: { text: string }): ReactNode {
  return (
    <td className={styles['long']} title={text}>
      <span className={styles['two']}>{text}</span>
    </td>
  );
}
