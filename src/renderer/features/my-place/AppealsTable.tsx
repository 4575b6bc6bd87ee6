import { FilePen, GitCompareArrows } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SyncMark } from '../../acts/SyncMark.tsx';
import type { DeskAppeal } from '../../../shared/contracts/bridge.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { RunningTerm } from '../../../shared/domain/term/runningTerm.ts';
import { TermMark } from '../../card/TermMark.tsx';
import { useTerm } from '../../card/useTerm.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useThemeOf } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import styles from './MyPlace.module.css';

interface AppealsTableProps {
  rows: readonly DeskAppeal[];
  onOpen: (appeal: Appeal) => void;
}

export function AppealsTable({ rows, onOpen }: AppealsTableProps): ReactNode {
  const { t } = useTranslation();
  const termOf = useTerm();
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
          <th className={styles['narrow']}>{t('lists.action')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <AppealRow key={row.appeal.id} row={row} term={termOf(row.appeal)} onOpen={() => onOpen(row.appeal)} />
        ))}
      </tbody>
    </table>
  );
}

interface AppealRowProps {
  row: DeskAppeal;
  term: RunningTerm;
  onOpen: () => void;
}

function AppealRow({ row, term, onOpen }: AppealRowProps): ReactNode {
  const { t } = useTranslation();
  const { appeal, sync, refusal } = row;
  const theme = useThemeOf()(appeal.card.themeCode, appeal.classifierVersion);
  const isContested = appeal.conflicts.length > 0;
  return (
    <tr data-testid="appeal-row" data-number={appeal.number}>
      <td>
        <b>{appeal.number}</b>
      </td>
      <td>{formatInstant(appeal.occurredAt)}</td>
      <Long text={(row.personName ?? appeal.card.applicant.name) || t('lists.noPerson')} />
      <Long text={theme ? theme.title : t(`kind.${appeal.card.kind}`)} />
      <Long text={appeal.card.essence} />
      <td className={styles['state']}>
        <span className={`${styles['mark']} ${appeal.status === 'closed' ? styles['grey'] : styles['green']}`}>
          {t(`status.${appeal.status}`)}
        </span>{' '}
        <TermMark term={term} />{' '}
        {isContested && (
          <Mark look="amber" icon={GitCompareArrows} testId="has-conflict">
            {t('conflict.mark')}
          </Mark>
        )}
      </td>
      <td className={styles['sync']}>
        <SyncMark sync={sync} refusal={refusal} />
      </td>
      <td>
        {appeal.status !== 'closed' && row.place !== 'passedOn' && (
          <Button icon={isContested ? GitCompareArrows : FilePen} onPress={onOpen} testId="open-appeal">
            {t(isContested ? 'conflict.choose' : 'change.open')}
          </Button>
        )}
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
