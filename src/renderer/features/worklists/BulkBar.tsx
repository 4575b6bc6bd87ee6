import { CircleCheck, CircleX, Clock, UserCheck } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { WorklistLine, WorklistName } from '../../../shared/contracts/worklists.ts';
import { refusalOf, refusalText } from '../../i18n/errorText.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { workingPeople, type Colleague } from '../../way/addressees.ts';
import { Choice } from '../../way/Choice.tsx';
import { EMPTY_STEP } from '../../way/stepText.ts';
import { useStepSender } from '../../way/useStepSender.ts';
import way from '../../way/Way.module.css';
import { runBulk, verdictOf, type BulkResult } from './runBulk.ts';
import styles from './Worklists.module.css';

type BulkStep = 'close' | 'assign';
/** What is to be done to many, and to which: they may leave the list while it is done. */
export interface BulkAsked {
  step: BulkStep;
  lines: readonly WorklistLine[];
}
const NOBODY: readonly Colleague[] = [];

interface BulkBarProps {
  list: WorklistName;
  lines: readonly WorklistLine[];
  onAsk: (asked: BulkAsked) => void;
  onLetGo: () => void;
}

/** What may be done to all chosen cards at once. */
export function BulkBar({ list, lines, onAsk, onLetGo }: BulkBarProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles['bulk']} role="toolbar" aria-label={t('bulk.chosen', { count: lines.length })}>
      <b>{t('bulk.chosen', { count: lines.length })}</b>
      {list === 'review' && (
        <Button look="primary" icon={CircleCheck} onPress={() => onAsk({ step: 'close', lines })} testId="bulk-close">
          {t('bulk.close')}
        </Button>
      )}
      <Button icon={UserCheck} onPress={() => onAsk({ step: 'assign', lines })} testId="bulk-assign">
        {t('bulk.assign')}
      </Button>
      <Button look="quiet" onPress={onLetGo}>
        {t('bulk.letGo')}
      </Button>
    </div>
  );
}

interface BulkDialogProps extends BulkAsked {
  onClose: () => void;
  onDone: () => void;
}

/** Asks once for all, then says of every card what became of it, and why. */
export function BulkDialog({ step, lines, onClose, onDone }: BulkDialogProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const sender = useStepSender();
  const staff = useMirror((mirrored) => mirrored.reference?.staff ?? NOBODY);
  const [written, setWritten] = useState(EMPTY_STEP);
  const [phase, setPhase] = useState<'asking' | 'running' | 'over'>('asking');
  const [results, setResults] = useState<ReadonlyMap<string, BulkResult>>(new Map());
  const [acts, setActs] = useState<readonly DeskAct[] | null>(null);
  const needsReason = step === 'assign';
  const isReady = !needsReason || (written.userId !== null && written.text.trim() !== '');

  useEffect(() => {
    const read = (): void => {
      bridge.call('outbox.list', {}).then(
        (answer) => setActs(answer.acts),
        // What was last heard stays: nothing is called done that is not.
        () => undefined,
      );
    };
    if (phase !== 'over') return;
    read();
    return bridge.subscribe('outbox.changed', read);
  }, [bridge, phase]);

  const run = (): void => {
    setPhase('running');
    const tell = (id: string, result: BulkResult): void => setResults((before) => new Map([...before, [id, result]]));
    // Every failure stands at its card.
    void runBulk({ bridge, sender }, step, lines, written, tell).then(() => setPhase('over'));
  };
  const close = (): void => {
    if (phase === 'running') return;
    onClose();
    if (phase === 'over') onDone();
  };
  return (
    <ModalOverlay
      className={way['overlay'] ?? ''}
      isOpen
      isDismissable={phase === 'asking'}
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      <Modal className={way['modal'] ?? ''}>
        <Dialog className={way['dialog'] ?? ''} data-testid="bulk-dialog">
          <Heading slot="title" className={way['dialogTitle'] ?? ''}>
            {t(step === 'close' ? 'bulk.closeTitle' : 'bulk.assignTitle', { count: lines.length })}
          </Heading>
          {phase === 'asking' && step === 'assign' && (
            <>
              <Choice
                label={t('act.addressee')}
                value={written.userId ?? ''}
                options={[['', t('way.notChosen')], ...workingPeople(staff).map((one) => [one.id, one.name] as const)]}
                onChoose={(value) => setWritten({ ...written, userId: value === '' ? null : value })}
                testId="bulk-person"
              />
              <Field label={t('act.reason')}>
                {(wiring) => (
                  <textarea
                    {...wiring}
                    rows={3}
                    maxLength={1000}
                    data-testid="bulk-reason"
                    value={written.text}
                    onChange={(event) => setWritten({ ...written, text: event.target.value })}
                  />
                )}
              </Field>
            </>
          )}
          {phase === 'asking' && step === 'close' && <p className={way['hint']}>{t('bulk.closeHint')}</p>}
          <ul className={styles['results']} aria-live="polite">
            {lines.map((line) => (
              <li key={line.id} data-testid="bulk-row" data-number={line.number}>
                <b>{line.number}</b>
                <Verdict line={line} step={step} result={results.get(line.id)} acts={acts} />
              </li>
            ))}
          </ul>
          <div className={way['dialogActs']}>
            {phase === 'asking' && (
              <Button look="primary" isDisabled={!isReady} onPress={run} testId="bulk-run">
                {t(step === 'close' ? 'bulk.close' : 'bulk.assign')}
              </Button>
            )}
            <Button onPress={close} isDisabled={phase === 'running'} testId="bulk-over">
              {t(phase === 'asking' ? 'common.cancel' : 'common.done')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface VerdictProps {
  line: WorklistLine;
  step: BulkStep;
  result: BulkResult | undefined;
  acts: readonly DeskAct[] | null;
}

function Verdict({ line, step, result, acts }: VerdictProps): ReactNode {
  const { t } = useTranslation();
  const verdict = verdictOf(result, acts, line.id, step);
  switch (verdict.state) {
    case 'ahead':
      return <span className={styles['dim']}>{line.applicantName}</span>;
    case 'sending':
      return (
        <Mark look="grey" icon={Clock}>
          {t('bulk.sending')}
        </Mark>
      );
    case 'done':
      return (
        <Mark look="green" icon={CircleCheck} testId="bulk-done">
          {t(step === 'close' ? 'bulk.closed' : 'bulk.assigned')}
        </Mark>
      );
    case 'refused':
      return (
        <Mark look="red" icon={CircleX} testId="bulk-refused">
          {refusalText(t, refusalOf(verdict.error))}
        </Mark>
      );
  }
}
