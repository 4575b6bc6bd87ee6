import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BridgeOutput } from '../../../shared/contracts/bridge.ts';
import type { Person } from '../../../shared/domain/person/person.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useServices } from '../../services/services.tsx';
import { useKeyLabel, useShortcut } from '../../ui/keyboard.tsx';
import { PersonRow } from './PersonCard.tsx';
import styles from './Caller.module.css';

type Found = BridgeOutput<'persons.search'>;
const AFTER_TYPING_MS = 250;
const SHORTEST_QUERY = 3;

/** Finds somebody by name, birth date or policy while they spell it out. */
export function FindPerson({ onChoose }: { onChoose: (person: Person) => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const keyLabel = useKeyLabel('findPerson');
  useShortcut('findPerson', () => input.current?.focus());

  useEffect(() => {
    if (query.trim().length < SHORTEST_QUERY) return;
    let isStale = false;
    const timer = setTimeout(() => {
      bridge.call('persons.search', { query: query.trim() }).then(
        (answer) => {
          // An answer to what was typed before must not replace the newer one.
          if (!isStale) setFound(answer);
        },
        (error: unknown) => {
          if (!isStale) setProblem(errorText(t, toErrorValue(error)));
        },
      );
    }, AFTER_TYPING_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [bridge, query, t]);

  const choose = (person: Person): void => {
    onChoose(person);
    setQuery('');
    setFound(null);
  };
  const shown = query.trim().length < SHORTEST_QUERY ? null : found;
  return (
    <div className={styles['find']}>
      <label className={styles['findBox']}>
        <Search className="icon" aria-hidden />
        <input
          ref={input}
          value={query}
          placeholder={t('caller.findHint')}
          aria-label={t('caller.find')}
          autoComplete="off"
          spellCheck={false}
          data-testid="find-person"
          onChange={(event) => {
            setQuery(event.target.value);
            setProblem(null);
          }}
          onKeyDown={(event) => {
            const [only] = shown?.persons ?? [];
            // Enter takes the only one found; of several nobody is taken for the operator.
            if (event.key === 'Enter' && only && shown?.persons.length === 1) choose(only);
            if (event.key === 'Escape') setQuery('');
          }}
        />
        <kbd>{keyLabel}</kbd>
      </label>
      {problem && <p className={styles['problem']}>{problem}</p>}
      {shown && (
        <div className={styles['choice']} role="group" aria-label={t('caller.find')} data-testid="found-persons">
          {shown.source === 'cache' && <p className={styles['dim']}>{t('caller.foundCached')}</p>}
          {shown.persons.map((person) => (
            <PersonRow key={person.id} person={person} onChoose={() => choose(person)} />
          ))}
          {shown.persons.length === 0 && <p className={styles['dim']}>{t('caller.foundNone')}</p>}
        </div>
      )}
    </div>
  );
}
