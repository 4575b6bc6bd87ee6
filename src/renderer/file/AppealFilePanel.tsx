import { FilePen, FileText, GitCompareArrows, PhoneIncoming, PhoneOutgoing, SearchCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAppeal, DeskFile } from '../../shared/contracts/bridge.ts';
import { callOutcome, type Call } from '../../shared/domain/call/call.ts';
import { placeOf } from '../../shared/domain/appeal/placeOf.ts';
import { mayStep } from '../../shared/domain/appeal/stepRights.ts';
import { formatPhone } from '../../shared/domain/phone/phone.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { AnswerDialog } from '../answer/AnswerDialog.tsx';
import { AttachmentList } from '../attachments/AttachmentList.tsx';
import { useAttachments } from '../attachments/useAttachments.ts';
import { useFileDrop } from '../attachments/useFileDrop.ts';
import { TermMark } from '../card/TermMark.tsx';
import { useTerm } from '../card/useTerm.ts';
import { formatInstant } from '../i18n/format.ts';
import { queueText } from '../i18n/queueText.ts';
import { useMirror, useServices } from '../services/services.tsx';
import { useOrganisation } from '../services/useOrganisation.ts';
import { useStaffName } from '../services/useStaffName.ts';
import { Button } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { useAct } from '../ui/useAct.ts';
import { StepBar } from '../way/StepBar.tsx';
import type { StepName } from '../way/steps.ts';
import { useSomebody } from '../way/useSomebody.ts';
import { CardFacts } from './CardFacts.tsx';
import { RecordingPlayer } from './RecordingPlayer.tsx';
import { Timeline } from './Timeline.tsx';
import styles from './File.module.css';

interface AppealFilePanelProps {
  file: DeskFile;
  /** False: the journal is away, and this is what the desk has. */
  isWhole?: boolean;
  onAmend?: (() => void) | undefined;
  onDone: (step: StepName, shown: DeskAppeal | null) => void;
  /** A file of this desk has come to the journal. */
  onSent?: (() => void) | undefined;
}

/** One appeal with everything that belongs to it: the card, what was done to it, what may be done, and the recordings. */
export function AppealFilePanel({ file, isWhole = true, onAmend, onDone, onSent }: AppealFilePanelProps): ReactNode {
  const { t } = useTranslation();
  const { appeal, calls, recordings } = file;
  const me = useSomebody();
  const termOf = useTerm();
  const isContested = appeal.conflicts.length > 0;
  const attachments = useAttachments({ appealId: appeal.id }, onSent);
  const mayAttach = me !== null && mayStep(me, 'appeal.attach', appeal);
  const drop = useFileDrop(mayAttach, attachments.add);
  const mayListen = useMirror(
    ({ session }) => session?.user?.role === 'supervisor' || session?.user?.role === 'ccAdmin',
  );
  return (
    <article className={styles['panel']} data-testid="appeal-file" data-status={appeal.status} {...drop.handlers}>
      <h2 className={styles['fileTitle']}>
        {appeal.number} <StatusMark status={appeal.status} isWaiting={appeal.isWaiting} />
        <TermMark term={termOf(appeal)} />
        {isContested && (
          <Mark look="amber" icon={GitCompareArrows} testId="has-conflict">
            {t('conflict.mark')}
          </Mark>
        )}
      </h2>
      <WhoLeads file={file} />
      <ExpertiseMarks file={file} />
      <StepBar appeal={appeal} onDone={onDone}>
        {me !== null && mayStep(me, 'appeal.amend', appeal) && <Amend file={file} onAmend={onAmend} />}
        {mayAttach && mayStep(me, 'appeal.answer', appeal) && <WriteAnswer appeal={appeal} />}
      </StepBar>
      <AttachmentList attachments={attachments} kept={appeal.attachments} mayAdd={mayAttach} isOver={drop.isOver} />
      {!isWhole && <p className={styles['partial']}>{t('file.partial')}</p>}
      {mayListen && isWhole && (
        <>
          <h3>{t('supervisor.recordings')}</h3>
          {recordings.length === 0 && <p className={styles['dim']}>{t('supervisor.noRecordings')}</p>}
          {recordings.map((recording) => (
            <RecordingPlayer key={recording.id} recording={recording} />
          ))}
        </>
      )}
      <div className={styles['fileBody']}>
        <CardFacts file={file} />
        <div className={styles['texts']}>
          <Timeline file={file} />
          {calls.length > 0 && <h3>{t('supervisor.calls')}</h3>}
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

/** At whose table it lies and who leads it, in plain words. */
function WhoLeads({ file: { appeal, names, links } }: { file: DeskFile }): ReactNode {
  const { t } = useTranslation();
  const staffName = useStaffName();
  const { holderId, addresseeId, desk } = placeOf(appeal);
  const organisation = useOrganisation(desk.organisationId);
  const nameOf = (id: string): string => names[id] ?? staffName(id);
  const leaderId = holderId ?? addresseeId;
  const level = t(desk.level === 3 ? 'level.third' : desk.level === 2 ? 'level.second' : 'level.first');
  return (
    <p className={styles['about']}>
      <span>
        {t(appeal.isWaiting ? 'file.waitsFor' : 'file.ledBy')}{' '}
        <b>{leaderId === null ? t('way.anybody') : nameOf(leaderId)}</b>
      </span>
      <span>{[organisation?.shortName, level].filter(Boolean).join(', ')}</span>
      {appeal.coExecutorIds.length > 0 && (
        <span>
          {t('file.coExecutors')} <b>{appeal.coExecutorIds.map(nameOf).join(', ')}</b>
        </span>
      )}
      {links.length > 0 && (
        <span data-testid="file-links">
          {t('file.links')} <b>{links.map((line) => line.number).join(', ')}</b>
        </span>
      )}
    </p>
  );
}

/** For which expertise the case was selected: by whom, when, and why. */
function ExpertiseMarks({ file: { appeal, names } }: { file: DeskFile }): ReactNode {
  const { t } = useTranslation();
  const staffName = useStaffName();
  if (appeal.expertise.length === 0) return null;
  return (
    <ul className={styles['marks']} aria-label={t('expertise.title')} data-testid="expertise-marks">
      {appeal.expertise.map(({ kind, note, by, at }) => (
        <li key={kind} data-kind={kind}>
          <Mark look="green" icon={SearchCheck}>
            {t('expertise.selectedBy', { name: t(`expertise.${kind}`) })}
          </Mark>{' '}
          {names[by] ?? staffName(by)}, {formatInstant(at)}
          {note !== '' && <span className={styles['note']}> {note}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Opens the letter to the applicant. */
function WriteAnswer({ appeal }: { appeal: Appeal }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={FileText} onPress={() => setOpen(true)} testId="written-answer">
        {t('answer.open')}
      </Button>
      {isOpen && <AnswerDialog appeal={appeal} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Opens the card's form in the file's place. */
function Amend({ file: { appeal }, onAmend }: { file: DeskFile; onAmend: (() => void) | undefined }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const isContested = appeal.conflicts.length > 0;
  const opening = useAct();
  /** A file may have lain open for a while: what is changed is the appeal as it stands now. */
  const openNewest = async (): Promise<void> => {
    await desk.lookUp(appeal.id);
    const newest = desk.store.getState().bases[appeal.id];
    desk.openAppeal(newest && newest.version > appeal.version ? newest : appeal);
    onAmend?.();
  };
  return (
    <Button
      icon={isContested ? GitCompareArrows : FilePen}
      isDisabled={opening.isBusy}
      onPress={() => opening.run(openNewest)}
      testId="open-appeal"
    >
      {t(isContested ? 'conflict.choose' : 'change.open')}
    </Button>
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
