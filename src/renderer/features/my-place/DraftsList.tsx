import { FilePen, FileText, FolderOpen, Phone, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../shared/contracts/bridge.ts';
import { TermMark } from '../../card/TermMark.tsx';
import { useRegisterTerm } from '../../card/useTerm.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useServices } from '../../services/services.tsx';
import { useClassifiers, useRegionDay, useThemeOf } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { useAct } from '../../ui/useAct.ts';
import styles from './MyPlace.module.css';

/** Cards begun and not finished. */
export function DraftsList({ rows, onOpen }: { rows: readonly Draft[]; onOpen: (draftId: string) => void }): ReactNode {
  return (
    <ul className={styles['drafts']}>
      {rows.map((draft) => (
        <DraftRow key={draft.id} draft={draft} onOpen={() => onOpen(draft.id)} />
      ))}
    </ul>
  );
}

function DraftRow({ draft, onOpen }: { draft: Draft; onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const [isSure, setSure] = useState(false);
  const act = useAct();
  const { card } = draft;
  const classifiers = useClassifiers();
  const today = useRegionDay();
  const madeUnder = draft.amends?.classifierVersion ?? classifiers.on(today).id;
  const theme = useThemeOf()(card.themeCode, madeUnder);
  const registerTermOf = useRegisterTerm();
  const registerTerm = draft.amends ? null : registerTermOf(card);
  const Icon = draft.amends ? FilePen : draft.callId === null ? FileText : Phone;
  const name = draft.amends
    ? t('change.title', { number: draft.amends.number })
    : card.applicant.name || t(`channel.${card.channel}`);
  return (
    <li className={styles['draft']} data-testid="draft-row">
      <Icon className="icon" aria-hidden />
      <div className={styles['draftText']}>
        <p>
          <b>{name}</b> <span>{theme?.title ?? t(`kind.${card.kind}`)}</span>
        </p>
        <p className={styles['dim']}>{card.essence.trim() || t('lists.noEssence')}</p>
        {registerTerm !== null && <TermMark term={registerTerm} />}
        {act.problem && <p className={styles['problem']}>{act.problem}</p>}
      </div>
      <time className={styles['dim']}>{formatInstant(draft.updatedAt)}</time>
      <Button icon={FolderOpen} onPress={onOpen} testId="draft-open">
        {t('lists.open')}
      </Button>
      <Button
        icon={Trash2}
        isDisabled={act.isBusy}
        // Two presses: what is thrown away here is nowhere else.
        onPress={() => (isSure ? act.run(() => desk.discard(draft.id)) : setSure(true))}
        testId="draft-discard"
      >
        {t(isSure ? 'appeal.discardSure' : 'appeal.discard')}
      </Button>
    </li>
  );
}
