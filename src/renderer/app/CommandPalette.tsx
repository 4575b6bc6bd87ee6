import { ArrowRight, FileText, UserRound, type LucideIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorklistLine } from '../../shared/contracts/worklists.ts';
import { fullName, type Person } from '../../shared/domain/person/person.ts';
import { formatPhone } from '../../shared/domain/phone/phone.ts';
import { may } from '../../shared/domain/policy/policy.ts';
import type { User } from '../../shared/domain/user/user.ts';
import { formatDate, formatInstant } from '../i18n/format.ts';
import { useMirror, useServices } from '../services/services.tsx';
import { Modal } from '../ui/Modal.tsx';
import { useShortcut } from '../ui/keyboard.tsx';
import { foundCommands, foundHere, mergeFound, type Command, type FoundAppeal } from './paletteItems.ts';
import styles from './Palette.module.css';

interface PaletteProps {
  user: User;
  commands: readonly Command[];
  /** Null: this role opens no appeals. */
  onOpenAppeal: ((appealId: string) => void) | null;
}

type Item =
  | { kind: 'command'; id: string; command: Command }
  | { kind: 'appeal'; id: string; appeal: FoundAppeal }
  | { kind: 'person'; id: string; person: Person };

const ICONS: Readonly<Record<Item['kind'], LucideIcon>> = { command: ArrowRight, appeal: FileText, person: UserRound };
const TYPING_MS = 200;
const SHORTEST = 2;

/** Ctrl+K: from anywhere to an appeal by its number, a person, a telephone number or words, and to every command of the role. */
export function CommandPalette(props: PaletteProps): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  useShortcut('palette', () => setOpen(!isOpen));
  return (
    <Modal title={t('palette.title')} isOpen={isOpen} onClose={() => setOpen(false)} isWide>
      <Search {...props} onClose={() => setOpen(false)} />
    </Modal>
  );
}

function Search({ user, commands, onOpenAppeal, onClose }: PaletteProps & { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const listId = useId();
  const [query, setQuery] = useState('');
  /** Whose appeals are listed; null while words are searched for. */
  const [person, setPerson] = useState<Person | null>(null);
  const [at, setAt] = useState(0);
  const { appeals, persons, isBusy, isAway } = useFound(user, query, person, onOpenAppeal !== null);
  const items: Item[] = [
    ...(person === null ? foundCommands(commands, query) : []).map(
      (command) => ({ kind: 'command', id: command.id, command }) as const,
    ),
    ...appeals.map((appeal) => ({ kind: 'appeal', id: appeal.id, appeal }) as const),
    ...persons.map((one) => ({ kind: 'person', id: one.id, person: one }) as const),
  ];
  const active = items[Math.min(at, items.length - 1)];
  const take = (item: Item): void => {
    if (item.kind === 'person') {
      setPerson(item.person);
      setQuery('');
      setAt(0);
      return;
    }
    onClose();
    if (item.kind === 'command') item.command.run();
    else onOpenAppeal?.(item.appeal.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && items.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, items.length - 1) + step + items.length) % items.length);
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      take(active);
    } else if (event.key === 'Backspace' && query === '' && person !== null) setPerson(null);
  };
  return (
    <div className={styles['palette']} data-testid="palette">
      {person !== null && <p className={styles['dim']}>{t('palette.ofPerson', { name: fullName(person) })}</p>}
      <input
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
        placeholder={t(onOpenAppeal === null ? 'palette.commandsOnly' : 'palette.placeholder')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        data-testid="palette-input"
      />
      <ul className={styles['list']} role="listbox" id={listId} aria-label={t('palette.title')}>
        {items.map((item, index) => {
          const Icon = ICONS[item.kind];
          return (
            <li
              key={`${item.kind} ${item.id}`}
              id={`${listId}-${item.id}`}
              role="option"
              aria-selected={item === active}
              className={`${styles['item']} ${item === active ? styles['active'] : ''}`}
              ref={item === active ? scrollIn : null}
              onMouseMove={() => setAt(index)}
              onClick={() => take(item)}
              data-testid={`palette-${item.kind}`}
            >
              <Icon className="icon" aria-hidden />
              <ItemText item={item} />
            </li>
          );
        })}
      </ul>
      <p className={styles['dim']} role="status">
        {isBusy
          ? t('palette.searching')
          : isAway
            ? t('palette.away')
            : items.length === 0
              ? t('palette.nothing')
              : t('palette.keys')}
      </p>
    </div>
  );
}

function ItemText({ item }: { item: Item }): ReactNode {
  const { t } = useTranslation();
  switch (item.kind) {
    case 'command':
      return (
        <>
          <span>{item.command.text}</span>
          {item.command.keyLabel !== undefined && <kbd className={styles['key']}>{item.command.keyLabel}</kbd>}
        </>
      );
    case 'appeal': {
      const { number, status, name, essence, occurredAt } = item.appeal;
      return (
        <>
          <b>{number}</b>
          <span className={styles['text']}>{[name, essence].filter(Boolean).join(' · ')}</span>
          <span className={styles['dim']}>
            {t(`status.${status}`)}, {formatInstant(occurredAt)}
          </span>
        </>
      );
    }
    case 'person': {
      const { person } = item;
      return (
        <>
          <b>{fullName(person)}</b>
          <span className={styles['text']}>{t('caller.born', { date: formatDate(person.birthDate) })}</span>
          <span className={styles['dim']}>{person.phones.map(formatPhone)[0] ?? ''}</span>
        </>
      );
    }
  }
}

interface Found {
  /** What was asked for: an answer to an earlier question is not shown under a later one. */
  key: string;
  lines: readonly WorklistLine[];
  persons: readonly Person[];
  isAway: boolean;
}

/** What this desk has is there at once; the journal's answer follows. */
function useFound(user: User, query: string, person: Person | null, opensAppeals: boolean) {
  const { bridge } = useServices();
  const here = useMirror((mirrored) => mirrored.appeals.rows);
  const [found, setFound] = useState<Found>({ key: '', lines: [], persons: [], isAway: false });
  const words = query.trim();
  const isAsked = opensAppeals && (person !== null || words.length >= SHORTEST);
  const key = `${person?.id ?? ''} ${words}`;
  const ask = useEffectEvent(async (asked: string) => {
    const isName = /\p{L}{2}/u.test(words) && !/\d/u.test(words);
    const find = async (query: object): Promise<readonly WorklistLine[]> =>
      (await bridge.call('appeals.find', { query: { limit: 10, ...query } })).lines;
    const plain = { ...(words === '' ? {} : { q: words }), ...(person === null ? {} : { personId: person.id }) };
    const [byWords, byName, people] = await Promise.allSettled([
      find(plain),
      isName && person === null ? find({ personName: words }) : [],
      person === null && may(user.role, 'person.lookUp') && words.length > SHORTEST
        ? bridge.call('persons.search', { query: words }).then((answer) => answer.persons)
        : [],
    ]);
    const lines = [byName, byWords].flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const persons = people.status === 'fulfilled' ? people.value.slice(0, 5) : [];
    setFound({ key: asked, lines, persons, isAway: byWords.status === 'rejected' });
  });
  useEffect(() => {
    if (!isAsked) return;
    const soon = setTimeout(() => void ask(key), TYPING_MS);
    return () => clearTimeout(soon);
  }, [isAsked, key]);
  const isAnswered = isAsked && found.key === key;
  const own = isAsked && person === null ? foundHere(here ?? [], words) : [];
  return {
    appeals: mergeFound(own, isAnswered ? found.lines : []),
    persons: isAnswered ? found.persons : [],
    isBusy: isAsked && !isAnswered,
    isAway: isAnswered && found.isAway,
  };
}

function scrollIn(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
