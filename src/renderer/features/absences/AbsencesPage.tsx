import { CalendarOff, CalendarX, UserCheck } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AbsenceLine } from '../../../shared/contracts/admin.ts';
import type { ReferenceData } from '../../../shared/contracts/journal.ts';
import { may } from '../../../shared/domain/policy/policy.ts';
import { absenceDraft } from '../../../shared/domain/user/absence.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { formatDate } from '../../i18n/format.ts';
import type { Listed } from '../../mirror/createMirror.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { useRegionDay } from '../../services/useClassifiers.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { useAct } from '../../ui/useAct.ts';
import styles from './Absences.module.css';

type Colleague = ReferenceData['staff'][number];
type FieldName = 'userId' | 'substituteId' | 'fromOn' | 'untilOn' | 'reason';

const NOBODY: readonly Colleague[] = [];
const FIELD_OF: Readonly<Record<string, FieldName>> = {
  'absence.past': 'untilOn',
  'absence.overlaps': 'fromOn',
  'absence.substitute_away': 'substituteId',
  'absence.substitute_unfit': 'substituteId',
  'auth.forbidden': 'userId',
};

/** Who is away, and who stands in: one's own absences, and for who watches those of their people. */
export function AbsencesPage({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const isOnline = useMirror((mirrored) => mirrored.sync?.journal === 'up');
  const [list, setList] = useState<Listed<AbsenceLine>>({ rows: null, error: null });
  const read = async (): Promise<void> => {
    try {
      setList({ rows: (await bridge.call('absences.list', {})).absences, error: null });
    } catch (error) {
      setList((before) => ({ rows: before.rows, error: toErrorValue(error) }));
    }
  };
  const readNow = useEffectEvent(() => void read());
  const wasAsked = useRef(false);
  useEffect(() => {
    // Once while the journal is away, too: its absence is the answer that is shown then.
    if (!isOnline && wasAsked.current) return;
    wasAsked.current = true;
    const soon = setTimeout(() => readNow(), 0);
    // What somebody else has written down comes with the reference data.
    const stop = bridge.subscribe('reference.changed', () => readNow());
    return () => {
      clearTimeout(soon);
      stop();
    };
  }, [bridge, isOnline]);
  return (
    <section className={styles['page']} aria-label={t('absences.title')} data-testid="absences">
      <div className={styles['list']}>
        <h1 className={styles['title']}>{t('absences.title')}</h1>
        {!isOnline && <p className={styles['offline']}>{t('absences.offline')}</p>}
        <ListState list={list} empty={t('absences.empty')} onRetry={() => void read()}>
          {(rows) => (
            <ul>
              {rows.map((one) => (
                <Row key={one.id} absence={one} user={user} onChanged={read} />
              ))}
            </ul>
          )}
        </ListState>
      </div>
      <NewAbsence user={user} onSaved={read} />
    </section>
  );
}

interface RowProps {
  absence: AbsenceLine;
  user: User;
  onChanged: () => Promise<void>;
}

function Row({ absence, user, onChanged }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const act = useAct();
  const [isSure, setSure] = useState(false);
  const hasBegun = absence.fromOn <= useRegionDay();
  // A substitute sees that they stand in; ending it is for the absent person and who watches.
  const mayEnd = absence.userId === user.id || may(user.role, 'handOver.settle');
  return (
    <li className={styles['row']} data-testid="absence-row">
      <div>
        <p>
          <b>{absence.userName}</b>{' '}
          <Mark look={hasBegun ? 'amber' : 'grey'} icon={hasBegun ? CalendarX : CalendarOff}>
            {t(hasBegun ? 'absences.away' : 'absences.coming')}
          </Mark>
        </p>
        <p>
          {t('absences.between', { from: formatDate(absence.fromOn), until: formatDate(absence.untilOn) })} ·{' '}
          {t('absences.substituteIs')} <b>{absence.substituteName}</b>
        </p>
        <p className={styles['dim']}>{absence.reason}</p>
        {act.problem && <p className={styles['problem']}>{act.problem}</p>}
      </div>
      {mayEnd && (
        <Button
          look="quiet"
          icon={UserCheck}
          isDisabled={act.isBusy}
          onPress={() => {
            if (!isSure) return setSure(true);
            act.run(async () => {
              await bridge.call('absences.cancel', { absenceId: absence.id });
              await onChanged();
            });
          }}
          testId="absence-end"
        >
          {t(isSure ? 'absences.sure' : hasBegun ? 'absences.endNow' : 'absences.cancel')}
        </Button>
      )}
    </li>
  );
}

const EMPTY = { substituteId: '', fromOn: '', untilOn: '', reason: '' };

function NewAbsence({ user, onSaved }: { user: User; onSaved: () => Promise<void> }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const staff = useMirror((mirrored) => mirrored.reference?.staff ?? NOBODY);
  const watches = may(user.role, 'handOver.settle');
  const [typed, setTyped] = useState({ ...EMPTY, userId: watches ? '' : user.id });
  const [trouble, setTrouble] = useState<{ field: FieldName | null; text: string } | null>(null);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const working = staff.filter((one) => !one.disabled && one.role !== null && may(one.role, 'appeal.change'));
  const isOfFund = working.find((one) => one.id === user.id)?.role?.startsWith('sp') !== true;
  const people = watches
    ? working.filter((one) => isOfFund || one.organisationId === user.organisationId)
    : working.filter((one) => one.id === user.id);
  const absent = working.find((one) => one.id === typed.userId) ?? null;
  const substitutes = working.filter(
    (one) => one.id !== typed.userId && (absent === null || one.organisationId === absent.organisationId),
  );
  const draft = absenceDraft.safeParse(typed);
  const wrong = new Set(draft.error?.issues.map((issue) => issue.path[0]));
  const set = (part: Partial<typeof typed>): void => setTyped({ ...typed, ...part });
  const problemsOf = (field: FieldName): string[] =>
    isTried && wrong.has(field) ? [t(`absences.problem.${field}`)] : trouble?.field === field ? [trouble.text] : [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    setTrouble(null);
    if (!draft.success || isBusy) return;
    setBusy(true);
    bridge
      .call('absences.set', draft.data)
      .then(onSaved)
      .then(() => {
        setTyped({ ...EMPTY, userId: watches ? '' : user.id });
        setTried(false);
      })
      .catch((thrown: unknown) => {
        const error = toErrorValue(thrown);
        setTrouble({ field: FIELD_OF[error.code] ?? null, text: errorText(t, error) });
      })
      .finally(() => setBusy(false));
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate data-testid="absence-form">
      <h2>{t('absences.new')}</h2>
      {watches && (
        <Person
          label={t('absences.who')}
          value={typed.userId}
          people={people}
          problems={problemsOf('userId')}
          onChoose={(userId) => set({ userId, substituteId: '' })}
          testId="absence-user"
        />
      )}
      <div className={styles['pair']}>
        <Day
          label={t('absences.from')}
          value={typed.fromOn}
          problems={problemsOf('fromOn')}
          onChange={(fromOn) => set({ fromOn })}
          testId="absence-from"
        />
        <Day
          label={t('absences.until')}
          value={typed.untilOn}
          problems={problemsOf('untilOn')}
          onChange={(untilOn) => set({ untilOn })}
          testId="absence-until"
        />
      </div>
      <Person
        label={t('absences.substitute')}
        value={typed.substituteId}
        people={substitutes}
        problems={problemsOf('substituteId')}
        onChoose={(substituteId) => set({ substituteId })}
        testId="absence-substitute"
      />
      <Field label={t('absences.reason')} problems={problemsOf('reason')}>
        {(wiring) => (
          <input
            {...wiring}
            maxLength={300}
            autoComplete="off"
            value={typed.reason}
            onChange={(event) => set({ reason: event.target.value })}
            data-testid="absence-reason"
          />
        )}
      </Field>
      {trouble !== null && trouble.field === null && (
        <p className={styles['problem']} role="alert">
          {trouble.text}
        </p>
      )}
      <Button type="submit" look="primary" icon={CalendarOff} isDisabled={isBusy} testId="absence-save">
        {t('absences.save')}
      </Button>
      <p className={styles['dim']}>{t('absences.about')}</p>
    </form>
  );
}

interface PersonProps {
  label: string;
  value: string;
  people: readonly Colleague[];
  problems: readonly string[];
  onChoose: (userId: string) => void;
  testId: string;
}

function Person({ label, value, people, problems, onChoose, testId }: PersonProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Field label={label} problems={problems}>
      {(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onChoose(event.target.value)} data-testid={testId}>
          <option value="" disabled>
            {t('absences.pick')}
          </option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.role === null ? one.name : `${one.name}, ${t(`roles.${one.role}`)}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface DayProps {
  label: string;
  value: string;
  problems: readonly string[];
  onChange: (date: string) => void;
  testId: string;
}

function Day({ label, value, problems, onChange, testId }: DayProps): ReactNode {
  return (
    <Field label={label} problems={problems}>
      {(wiring) => (
        <input
          {...wiring}
          type="date"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          data-testid={testId}
        />
      )}
    </Field>
  );
}
