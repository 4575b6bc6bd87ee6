import {
  CircleCheck,
  CircleDot,
  CircleHelp,
  CirclePause,
  Circle,
  ClockAlert,
  CloudOff,
  Gauge,
  LoaderCircle,
  TriangleAlert,
  Users,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncInfo } from '../../../shared/contracts/bridge.ts';
import { errorText } from '../../i18n/errorText.ts';
import { formatClock, formatSpan } from '../../i18n/format.ts';
import { useCoreLink, useMirror, useSoftphone } from '../../services/services.tsx';
import styles from './StatusStrip.module.css';

const QUEUE_TEXT = {
  left: { key: 'strip.queueLeft', icon: Users },
  paused: { key: 'strip.queuePaused', icon: CirclePause },
  unpaused: { key: 'strip.queueUnpaused', icon: CircleCheck },
  unknown: { key: 'strip.queueUnknown', icon: CircleHelp },
} as const;

const JOURNAL_LOOKS = {
  up: { key: 'strip.journalUp', icon: CircleCheck, look: 'green' },
  down: { key: 'strip.journalDown', icon: CloudOff, look: 'amber' },
  connecting: { key: 'strip.journalConnecting', icon: LoaderCircle, look: 'grey' },
  contractMismatch: { key: 'strip.journalMismatch', icon: TriangleAlert, look: 'red' },
} as const satisfies Record<SyncInfo['journal'], { key: string; icon: LucideIcon; look: string }>;

const SLOW = { key: 'strip.journalSlow', icon: Gauge, look: 'amber' } as const;

interface StatusStripProps {
  hasLine: boolean;
  /** Leads to what was not taken. */
  onOpenOutbox?: (() => void) | undefined;
  /** Terms that run out, where this person is to hear of any. */
  reminders?: ReactNode;
}

/** The bottom line: the queue, the journal and what waits for it, the recording, and any trouble with the disk. */
export function StatusStrip({ hasLine, onOpenOutbox, reminders }: StatusStripProps): ReactNode {
  const { t } = useTranslation();
  const sync = useMirror((mirrored) => mirrored.sync);
  return (
    <footer className={styles['strip']} aria-label={t('strip.label')} role="status" data-testid="status-strip">
      {reminders}
      {hasLine && <Queue />}
      {sync && <Journal sync={sync} onOpenOutbox={onOpenOutbox} />}
      {sync?.trouble && (
        <span className={`${styles['red']} ${styles['firm']}`} role="alert" data-testid="desk-trouble">
          <TriangleAlert className="icon" aria-hidden /> {errorText(t, { code: sync.trouble })}
        </span>
      )}
      {sync !== null && sync.clockOffMs !== 0 && <ClockOff ms={sync.clockOffMs} />}
      {sync && sync.recordingsWaiting > 0 && (
        <span className={styles['long']}>
          <span>{t('strip.recordings', { count: sync.recordingsWaiting })}</span>
        </span>
      )}
      {sync && sync.filesWaiting > 0 && (
        <span className={styles['long']} data-testid="files-waiting">
          <span>{t('strip.files', { count: sync.filesWaiting })}</span>
        </span>
      )}
      {hasLine && <Recording />}
    </footer>
  );
}

/** The machine's clock is wrong: said, because it is seen everywhere on the screen; the journal's time holds. */
function ClockOff({ ms }: { ms: number }): ReactNode {
  const { t } = useTranslation();
  const text = t(ms < 0 ? 'strip.clockBehind' : 'strip.clockAhead', { span: formatSpan(t, ms) });
  return (
    <span className={`${styles['amber']} ${styles['long']}`} title={text} data-testid="clock-off">
      <ClockAlert className="icon" aria-hidden /> <span>{text}</span>
    </span>
  );
}

function Queue(): ReactNode {
  const { t } = useTranslation();
  const queue = useSoftphone((state) => state.queue);
  const { key, icon: Icon } = QUEUE_TEXT[queue];
  return (
    <span data-testid="queue-status" data-queue={queue}>
      <Icon className="icon" aria-hidden /> {t(key)}
    </span>
  );
}

function Journal({ sync, onOpenOutbox }: { sync: SyncInfo; onOpenOutbox: (() => void) | undefined }): ReactNode {
  const { t } = useTranslation();
  const link = useCoreLink();
  // Only the core knows of the journal: while the core is away, what it said last is not the truth.
  if (link !== 'up') {
    return (
      <span className={styles['amber']} data-testid="journal-status" data-journal="unknown">
        <CircleHelp className="icon" aria-hidden /> {t('strip.journalUnknown')}
      </span>
    );
  }
  const { key, icon: Icon, look } = sync.journal === 'up' && sync.slow ? SLOW : JOURNAL_LOOKS[sync.journal];
  const since =
    sync.oldestWaitingAt === null ? '' : ` ${t('strip.since', { time: formatClock(sync.oldestWaitingAt) })}`;
  return (
    <>
      <span className={styles[look]} data-testid="journal-status" data-journal={sync.journal}>
        <Icon className="icon" aria-hidden /> {t(key)}
      </span>
      <span data-testid="unsent" data-waiting={sync.waiting}>
        {sync.waiting === 0 ? t('strip.allSent') : t('strip.waiting', { count: sync.waiting }) + since}
      </span>
      {sync.refused + sync.parked > 0 && (
        <button
          type="button"
          className={`${styles['red']} ${styles['link']}`}
          title={t('outbox.key')}
          onClick={onOpenOutbox}
          data-testid="refused-count"
        >
          <TriangleAlert className="icon" aria-hidden /> {t('strip.refused', { count: sync.refused + sync.parked })}
        </button>
      )}
    </>
  );
}

function Recording(): ReactNode {
  const { t } = useTranslation();
  const recording = useSoftphone(({ call }) => (call === null || call.phase === 'ended' ? 'off' : call.recording));
  if (recording === 'failed') {
    return (
      <span className={styles['amber']} data-testid="recording-status">
        <TriangleAlert className="icon" aria-hidden /> {t('strip.recordingFailed')}
      </span>
    );
  }
  const Icon = recording === 'on' ? CircleDot : Circle;
  return (
    <span className={recording === 'on' ? styles['rec'] : ''} data-testid="recording-status">
      <Icon className="icon" aria-hidden /> {t(recording === 'on' ? 'strip.recordingOn' : 'strip.recordingOff')}
    </span>
  );
}
