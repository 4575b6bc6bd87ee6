import { FilePen, GitCompareArrows, PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealFile } from '../../../shared/contracts/journal.ts';
import { callOutcome, type Call } from '../../../shared/domain/call/call.ts';
import { fullName } from '../../../shared/domain/person/person.ts';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { themeByCode } from '../../../shared/domain/theme/theme.ts';
import { errorText } from '../../i18n/errorText.ts';
import { formatDate, formatInstant, maskPolicy } from '../../i18n/format.ts';
import { queueText } from '../../i18n/queueText.ts';
import { useServices } from '../../services/services.tsx';
import { useOrganisation } from '../../services/useOrganisation.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { useAct } from '../../ui/useAct.ts';
import { RecordingPlayer } from './RecordingPlayer.tsx';
import styles from './Supervisor.module.css';

/** One appeal with everything that belongs to it. */
export function AppealFilePanel({ file }: { file: AppealFile }): ReactNode {
  const { t } = useTranslation();
  const { appeal, person, calls, recordings } = file;
  const { card } = appeal;
  const { desk } = useServices();
  const isContested = appeal.conflicts.length > 0;
  const opening = useAct();
  /** A file may have lain open for a while: what is changed is the appeal as it stands now. */
  const openNewest = async (): Promise<void> => {
    await desk.lookUp(appeal.id);
    const newest = desk.store.getState().bases[appeal.id];
    desk.openAppeal(newest && newest.version > appeal.version ? newest : appeal);
  };
  const clinic = useOrganisation(card.clinicId);
  const insurer = useOrganisation(card.insurerId);
  const theme = card.themeCode === null ? null : themeByCode(card.themeCode);
  const facts: readonly (readonly [label: string, value: string | null | undefined])[] = [
    [t('appeal.kind'), t(`kind.${card.kind}`)],
    [t('appeal.theme'), theme ? `${theme.code} ${theme.title}` : null],
    [t('appeal.clinic'), clinic?.shortName],
    [t('appeal.applicant'), card.applicant.name],
    [t('appeal.phone'), card.applicant.phone === null ? null : formatPhone(card.applicant.phone)],
    [
      t('lists.person'),
      person ? `${fullName(person)}, ${t('caller.born', { date: formatDate(person.birthDate) })}` : null,
    ],
    [t('caller.policy'), person?.enp ? maskPolicy(person.enp) : null],
    [t('caller.insurer'), insurer?.shortName],
    [t('supervisor.operator'), file.operatorName],
    [t('supervisor.registeredAt'), formatInstant(appeal.occurredAt)],
    [t('supervisor.closedAt'), appeal.closedAt === null ? null : formatInstant(appeal.closedAt)],
    [t('appeal.outcome'), appeal.outcome === null ? null : t(`outcome.${appeal.outcome}`)],
    [t('supervisor.flags'), appeal.flags.map((code) => errorText(t, { code })).join('; ')],
  ];
  return (
    <article className={styles['panel']} data-testid="appeal-file">
      <h2 className={styles['fileTitle']}>
        {appeal.number}{' '}
        <span className={`${styles['mark']} ${appeal.status === 'closed' ? styles['grey'] : styles['green']}`}>
          {t(`status.${appeal.status}`)}
        </span>
        {isContested && (
          <Mark look="amber" icon={GitCompareArrows} testId="has-conflict">
            {t('conflict.mark')}
          </Mark>
        )}
        {appeal.status !== 'closed' && (
          <Button
            icon={isContested ? GitCompareArrows : FilePen}
            isDisabled={opening.isBusy}
            onPress={() => opening.run(openNewest)}
            testId="open-appeal"
          >
            {t(isContested ? 'conflict.choose' : 'change.open')}
          </Button>
        )}
      </h2>
      <h3>{t('supervisor.recordings')}</h3>
      {recordings.length === 0 && <p className={styles['dim']}>{t('supervisor.noRecordings')}</p>}
      {recordings.map((recording) => (
        <RecordingPlayer key={recording.id} recording={recording} />
      ))}
      <div className={styles['fileBody']}>
        <dl className={styles['facts']}>
          {facts.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        <div className={styles['texts']}>
          <h3>{t('appeal.essence')}</h3>
          <p>{card.essence || t('supervisor.noText')}</p>
          <h3>{t('appeal.answer')}</h3>
          <p>{card.answer || t('supervisor.noText')}</p>
          <h3>{t('supervisor.calls')}</h3>
          <ul>
            {calls.map((call) => (
              <CallLine key={call.id} call={call} />
            ))}
          </ul>
        </div>
      </div>
    </article>
  );
}

function CallLine({ call }: { call: Call }): ReactNode {
  const { t } = useTranslation();
  const Direction = call.direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  return (
    <li className={styles['callLine']}>
      <Direction className="icon" aria-label={t(`callBar.${call.direction}`)} />
      <span>{call.phone === null ? t('callBar.hiddenNumber') : formatPhone(call.phone)}</span>
      <span>{t(`callOutcome.${callOutcome(call)}`)}</span>
      {call.offeredAt !== null && <time>{formatInstant(call.offeredAt)}</time>}
      {call.queue !== null && <span className={styles['dim']}>{queueText(t, call.queue)}</span>}
    </li>
  );
}
