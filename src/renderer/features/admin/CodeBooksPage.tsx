import { Check, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { redirectionTarget } from '../../../shared/domain/appeal/codeBooks.ts';
import {
  codeBookDraft,
  reasonStep,
  type CodeBookDraft,
  type CodeBookEntry,
} from '../../../shared/domain/codeBook/codeBook.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import styles from './Admin.module.css';
import { TextInput } from './Inputs.tsx';
import { useListed } from './useListed.ts';
import { useSave, type Save } from './useSave.ts';

/** Where an entry is offered. */
type Place = PlaceOf<CodeBookDraft>;
type PlaceOf<Draft> = Draft extends CodeBookDraft ? Omit<Draft, 'title'> : never;

const PLACES: readonly Place[] = [
  ...redirectionTarget.options.map((of) => ({ book: 'redirectionBody', of }) as const),
  { book: 'sourceOrganisation', of: null },
  ...reasonStep.options.map((of) => ({ book: 'reason', of }) as const),
];
const keyOf = ({ book, of }: { book: string; of: string | null }): string => `${book}/${of ?? ''}`;

/** The region's own words where a card or a step is free text: whom to redirect to, who sends, usual reasons. */
export function CodeBooksPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const { list, isOnline, read } = useListed(async () => (await bridge.call('admin.codeBooks.list', {})).entries);
  const [place, setPlace] = useState<Place>({ book: 'redirectionBody', of: 'regionalBody' });
  const placeName = ({ book, of }: Place): string =>
    book === 'redirectionBody'
      ? t(`redirection.${of}`)
      : book === 'reason'
        ? t('codeBooks.reasonOf', { step: t(`way.${of}`) })
        : t('codeBooks.sources');
  return (
    <main className={styles['page']} hidden={isHidden} data-testid="admin-codeBooks">
      <section className={styles['list']} aria-label={t('admin.codeBooks')}>
        <div className={styles['head']}>
          <h1 className={styles['title']}>{t('admin.codeBooks')}</h1>
        </div>
        {!isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <ul className={styles['rows']}>
          {PLACES.map((one) => (
            <li key={keyOf(one)}>
              <button
                type="button"
                className={styles['row']}
                aria-current={keyOf(one) === keyOf(place)}
                onClick={() => setPlace(one)}
                data-testid={`book-${keyOf(one)}`}
              >
                <span>
                  <b>{placeName(one)}</b>
                </span>
                <span className={styles['dim']}>
                  {t(`codeBooks.of.${one.book}`)} ·{' '}
                  {t('codeBooks.entries', {
                    count: (list.rows ?? []).filter((entry) => keyOf(entry) === keyOf(one)).length,
                  })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className={styles['form']}>
        <div className={styles['narrow']}>
          <h2>{placeName(place)}</h2>
          <p className={styles['dim']}>{t(`codeBooks.about.${place.book}`)}</p>
          <AddEntry key={keyOf(place)} place={place} onSaved={read} />
          <ListState list={list} empty="" onRetry={() => void read()}>
            {(rows) => (
              <ul className={styles['entries']}>
                {rows
                  .filter((entry) => keyOf(entry) === keyOf(place))
                  .map((entry) => (
                    <Entry key={entry.id} entry={entry} place={place} onChanged={read} />
                  ))}
              </ul>
            )}
          </ListState>
        </div>
      </section>
    </main>
  );
}

function useEntrySave(): Save<'title'> {
  return useSave<'title'>({ 'code_book.title_taken': 'title' });
}

function AddEntry({ place, onSaved }: { place: Place; onSaved: () => Promise<void> }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useEntrySave();
  const [title, setTitle] = useState('');
  const [isTried, setTried] = useState(false);
  const draft = codeBookDraft.safeParse({ ...place, title });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!draft.success) return;
    void save
      .run(async () => {
        await bridge.call('admin.codeBooks.save', { entryId: null, entry: draft.data });
        await onSaved();
      })
      .then((isDone) => {
        if (!isDone) return;
        setTitle('');
        setTried(false);
      });
  };
  return (
    <form className={styles['addRow']} onSubmit={submit} noValidate>
      <TextInput
        label={t('codeBooks.new')}
        value={title}
        onChange={setTitle}
        problems={isTried && !draft.success ? [t('codeBooks.problem.title')] : save.refused('title')}
        testId="entry-new"
      />
      <Button type="submit" icon={Plus} isDisabled={save.isBusy} testId="entry-add">
        {t('codeBooks.add')}
      </Button>
      {save.problem !== null && (
        <p className={styles['problem']} role="alert">
          {save.problem}
        </p>
      )}
    </form>
  );
}

interface EntryProps {
  entry: CodeBookEntry;
  place: Place;
  onChanged: () => Promise<void>;
}

function Entry({ entry, place, onChanged }: EntryProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useEntrySave();
  const [typed, setTyped] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  const draft = codeBookDraft.safeParse({ ...place, title: typed ?? entry.title });
  const change = (): void => {
    if (!draft.success) return;
    void save
      .run(async () => {
        await bridge.call('admin.codeBooks.save', { entryId: entry.id, entry: draft.data });
        await onChanged();
      })
      .then((isDone) => isDone && setTyped(null));
  };
  const withdraw = (): void => {
    if (!isSure) return setSure(true);
    void save.run(async () => {
      await bridge.call('admin.codeBooks.withdraw', { entryId: entry.id });
      await onChanged();
    });
  };
  return (
    <li className={styles['entry']} data-testid="entry-row">
      {typed === null ? (
        <span>{entry.title}</span>
      ) : (
        <TextInput
          label={t('codeBooks.words')}
          value={typed}
          onChange={setTyped}
          problems={draft.success ? save.refused('title') : [t('codeBooks.problem.title')]}
          isFirst
          testId="entry-title"
        />
      )}
      {typed === null ? (
        <Button look="quiet" icon={Pencil} onPress={() => setTyped(entry.title)} testId="entry-edit">
          {t('codeBooks.edit')}
        </Button>
      ) : (
        <Button icon={Check} isDisabled={save.isBusy} onPress={change} testId="entry-save">
          {t('admin.save')}
        </Button>
      )}
      <Button look="quiet" icon={Trash2} isDisabled={save.isBusy} onPress={withdraw} testId="entry-withdraw">
        {t(isSure ? 'codeBooks.withdrawSure' : 'codeBooks.withdraw')}
      </Button>
      {save.problem !== null && (
        <p className={styles['problem']} role="alert">
          {save.problem}
        </p>
      )}
    </li>
  );
}
