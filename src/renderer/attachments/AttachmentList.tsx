import { CircleCheck, CloudUpload, Download, FileText, Hourglass, RotateCw, TriangleAlert, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskAttachment } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { ALLOWED_ENDINGS } from '../../shared/domain/appeal/attachmentType.ts';
import { errorText } from '../i18n/errorText.ts';
import { formatBytes } from '../i18n/format.ts';
import { useServices } from '../services/services.tsx';
import { Button } from '../ui/Button.tsx';
import { useAct } from '../ui/useAct.ts';
import { readAttachment, saveBytes } from './saveFile.ts';
import type { Attachments } from './useAttachments.ts';
import styles from './Attachments.module.css';

type Kept = Appeal['attachments'][number];

interface AttachmentListProps {
  attachments: Attachments;
  /** What is in the appeal already. */
  kept?: readonly Kept[];
  mayAdd: boolean;
  /** Files are held over the card. */
  isOver: boolean;
}

/** The files of a card: what is in it, what is on its way with how far it is, what was not taken and why. */
export function AttachmentList({ attachments, kept = [], mayAdd, isOver }: AttachmentListProps): ReactNode {
  const { t } = useTranslation();
  const { files, notTaken, isAdding } = attachments;
  const known = new Set(files.map(({ id }) => id));
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Dropped far above, its fate is told where its author looks next.
    if (isAdding || notTaken.length > 0) section.current?.scrollIntoView({ block: 'nearest' });
  }, [isAdding, notTaken.length]);
  return (
    <section
      ref={section}
      className={`${styles['files']} ${isOver ? styles['over'] : ''}`}
      aria-label={t('files.title')}
      data-testid="files"
    >
      <div className={styles['head']}>
        <h3>{t('files.title')}</h3>
        {mayAdd && <AddButton onAdd={attachments.add} isBusy={isAdding} />}
        {mayAdd && <span className={styles['hint']}>{t(isOver ? 'files.drop' : 'files.hint')}</span>}
      </div>
      <ul className={styles['list']}>
        {kept
          .filter(({ id }) => !known.has(id))
          .map((one) => (
            <KeptRow key={one.id} file={one} />
          ))}
        {files.map((one) => (
          <DeskRow key={one.id} file={one} attachments={attachments} />
        ))}
        {notTaken.map(({ key, name, text }) => (
          <li key={key} className={styles['row']} data-testid="file-not-taken">
            <TriangleAlert className={`icon ${styles['red']}`} aria-hidden />
            <span className={styles['name']}>{name}</span>
            <span className={styles['problem']} role="alert">
              {text}
            </span>
            <Button look="quiet" icon={X} onPress={() => attachments.dismiss(key)} testId="file-dismiss">
              {t('common.close')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AddButton({ onAdd, isBusy }: { onAdd: (files: readonly File[]) => void; isBusy: boolean }): ReactNode {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={CloudUpload} onPress={() => input.current?.click()} isDisabled={isBusy} testId="file-add">
        {t(isBusy ? 'files.reading' : 'files.add')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ALLOWED_ENDINGS.map((ending) => `.${ending}`).join(',')}
        data-testid="file-input"
        onChange={(event) => {
          onAdd([...(event.target.files ?? [])]);
          // The same file may be chosen again after it was mended.
          event.target.value = '';
        }}
      />
    </>
  );
}

function KeptRow({ file }: { file: Kept }): ReactNode {
  const { t } = useTranslation();
  return (
    <li className={styles['row']} data-testid="file-row" data-state="sent" data-name={file.name}>
      <CircleCheck className={`icon ${styles['green']}`} aria-hidden />
      <FileName id={file.id} name={file.name} />
      <span className={styles['size']}>{formatBytes(t, file.bytes)}</span>
      <span className={styles['state']}>{t(file.to === 'answer' ? 'files.state.answer' : 'files.state.sent')}</span>
    </li>
  );
}

const LOOKS: Readonly<Record<DeskAttachment['state'], LucideIcon>> = {
  open: Hourglass,
  kept: FileText,
  waiting: Hourglass,
  sending: CloudUpload,
  failed: TriangleAlert,
};

function DeskRow({ file, attachments }: { file: DeskAttachment; attachments: Attachments }): ReactNode {
  const { t } = useTranslation();
  const Icon = LOOKS[file.state];
  // What was not read whole can neither be sent nor looked at: it is chosen again.
  const isCut = file.fault === 'attachment.cut';
  const percent = file.bytes === 0 ? 0 : Math.round((file.sentBytes / file.bytes) * 100);
  return (
    <li className={styles['row']} data-testid="file-row" data-state={file.state} data-name={file.name}>
      <Icon className={`icon ${file.state === 'failed' ? styles['red'] : ''}`} aria-hidden />
      {file.state === 'open' || isCut ? (
        <span className={styles['name']}>{file.name}</span>
      ) : (
        <FileName id={file.id} name={file.name} />
      )}
      <span className={styles['size']}>{formatBytes(t, file.bytes)}</span>
      <span className={file.state === 'failed' ? styles['problem'] : styles['state']} role="status">
        {file.fault === null ? t(`files.state.${file.state}`, { percent }) : errorText(t, { code: file.fault })}
      </span>
      {file.state === 'failed' && !isCut && (
        <Button look="quiet" icon={RotateCw} onPress={() => attachments.retry(file.id)} testId="file-retry">
          {t('common.retry')}
        </Button>
      )}
      <Button look="quiet" icon={X} onPress={() => attachments.remove(file.id)} testId="file-remove">
        {t('files.remove')}
      </Button>
    </li>
  );
}

/** Its name fetches it: only then, because every look is noted. */
function FileName({ id, name }: { id: string; name: string }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const fetching = useAct();
  const [share, setShare] = useState(0);
  const fetchIt = (): void => {
    setShare(0);
    fetching.run(async () => {
      const bytes = await readAttachment(bridge, id, setShare, () => false);
      if (bytes !== null) saveBytes(bytes, name);
    });
  };
  return (
    <span className={styles['name']}>
      <button
        type="button"
        className={styles['open']}
        title={t('files.save')}
        disabled={fetching.isBusy}
        onClick={fetchIt}
        data-testid="file-save"
      >
        {name} <Download className="icon" aria-label={t('files.save')} />
      </button>
      {fetching.isBusy && share > 0 && <span className={styles['state']}>{Math.round(share * 100)} %</span>}
      {fetching.problem && (
        <span className={styles['problem']} role="alert">
          {fetching.problem}
        </span>
      )}
    </span>
  );
}
