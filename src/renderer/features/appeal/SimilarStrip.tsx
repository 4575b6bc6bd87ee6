import { History, Link2, Link2Off } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimilarLine } from '../../../shared/contracts/worklists.ts';
import type { Tab } from '../../desk/deskState.ts';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { useOrganisation } from '../../services/useOrganisation.ts';
import { Button } from '../../ui/Button.tsx';
import { useShortcut } from '../../ui/keyboard.tsx';
import styles from './Appeal.module.css';

const AFTER_MS = 300;
const NONE: readonly SimilarLine[] = [];

/**
 * Open and recent appeals of the same person or number, while a new one is written: who leads them and until when, and
 * one press to link the new one to them. It has its place from the beginning, so that its coming moves nothing.
 */
export function SimilarStrip({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const { bridge, desk } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const [lines, setLines] = useState(NONE);
  const { id } = tab.draft;
  const { personId, themeCode, applicant } = tab.draft.card;
  const { phone } = applicant;
  const linked = tab.draft.links ?? [];
  const isAskable = personId !== null || (phone?.length ?? 0) > 6;

  useEffect(() => {
    if (!isAskable || journal !== 'up') return;
    // The journal may be away or older: then nothing is said, and nothing is missed that was there before.
    const query = {
      ...(personId === null ? {} : { personId }),
      ...(phone === null ? {} : { phone }),
      ...(themeCode === null ? {} : { themeCode }),
    };
    const ask = (): void => {
      bridge.call('appeals.similar', { query }).then(
        (answer) => setLines(answer.lines),
        () => setLines(NONE),
      );
    };
    const soon = setTimeout(ask, AFTER_MS);
    return () => clearTimeout(soon);
  }, [bridge, isAskable, journal, personId, phone, themeCode]);

  const [first] = isAskable ? lines : NONE;
  const toggle = (line: SimilarLine): void =>
    desk.setLinks(id, linked.includes(line.id) ? linked.filter((one) => one !== line.id) : [...linked, line.id]);
  useShortcut('stepLinkAppeal', () => first && toggle(first), first !== undefined && !tab.busy);
  if (first === undefined) return null;
  const isLinked = linked.includes(first.id);
  return (
    <div className={styles['similar']} role="note" aria-label={t('similar.title')} data-testid="similar">
      <History className="icon" aria-hidden />
      <p className={styles['similarText']} title={first.essence}>
        <b>{t('similar.title')}:</b> {first.number}, {formatInstant(first.occurredAt)}
        {first.isSameTheme && `, ${t('similar.sameTheme')}`}. <Standing line={first} />
        {lines.length > 1 && ` ${t('similar.more', { count: lines.length - 1 })}`}
      </p>
      <Button
        icon={isLinked ? Link2Off : Link2}
        action="stepLinkAppeal"
        isPressed={isLinked}
        isDisabled={tab.busy}
        onPress={() => toggle(first)}
        testId="similar-link"
      >
        {t(isLinked ? 'similar.linked' : 'similar.link')}
      </Button>
    </div>
  );
}

/** Who leads it and until when, in plain words to be said to the caller. */
function Standing({ line }: { line: SimilarLine }): ReactNode {
  const { t } = useTranslation();
  const organisation = useOrganisation(line.desk.organisationId);
  if (line.status === 'closed') {
    return line.closedAt === null ? t('status.closed') : t('similar.closedOn', { date: formatInstant(line.closedAt) });
  }
  const who = [(line.substitute ?? line.leader)?.name, organisation?.shortName].filter(Boolean).join(', ');
  const until =
    (line.answerDueOn ?? line.dueOn) === null
      ? ''
      : `, ${t('similar.until', { date: formatDate(line.answerDueOn ?? line.dueOn ?? '') })}`;
  return `${t(line.isWaiting ? 'similar.waits' : 'similar.leads', { who })}${until}`;
}
