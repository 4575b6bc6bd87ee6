import { Archive, FilePen, Send, ShieldUser, Trash2, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { actTitle } from '../../acts/actTitle.ts';
import { WhatWasMeant } from '../../acts/WhatWasMeant.tsx';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { mayListen } from '../../../shared/domain/user/user.ts';
import { uuid7 } from '../../../shared/lib/uuid7.ts';
import { refusalText } from '../../i18n/errorText.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { useAct, type Act } from '../../ui/useAct.ts';
import { handOverNotes, writeNote } from './handOverNotes.ts';
import { mendingOf } from './outboxRows.ts';
import styles from './Outbox.module.css';

const newActId = (): string => uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));

/** One act that the journal did not take: what was meant, why not, and what can be done. */
export function NotTaken({ act, onOpenCard }: { act: DeskAct; onOpenCard: () => void }): ReactNode {
  const { t } = useTranslation();
  const appeal = useMirror(
    (mirrored) => mirrored.appeals.rows?.find((row) => row.appeal.id === act.appealId)?.appeal ?? null,
  );
  const isParked = act.state === 'parked';
  const why = act.refusal ? refusalText(t, act.refusal) : t('outbox.unknownWhy');
  return (
    <li className={styles['card']} data-testid="not-taken" data-act={act.actId} data-state={act.state}>
      <div className={styles['cardHead']}>
        <Mark look={isParked ? 'amber' : 'red'} icon={isParked ? Archive : TriangleAlert}>
          {t(isParked ? 'outbox.parkedMark' : 'outbox.refusedMark')}
        </Mark>
        <b>{actTitle(t, act.command)}</b>
        {act.appealNumber !== null && <b className={styles['number']}>{act.appealNumber}</b>}
        <time>{formatInstant(act.at)}</time>
      </div>
      <div className={styles['columns']}>
        <div>
          <h3>{t('outbox.meant')}</h3>
          {act.command ? <WhatWasMeant command={act.command} /> : <p>{t('act.unreadable')}</p>}
        </div>
        <div>
          <h3>{t('outbox.why')}</h3>
          <p className={styles['why']} data-testid="not-taken-why">
            {why}
          </p>
          <Ways act={act} appeal={appeal} onOpenCard={onOpenCard} />
        </div>
      </div>
    </li>
  );
}

/** Who mends, who hands over, who lets it be: the strong button is the one that saves the work. */
function Ways({ act, appeal, onOpenCard }: { act: DeskAct; appeal: Appeal | null; onOpenCard: () => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge, desk } = useServices();
  const [isHandingOver, setHandingOver] = useState(() => handOverNotes.getState()[act.actId] !== undefined);
  const [isSure, setSure] = useState(false);
  const work = useAct();
  // Who watches keeps no appeals of others on this desk, and is given this one by the journal.
  const maySee = useMirror(({ session }) => session?.user != null && mayListen(session.user.role));
  const known = mendingOf(act, appeal);
  const mending = known === 'notHere' && maySee ? 'form' : known;

  const mayMend = mending === 'asDraft' || mending === 'form' || mending === 'again';

  const mend = (): void => {
    if (mending === 'asDraft') {
      work.run(async () => {
        const { draft } = await bridge.call('outbox.editAsDraft', { actId: act.actId });
        onOpenCard();
        desk.openDraft(draft);
      });
    } else if (mending === 'form') {
      work.run(async () => {
        const found = appeal ?? (await bridge.call('appeals.file', { appealId: act.appealId ?? '' })).file.appeal;
        onOpenCard();
        desk.openRefused(act, found);
      });
    } else {
      const input = { actId: act.actId, newActId: newActId(), changes: {}, outcome: null };
      work.run(() => bridge.call('outbox.resend', input));
    }
  };
  const withdraw = (): void =>
    isSure ? work.run(() => bridge.call('outbox.withdraw', { actId: act.actId })) : setSure(true);
  return (
    <div className={styles['ways']}>
      {!mayMend && <p className={styles['dim']}>{t(`outbox.${mending}`)}</p>}
      <div className={styles['buttons']}>
        {mayMend && (
          <Button
            look="primary"
            icon={mending === 'again' ? Send : FilePen}
            isDisabled={work.isBusy}
            onPress={mend}
            testId="mend"
          >
            {t(mending === 'again' ? 'outbox.again' : 'outbox.edit')}
          </Button>
        )}
        <Button
          icon={ShieldUser}
          isPressed={isHandingOver}
          isDisabled={work.isBusy}
          onPress={() => setHandingOver(!isHandingOver)}
          testId="hand-over"
        >
          {t('outbox.handOver')}
        </Button>
        <Button icon={Trash2} isDisabled={work.isBusy} onPress={withdraw} testId="withdraw">
          {t(isSure ? 'outbox.withdrawSure' : 'outbox.withdraw')}
        </Button>
      </div>
      {isHandingOver && <HandOverForm act={act} work={work} />}
      {work.problem && (
        <p className={styles['problem']} role="alert">
          {work.problem}
        </p>
      )}
    </div>
  );
}

function HandOverForm({ act, work }: { act: DeskAct; work: Act }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const note = useStore(handOverNotes, (notes) => notes[act.actId] ?? '');
  const send = (): void =>
    work.run(() => bridge.call('outbox.handOver', { actId: act.actId, newActId: newActId(), note: note.trim() }));
  return (
    <div className={styles['handOver']}>
      <label>
        <span>{t('outbox.note')}</span>
        <textarea
          autoFocus
          rows={2}
          maxLength={1000}
          value={note}
          placeholder={t('outbox.noteHint')}
          data-testid="hand-over-note"
          onChange={(event) => writeNote(act.actId, event.target.value)}
        />
      </label>
      <Button look="primary" icon={ShieldUser} isDisabled={work.isBusy} onPress={send} testId="hand-over-send">
        {t('outbox.handOverSend')}
      </Button>
    </div>
  );
}
