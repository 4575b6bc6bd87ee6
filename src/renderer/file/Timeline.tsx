import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskFile } from '../../shared/contracts/bridge.ts';
import { appealCard } from '../../shared/domain/appeal/appealCard.ts';
import { actTitle } from '../acts/actTitle.ts';
import { SyncMark } from '../acts/SyncMark.tsx';
import { fieldLabel, useFieldText, type CardKey } from '../card/useFieldText.ts';
import { formatDate, formatInstant } from '../i18n/format.ts';
import { useMirror } from '../services/services.tsx';
import { useStaffName } from '../services/useStaffName.ts';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import type { DeskAct } from '../../shared/contracts/bridge.ts';
import { timelineOf, type Happening } from './timelineOf.ts';
import styles from './File.module.css';

const NO_ACTS: readonly DeskAct[] = [];
const NOWHERE: readonly Organisation[] = [];

/** Who did what and when, the latest first; own acts on their way stand above it. */
export function Timeline({ file }: { file: DeskFile }): ReactNode {
  const { t } = useTranslation();
  const { appeal, history } = file;
  const acts = useMirror((mirrored) => mirrored.acts.rows ?? NO_ACTS).filter((act) => act.appealId === appeal.id);
  return (
    <section aria-label={t('history.title')} data-testid="timeline">
      <h3>{t('history.title')}</h3>
      {history === null && <p className={styles['partial']}>{t('history.partial')}</p>}
      <ol className={styles['timeline']}>
        {acts.toReversed().map((act) => (
          <li key={act.actId} className={`${styles['event']} ${styles['waiting']}`} data-testid="timeline-waiting">
            <time>{formatInstant(act.at)}</time>
            <div>
              <p className={styles['eventWhat']}>{actTitle(t, act.command)}</p>
              <SyncMark sync={act.state} refusal={act.refusal} />
            </div>
          </li>
        ))}
        {timelineOf(appeal, history).map((one) => (
          <Event key={one.key} one={one} names={file.names} classifierId={appeal.classifierVersion} />
        ))}
      </ol>
    </section>
  );
}

interface EventProps {
  one: Happening;
  names: Readonly<Record<string, string>>;
  classifierId: string;
}

function Event({ one, names, classifierId }: EventProps): ReactNode {
  const { t } = useTranslation();
  const staffName = useStaffName();
  const fieldText = useFieldText(classifierId);
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE);
  const nameOf = (id: string): string => names[id] ?? staffName(id);
  const who = one.actorName ?? (one.actorId === null ? null : nameOf(one.actorId));
  const words = wordsOf(t, one, nameOf, (id) => organisations.find((known) => known.id === id)?.shortName ?? id);
  return (
    <li className={styles['event']} data-testid="timeline-event" data-kind={one.kind}>
      <time>{formatInstant(one.at)}</time>
      <div>
        <p className={styles['eventWhat']}>
          {t(`history.kind.${shortKind(one.kind)}`)}
          {who !== null && <span className={styles['eventWho']}> · {who}</span>}
        </p>
        {words.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {one.changes.length > 0 && (
          <dl>
            {one.changes.map(({ field, before, after }) => (
              <div key={field}>
                <dt>{labelOf(t, field)}: </dt>
                <dd>
                  <del>{valueOf(t, fieldText, field, before)}</del>
                  {' → '}
                  <ins>{valueOf(t, fieldText, field, after)}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

type ShortKind = Happening['kind'] extends infer Kind ? (Kind extends `appeal.${infer Name}` ? Name : Kind) : never;

function shortKind(kind: Happening['kind']): ShortKind {
  return kind.replace(/^appeal\./, '') as ShortKind;
}

/** What an event says beside its kind: to whom, why, until when, with what. */
function wordsOf(
  t: TFunction,
  { kind, detail }: Happening,
  nameOf: (id: string) => string,
  organisation: (id: string) => string,
): string[] {
  const text = (key: string): string | null =>
    typeof detail[key] === 'string' && detail[key] !== '' ? detail[key] : null;
  const words: (string | null)[] = [];
  const { to } = detail;
  if (kind === 'appeal.forwarded' && typeof to === 'object' && to !== null && 'organisationId' in to && 'level' in to) {
    const userId = text('userId');
    const level = t(to.level === 3 ? 'level.third' : to.level === 2 ? 'level.second' : 'level.first');
    words.push(
      [organisation(String(to.organisationId)), level, userId === null ? null : nameOf(userId)]
        .filter(Boolean)
        .join(', '),
    );
  }
  if (kind === 'appeal.redirected') words.push(text('organisation'));
  for (const key of ['assigneeId', 'userId'] as const) {
    const id = text(key);
    if (id !== null && kind !== 'appeal.forwarded') words.push(nameOf(id));
  }
  if (kind === 'appeal.involved' && detail['isInvolved'] === false) words.push(t('act.release'));
  const until = text('until');
  if (until !== null) words.push(t('history.until', { date: formatDate(until) }));
  const outcome = text('outcome');
  if (outcome !== null) words.push(t(`outcome.${outcome}` as 'outcome.consulted'));
  const { attachment } = detail;
  if (typeof attachment === 'object' && attachment !== null && 'name' in attachment)
    words.push(String(attachment.name));
  if (kind === 'appeal.expertiseMarked') {
    const name = t(`expertise.${detail['expertise'] === 'quality' ? 'quality' : 'medicoEconomic'}`);
    words.push(
      t(detail['isSelected'] === false ? 'expertise.takenOff' : 'expertise.selectedBy', { name }),
      text('note'),
    );
  }
  words.push(text('reason'), text('text'), kind === 'appeal.numbered' ? text('number') : null);
  return words.filter((one) => one !== null);
}

/** «applicant.phone» is a part of a field: said as the field and its part. */
function labelOf(t: TFunction, field: string): string {
  const [whole = '', part] = field.split('.');
  if (!isCardKey(whole)) return field;
  const label = fieldLabel(t, whole);
  return part === undefined ? label : `${label}, ${t(`person.${part}` as 'person.name')}`;
}

function valueOf(
  t: TFunction,
  fieldText: (field: CardKey, value: unknown) => string,
  field: string,
  value: unknown,
): string {
  if (value === null || value === undefined || value === '') return t('appeal.emptyValue');
  if (isCardKey(field)) return fieldText(field, value);
  if (typeof value !== 'string') return JSON.stringify(value);
  return field.endsWith('.birthDate') ? formatDate(value) : value;
}

function isCardKey(field: string): field is CardKey {
  return field in appealCard.shape;
}
