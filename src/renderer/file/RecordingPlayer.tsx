import { Pause, Play, RotateCcw, RotateCw } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type WaveSurfer from 'wavesurfer.js';
import type { Recording } from '../../shared/domain/recording/recording.ts';
import { formatInstant, formatTimer } from '../i18n/format.ts';
import { useServices } from '../services/services.tsx';
import { Button } from '../ui/Button.tsx';
import { useAct } from '../ui/useAct.ts';
import { createWaveform } from './createWaveform.ts';
import { readRecording } from './readRecording.ts';
import styles from './File.module.css';

const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;
const STEP_SEC = 5;

/** Plays one recording. It is fetched at the first press, not before: every fetch is written to the access journal. */
export function RecordingPlayer({ recording }: { recording: Recording }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const operator = useRef<HTMLSpanElement>(null);
  const caller = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer | null>(null);
  const isGone = useRef(false);
  const [share, setShare] = useState<number | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [atSec, setAtSec] = useState(0);
  const [lengthSec, setLengthSec] = useState(0);
  const [speed, setSpeed] = useState<number>(1);
  const loading = useAct();

  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      wave.current?.destroy();
      wave.current = null;
    };
  }, []);

  async function load(): Promise<void> {
    setShare(0);
    const bytes = await readRecording(bridge, recording.id, setShare, () => isGone.current);
    if (!bytes || !box.current) return;
    const made = await createWaveform(box.current, bytes, [colourOf(operator.current), colourOf(caller.current)]);
    made.on('timeupdate', setAtSec);
    made.on('play', () => setPlaying(true));
    made.on('pause', () => setPlaying(false));
    wave.current = made;
    setLengthSec(made.getDuration());
    made.setPlaybackRate(speed, true);
    await made.play();
  }
  const toggle = (): void => {
    if (wave.current) void wave.current.playPause();
    else if (!loading.isBusy) loading.run(load);
  };
  const skip = (seconds: number): void => wave.current?.skip(seconds);
  const changeSpeed = (next: number): void => {
    setSpeed(next);
    wave.current?.setPlaybackRate(next, true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLButtonElement || event.target instanceof HTMLSelectElement) return;
    const at = SPEEDS.findIndex((one) => one === speed);
    const acts: Record<string, () => void> = {
      Space: toggle,
      ArrowLeft: () => skip(-STEP_SEC),
      ArrowRight: () => skip(STEP_SEC),
      ArrowUp: () => changeSpeed(SPEEDS[Math.min(at + 1, SPEEDS.length - 1)] ?? 1),
      ArrowDown: () => changeSpeed(SPEEDS[Math.max(at - 1, 0)] ?? 1),
    };
    const act = acts[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  };
  if (recording.verifiedAt === null) return <p className={styles['dim']}>{t('supervisor.notReady')}</p>;
  const isReady = lengthSec > 0;
  return (
    <div className={styles['player']} role="group" aria-label={t('supervisor.recordings')}>
      <div className={styles['playerHead']}>
        <Button
          icon={isPlaying ? Pause : Play}
          look="primary"
          isDisabled={loading.isBusy}
          onPress={toggle}
          testId="recording-play"
        >
          {t(isPlaying ? 'supervisor.pause' : 'supervisor.play')}
        </Button>
        <Button icon={RotateCcw} isDisabled={!isReady} onPress={() => skip(-STEP_SEC)}>
          {t('supervisor.back5')}
        </Button>
        <Button icon={RotateCw} isDisabled={!isReady} onPress={() => skip(STEP_SEC)}>
          {t('supervisor.forward5')}
        </Button>
        <label className={styles['speed']}>
          {t('supervisor.speed')}
          <select
            value={speed}
            data-testid="recording-speed"
            onChange={(event) => changeSpeed(Number(event.target.value))}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={one}>
                {one}×
              </option>
            ))}
          </select>
        </label>
        <time data-testid="recording-time" data-playing={isPlaying}>
          {formatTimer(atSec * 1000)} / {formatTimer(lengthSec * 1000)}
        </time>
        <span className={styles['dim']}>{formatInstant(recording.startedAt)}</span>
      </div>
      {loading.problem && (
        <p className={styles['problem']} role="alert">
          {loading.problem}
        </p>
      )}
      {loading.isBusy && share !== null && (
        <p role="status">{t('supervisor.preparing', { percent: Math.round(share * 100) })}</p>
      )}
      <div className={styles['waveRow']}>
        <div className={styles['channels']}>
          <span ref={operator} className={styles['operatorChannel']}>
            {t('supervisor.operatorChannel')}
          </span>
          <span ref={caller} className={styles['callerChannel']}>
            {t('supervisor.callerChannel')}
          </span>
        </div>
        <div
          ref={box}
          className={styles['wave']}
          role="slider"
          tabIndex={0}
          aria-label={t('supervisor.position')}
          aria-valuemin={0}
          aria-valuemax={Math.round(lengthSec)}
          aria-valuenow={Math.round(atSec)}
          aria-valuetext={formatTimer(atSec * 1000)}
          onKeyDown={onKeyDown}
          data-testid="recording-wave"
        />
      </div>
      <p className={styles['dim']}>{t('supervisor.playerKeys')}</p>
    </div>
  );
}

/** The canvas cannot read tokens; the label beside it can. */
function colourOf(element: HTMLElement | null): string {
  return element ? getComputedStyle(element).color : '#888';
}
