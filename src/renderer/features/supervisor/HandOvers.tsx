import { Check, CircleCheck, FolderOpen, TriangleAlert } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { actTitle } from '../../acts/actTitle.ts';
import { WhatWasMeant } from '../../acts/WhatWasMeant.tsx';
import { actCommand, upcastCommand, type ActCommand, type HandOver } from '../../../shared/contracts/journal.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { refusalText } from '../../i18n/errorText.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Listed } from '../../mirror/createMirror.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { useAct } from '../../ui/useAct.ts';
import styles from './Supervisor.module.css';

/** What was meant, or null where it is of a version this window does not know. */
function meantOf(handOver: HandOver): ActCommand | null {
  const read = actCommand.safeParse(upcastCommand(handOver.meant));
  return read.success ? read.data : null;
}

/** «Передано старшему»: what the journal did not take of operators' work, to be settled by who watches. */
export function HandOvers({ onOpenAppeal }: { onOpenAppeal: (appealId: string) => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const [list, setList] = useState<Listed<HandOver>>({ rows: null, error: null });
  const [openId, setOpenId] = useState<string | null>(null);

  const read = async (): Promise<void> => {
    try {
      const { handOvers } = await bridge.call('handOvers.list', {});
      setList({ rows: handOvers, error: null });
    } catch (error) {
      setList((before) => ({ rows: before.rows, error: toErrorValue(error) }));
    }
  };
  const readAgain = useEffectEvent(() => void read());
  useEffect(() => {
    if (journal !== 'up') return;
    const soon = setTimeout(() => readAgain(), 0);
    return () => clearTimeout(soon);
  }, [journal]);

  const open = list.rows?.find((one) => one.id === openId) ?? null;
  return (
    <main className={styles['page']} data-testid="hand-overs">
      <section className={styles['list']} aria-label={t('handOver.title')}>
        <h1 className={styles['title']}>{t('handOver.title')}</h1>
        {journal !== 'up' && <p className={styles['offline']}>{t('handOver.offline')}</p>}
        <div className={styles['results']}>
          <ListState list={list} empty={t('handOver.empty')} onRetry={() => void read()}>
            {(rows) => (
              <ul>
                {rows.map((one) => (
                  <Row key={one.id} handOver={one} isOpen={one.id === openId} onOpen={() => setOpenId(one.id)} />
                ))}
              </ul>
            )}
          </ListState>
        </div>
      </section>
      <section className={styles['file']}>
        {open ? (
          <Opened key={open.id} handOver={open} onOpenAppeal={onOpenAppeal} onSettled={read} />
        ) : (
          <p className={styles['hint']}>{t('handOver.pick')}</p>
        )}
      </section>
    </main>
  );
}

function StateMark({ handOver }: { handOver: HandOver }): ReactNode {
  const { t } = useTranslation();
  return handOver.settledAt === null ? (
    <Mark look="amber" icon={TriangleAlert}>
      {t('handOver.openRows')}
    </Mark>
  ) : (
    <Mark look="grey" icon={CircleCheck}>
      {t('handOver.settledRows')}
    </Mark>
  );
}

function Row({ handOver, isOpen, onOpen }: { handOver: HandOver; isOpen: boolean; onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const meant = meantOf(handOver);
  return (
    <li>
      <button
        type="button"
        className={styles['line']}
        aria-current={isOpen}
        onClick={onOpen}
        data-testid="hand-over-row"
        data-settled={handOver.settledAt !== null}
      >
        <span className={styles['lineHead']}>
          <b>{handOver.appealNumber ?? t(meant ? 'act.handOver' : 'act.unreadable')}</b>
          <StateMark handOver={handOver} />
          <time>{formatInstant(handOver.at)}</time>
        </span>
        <span>{actTitle(t, meant)}</span>
        <span className={styles['dim']}>{handOver.note || t('handOver.noNote')}</span>
        <span className={styles['dim']}>{handOver.authorName}</span>
      </button>
    </li>
  );
}

interface OpenedProps {
  handOver: HandOver;
  onOpenAppeal: (appealId: string) => void;
  onSettled: () => Promise<void>;
}

function Opened({ handOver, onOpenAppeal, onSettled }: OpenedProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const work = useAct();
  const { appealId, settledAt, settledBy } = handOver;
  const meant = meantOf(handOver);
  const settle = (): void =>
    work.run(async () => {
      await bridge.call('handOvers.settle', { handOverId: handOver.id });
      await onSettled();
    });
  return (
    <article className={styles['panel']} data-testid="hand-over">
      <h2 className={styles['fileTitle']}>
        {actTitle(t, meant)} {handOver.appealNumber} <StateMark handOver={handOver} />
      </h2>
      <dl className={styles['facts']}>
        <div>
          <dt>{t('handOver.author')}</dt>
          <dd>
            {handOver.authorName}, {formatInstant(handOver.at)}
          </dd>
        </div>
        <div>
          <dt>{t('handOver.note')}</dt>
          <dd>{handOver.note || t('handOver.noNote')}</dd>
        </div>
        <div>
          <dt>{t('outbox.why')}</dt>
          <dd>{refusalText(t, handOver.refusal)}</dd>
        </div>
      </dl>
      <h3>{t('handOver.meant')}</h3>
      {meant ? <WhatWasMeant command={meant} /> : <Raw meant={handOver.meant} />}
      {settledAt !== null && (
        <p className={styles['dim']}>
          {t('handOver.settled', { who: settledBy ?? t('change.somebody'), time: formatInstant(settledAt) })}
        </p>
      )}
      <div className={styles['panelActs']}>
        {appealId !== null && (
          <Button icon={FolderOpen} onPress={() => onOpenAppeal(appealId)} testId="hand-over-open-appeal">
            {t('handOver.openAppeal')}
          </Button>
        )}
        {settledAt === null && (
          <Button look="primary" icon={Check} isDisabled={work.isBusy} onPress={settle} testId="hand-over-settle">
            {t('handOver.settle')}
          </Button>
        )}
      </div>
      {work.problem && (
        <p className={styles['problem']} role="alert">
          {work.problem}
        </p>
      )}
    </article>
  );
}

/** Of another version: shown as it came, so that nothing of it is out of reach. */
function Raw({ meant }: { meant: HandOver['meant'] }): ReactNode {
  return <pre className={styles['raw']}>{JSON.stringify(meant, null, 2)}</pre>;
}
