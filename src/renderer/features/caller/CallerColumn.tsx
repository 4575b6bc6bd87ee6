import { LoaderCircle, PhoneOff, UserPlus, WifiOff } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallerCard } from '../../../shared/contracts/bridge.ts';
import type { Person } from '../../../shared/domain/person/person.ts';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { activeTab, shownCallId, tabOfCall, type Tab } from '../../desk/deskState.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { CallerHistory } from './CallerHistory.tsx';
import { FindPerson } from './FindPerson.tsx';
import { PersonCard, PersonRow } from './PersonCard.tsx';
import { markPainted } from './markPainted.ts';
import styles from './Caller.module.css';

/** Who calls: chosen among those with this number, found by name, or nobody yet. Never a silent first hit. */
export function CallerColumn(): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const callId = useDesk(shownCallId);
  const caller = useDesk((state) => (callId === null ? null : (state.callers[callId] ?? null)));
  const tab = useDesk((state) => tabOfCall(state, callId) ?? activeTab(state));
  const person = useDesk((state) => state.persons[tab?.draft.card.personId ?? ''] ?? null);
  const card = useRef<HTMLElement>(null);

  const isKnown =
    caller !== null && (caller.persons.length > 0 || caller.phone === null || caller.source !== 'searching');
  const paintedCallId = isKnown ? callId : null;
  useEffect(() => (paintedCallId === null ? undefined : markPainted(card.current, paintedCallId)), [paintedCallId]);

  return (
    <section
      className={styles['column']}
      aria-label={t('caller.title')}
      data-testid="caller-card"
      ref={card}
      data-card-area
    >
      <h2 className={styles['title']}>{t('caller.title')}</h2>
      <div className={styles['scroll']}>
        {!caller && !tab && <p className={styles['idle']}>{t('caller.idle')}</p>}
        {!caller && tab && !person && <p className={styles['idle']}>{t('caller.noCall')}</p>}
        {caller && <Number caller={caller} />}
        {tab && person && <Chosen tab={tab} person={person} />}
        {tab && caller && !person && (
          <Choice caller={caller} onChoose={(one) => desk.choosePerson(tab.draft.id, one)} />
        )}
        {caller && <Notices caller={caller} hasPerson={person !== null} />}
        {tab && !tab.end && <FindPerson key={tab.draft.id} onChoose={(one) => desk.choosePerson(tab.draft.id, one)} />}
        {caller && <CallerHistory caller={caller} personId={person?.id ?? null} />}
      </div>
    </section>
  );
}

function Number({ caller }: { caller: CallerCard }): ReactNode {
  const { t } = useTranslation();
  return (
    <p className={styles['number']} data-testid="caller-number">
      {caller.phone === null ? t('caller.hidden') : formatPhone(caller.phone)}
    </p>
  );
}

function Chosen({ tab, person }: { tab: Tab; person: Person }): ReactNode {
  const { desk } = useServices();
  return (
    <PersonCard
      person={person}
      isGuess={tab.draft.personFrom === 'number'}
      isOpen={tab.end === null}
      onConfirm={() => desk.choosePerson(tab.draft.id, person)}
      onAnother={() => desk.choosePerson(tab.draft.id, null)}
    />
  );
}

function Choice({ caller, onChoose }: { caller: CallerCard; onChoose: (person: Person) => void }): ReactNode {
  const { t } = useTranslation();
  if (caller.persons.length === 0) return null;
  return (
    <div
      className={styles['choice']}
      role="group"
      aria-label={t('caller.several', { count: caller.persons.length })}
      data-testid="person-choice"
    >
      <p className={styles['ask']}>{t('caller.several', { count: caller.persons.length })}</p>
      {caller.persons.map((person) => (
        <PersonRow key={person.id} person={person} onChoose={() => onChoose(person)} />
      ))}
    </div>
  );
}

/** What the operator must know of the search itself. */
function Notices({ caller, hasPerson }: { caller: CallerCard; hasPerson: boolean }): ReactNode {
  const { t } = useTranslation();
  const lineName = useDesk((state) => state.calls[caller.callId]?.displayName ?? null);
  const isUnknown = caller.persons.length === 0 && !hasPerson && caller.source !== 'searching';
  return (
    <>
      {caller.source === 'searching' && (
        <p className={styles['notice']} role="status" data-testid="caller-searching">
          <LoaderCircle className="icon" aria-hidden /> {t('caller.searching')}
        </p>
      )}
      {/* Of a hidden number the journal was never asked. */}
      {caller.source === 'cache' && caller.phone !== null && (
        <p className={`${styles['notice']} ${styles['amber']}`} role="status" data-testid="caller-cached">
          <WifiOff className="icon" aria-hidden /> {t('caller.cached')}
        </p>
      )}
      {/* A hint and no more: whoever calls chose it themselves. */}
      {lineName !== null && isUnknown && (
        <p className={styles['notice']} data-testid="line-name">
          {t('caller.lineName', { name: lineName })}
        </p>
      )}
      {caller.phone === null && !hasPerson && (
        <div className={styles['notice']} data-testid="hidden-number">
          <PhoneOff className="icon" aria-hidden />
          <span>{t('caller.hiddenHint')}</span>
        </div>
      )}
      {caller.phone !== null && isUnknown && (
        <div className={styles['notice']} data-testid="new-caller">
          <UserPlus className="icon" aria-hidden />
          <span>
            <b>{t('caller.unknownNumber')}.</b> {t('caller.unknownHint')}
          </span>
        </div>
      )}
    </>
  );
}
