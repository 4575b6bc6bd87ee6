import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { shortName } from '../../shared/domain/person/person.ts';
import { formatPhone } from '../../shared/domain/phone/phone.ts';
import { levelOf } from '../../shared/domain/policy/policy.ts';
import type { User } from '../../shared/domain/user/user.ts';
import { activeTab, isConflictTab, tabOfCall } from '../desk/deskState.ts';
import { AppealColumn } from '../features/appeal/AppealColumn.tsx';
import { CallBar } from '../features/call-bar/CallBar.tsx';
import { LiveAnnouncer } from '../features/call-bar/LiveAnnouncer.tsx';
import { CallerColumn } from '../features/caller/CallerColumn.tsx';
import { GuideColumn } from '../features/guide/GuideColumn.tsx';
import { MyPlace } from '../features/my-place/MyPlace.tsx';
import { Outbox } from '../features/outbox/Outbox.tsx';
import { AbsencesPage } from '../features/absences/AbsencesPage.tsx';
import { Worklists } from '../features/worklists/Worklists.tsx';
import { listsOf } from '../features/worklists/worklistView.ts';
import { Reminders } from '../reminders/Reminders.tsx';
import type { WorklistName } from '../../shared/contracts/worklists.ts';
import { useSomebody } from '../way/useSomebody.ts';
import { StatusStrip } from '../features/status-strip/StatusStrip.tsx';
import { TransferStrip } from '../features/call-bar/TransferStrip.tsx';
import { NowLine } from '../features/wrap-up/NowLine.tsx';
import { useDesk, useServices, useSoftphone } from '../services/services.tsx';
import { useShortcut } from '../ui/keyboard.tsx';
import { bindCalls, isTypingInCard } from './bindCalls.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { pagesOf, Rail, type Page } from './Rail.tsx';
import { pageCommands, useListCommands, useNewCardCommands } from './usePaletteCommands.ts';
import styles from './App.module.css';

/** The operator's screen: the call bar and the strip always there, between them the card or a list. */
export function Workplace({ user, onSignOut }: { user: User; onSignOut: () => void }): ReactNode {
  const { softphone, desk } = useServices();
  const isSpecialist = levelOf(user.role) >= 2;
  const [page, setPage] = useState<Page>(isSpecialist ? 'worklists' : 'work');
  const [listedId, setListedId] = useState<string | null>(null);
  const [asked, setAsked] = useState<WorklistName | null>(null);
  const standsIn = (useSomebody()?.standsInFor ?? []).length > 0;
  const lists = listsOf(user.role, standsIn);
  const who = useWhoCalls();
  const isChoice = useDesk((state) => {
    const tab = activeTab(state);
    return tab !== null && tab.end === null && isConflictTab(tab);
  });
  useTitle(who);

  const showWork = useEffectEvent(() => setPage('work'));
  useEffect(() => {
    const unbind = bindCalls({
      softphone,
      desk,
      isTyping: () => isTypingInCard(document.activeElement),
      showWork: () => showWork(),
    });
    // A core that is away is told by the line under the call bar; the desk loads again when it is back.
    desk.load().catch(() => undefined);
    return unbind;
  }, [softphone, desk]);

  const openDraft = (draftId: string): void => {
    setPage('work');
    desk.activate(draftId);
  };
  const openAppeal = (appeal: Appeal): void => {
    setPage('work');
    desk.openAppeal(appeal);
  };
  const goToList = (list: WorklistName): void => {
    setListedId(null);
    setAsked(list);
    setPage('worklists');
  };
  const openListed = (appealId: string): void => {
    setListedId(appealId);
    setPage('worklists');
  };
  const { t } = useTranslation();
  const commands = [
    ...useNewCardCommands(() => setPage('work')),
    ...useListCommands(isSpecialist || standsIn ? lists : [], goToList),
    ...pageCommands(
      [...pagesOf(isSpecialist, standsIn).map(({ id }) => id), 'absences' as const].map((id) => ({
        id,
        text: id === 'worklists' && !isSpecialist ? t('nav.standIn') : t(`nav.${id}`),
      })),
      (name) => t('palette.page', { name }),
      setPage,
    ),
  ];
  /** The first line has its own appeals in a list of their own; who leads more goes to the right one of theirs. */
  const remind = (what: 'soon' | 'overdue'): void => {
    if (!isSpecialist && !standsIn) return setPage('appeals');
    goToList(what === 'soon' ? 'soon' : 'mine');
  };
  useShortcut('outbox', () => setPage('outbox'));
  return (
    <div className={styles['workplace']}>
      <CommandPalette user={user} commands={commands} onOpenAppeal={openListed} />
      <CallBar who={who} />
      <NowLine transfer={<TransferStrip />} />
      <LiveAnnouncer who={who} />
      <div className={styles['middle']}>
        <Rail isSpecialist={isSpecialist} standsIn={standsIn} page={page} onGo={setPage} onSignOut={onSignOut} />
        {/* The card stays alive behind a list: the cursor, the search and the scroll are where they were. */}
        <main className={styles['columns']} hidden={page !== 'work'} data-choice={isChoice}>
          <CallerColumn />
          <AppealColumn />
          {/* Two long texts and their result need the room; the guide is back with the next card. */}
          <div data-guide className={styles['guide']}>
            <GuideColumn />
          </div>
        </main>
        {page === 'worklists' && (
          <Worklists
            user={user}
            openId={listedId}
            onOpen={setListedId}
            editor={null}
            onAmend={() => setPage('work')}
            asked={asked}
            onShown={() => setAsked(null)}
          />
        )}
        {page === 'outbox' && <Outbox onOpenCard={() => setPage('work')} />}
        {page === 'absences' && <AbsencesPage user={user} />}
        {page !== 'work' && page !== 'outbox' && page !== 'worklists' && page !== 'absences' && (
          <MyPlace list={page} onOpenDraft={openDraft} onOpenAppeal={openAppeal} />
        )}
      </div>
      <StatusStrip hasLine onOpenOutbox={() => setPage('outbox')} reminders={<Reminders onGo={remind} />} />
    </div>
  );
}

/** The short name of whoever the call is about, once somebody knows it. */
function useWhoCalls(): string | null {
  const callId = useSoftphone((state) => state.call?.callId ?? null);
  return useDesk((state) => {
    const person = state.persons[tabOfCall(state, callId)?.draft.card.personId ?? ''];
    return person ? shortName(person) : null;
  });
}

/** A window in the background tells of the ring by its title. */
function useTitle(who: string | null): void {
  const { t } = useTranslation();
  const ringing = useSoftphone(({ call }) =>
    call?.phase === 'ringing' && call.direction === 'incoming' ? call : null,
  );
  const number = ringing?.phone ? formatPhone(ringing.phone) : t('callBar.hiddenNumber');
  useEffect(() => {
    document.title = ringing ? t('app.incomingTitle', { who: who ?? number }) : t('app.name');
  }, [ringing, who, number, t]);
}
