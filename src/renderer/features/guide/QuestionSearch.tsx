import { CircleCheck, ClipboardPaste, Search, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { findQuestions } from '../../../shared/domain/knowledge/findQuestions.ts';
import type { TypicalQuestion } from '../../../shared/domain/knowledge/typicalQuestions.ts';
import { themeByCode } from '../../../shared/domain/theme/theme.ts';
import { withQuestion } from '../../desk/cardEdits.ts';
import { activeTab } from '../../desk/deskState.ts';
import { formatDate } from '../../i18n/format.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { useCardClassifier } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { useKeyLabel, useShortcut } from '../../ui/keyboard.tsx';
import styles from './Guide.module.css';

const SHOWN = 8;

/** Typical questions: F1, a few words, Enter. Enter and not Ctrl+Enter, which closes the card from anywhere. */
export function QuestionSearch(): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const tab = useDesk(activeTab);
  const keyLabel = useKeyLabel('guideSearch');
  const found = useMemo(() => findQuestions(query, SHOWN), [query]);
  const chosen = found.find((question) => question.id === chosenId) ?? (query.trim() === '' ? undefined : found[0]);
  const canInsert = tab !== null && tab.end === null && !tab.busy;
  // Another card is another question; but what is being typed right now is never taken away.
  useEffect(
    () =>
      desk.store.subscribe((state, before) => {
        if (state.activeId === before.activeId || document.activeElement === input.current) return;
        setQuery('');
        setChosenId(null);
      }),
    [desk],
  );
  const { classifier } = useCardClassifier();
  useShortcut('guideSearch', () => {
    input.current?.focus();
    input.current?.select();
  });

  const insert = (question: TypicalQuestion): void => {
    if (!tab || !canInsert) return;
    const wasEmpty = tab.draft.card.essence.trim() === '';
    desk.edit(tab.draft.id, (card) => withQuestion(card, question, classifier));
    // The essence now holds the question; the caller's own words go over it.
    if (wasEmpty) desk.focusField('essence', { selectAll: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const at = chosen ? found.indexOf(chosen) : step > 0 ? -1 : found.length;
      setChosenId(found[Math.min(Math.max(at + step, 0), found.length - 1)]?.id ?? null);
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      insert(chosen);
    } else if (event.key === 'Escape') {
      setQuery('');
      setChosenId(null);
    }
  };
  return (
    <div className={styles['questions']}>
      <label className={styles['searchBox']}>
        <Search className="icon" aria-hidden />
        <input
          ref={input}
          value={query}
          placeholder={t('guide.placeholder')}
          aria-label={t('guide.search')}
          autoComplete="off"
          spellCheck={false}
          data-testid="guide-search"
          onChange={(event) => {
            setQuery(event.target.value);
            setChosenId(null);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>{keyLabel}</kbd>
      </label>
      <p className={styles['dim']}>{t('guide.insertHint')}</p>
      <ul className={styles['results']} aria-label={t('guide.search')}>
        {found.map((question) => (
          <li key={question.id}>
            <button
              type="button"
              className={styles['question']}
              aria-expanded={question === chosen}
              onClick={() => setChosenId(question.id)}
              data-testid={`question-${question.id}`}
            >
              {question.title}
            </button>
            {question === chosen && (
              <Answer question={question} canInsert={canInsert} onInsert={() => insert(question)} />
            )}
          </li>
        ))}
        {found.length === 0 && <li className={styles['none']}>{t('guide.none')}</li>}
      </ul>
    </div>
  );
}

function Answer({
  question,
  canInsert,
  onInsert,
}: {
  question: TypicalQuestion;
  canInsert: boolean;
  onInsert: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const isSure = question.certainty === 'sure';
  const theme = question.themeCode === null ? null : themeByCode(question.themeCode);
  const Mark = isSure ? CircleCheck : TriangleAlert;
  return (
    <div className={styles['answer']} data-testid={`answer-${question.id}`} ref={scrollIn}>
      <p>{question.answer}</p>
      <p className={styles['dim']}>{theme ? `${theme.code} ${theme.title}` : t(`kind.${question.kind}`)}</p>
      <p className={isSure ? styles['sure'] : styles['check']}>
        <Mark className="icon" aria-hidden /> {t(isSure ? 'guide.sure' : 'guide.check')}
      </p>
      <p className={styles['dim']}>
        {t('guide.source', { source: question.source })}.{' '}
        {t('guide.validFrom', { date: formatDate(question.validFrom) })}
      </p>
      <Button
        icon={ClipboardPaste}
        keyLabel="Enter"
        onPress={onInsert}
        isDisabled={!canInsert}
        testId={`insert-${question.id}`}
      >
        {t('guide.insert')}
      </Button>
      {!canInsert && <p className={styles['dim']}>{t('guide.noCard')}</p>}
    </div>
  );
}

function scrollIn(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
