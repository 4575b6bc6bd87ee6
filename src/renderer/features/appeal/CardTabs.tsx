import { CircleCheck, FilePen, FileText, GitCompareArrows, Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { isConflictTab, type Tab } from '../../desk/deskState.ts';
import { useDesk, useServices } from '../../services/services.tsx';
import { NewAppealMenu } from './NewAppealMenu.tsx';
import styles from './Appeal.module.css';

/** Open cards, each by whom it is about; the one of a ringing call is marked while another is being typed in. */
export function CardTabs({ mayCreate }: { mayCreate: boolean }): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const tabs = useDesk((state) => state.tabs);
  const activeId = useDesk((state) => state.activeId);
  const ringingCallId = useDesk((state) => state.ringingCallId);
  return (
    <div className={styles['tabs']}>
      <div className={styles['tabList']} role="tablist" aria-label={t('appeal.tabs')}>
        {tabs.map((tab) => {
          const isRinging = ringingCallId !== null && tab.draft.callId === ringingCallId;
          return (
            <button
              key={tab.draft.id}
              type="button"
              role="tab"
              aria-selected={tab.draft.id === activeId}
              className={`${styles['tab']} ${isRinging ? styles['ringing'] : ''}`}
              onClick={() => desk.activate(tab.draft.id)}
              data-testid={`card-tab-${tab.draft.id}`}
            >
              <TabIcon tab={tab} />
              <span>
                {isRinging ? `${t('operator.offered')}: ` : ''}
                <TabName tab={tab} />
              </span>
            </button>
          );
        })}
      </div>
      {mayCreate && <NewAppealMenu />}
    </div>
  );
}

function TabIcon({ tab }: { tab: Tab }): ReactNode {
  if (tab.end) return <CircleCheck className="icon" aria-hidden />;
  if (isConflictTab(tab)) return <GitCompareArrows className="icon" aria-hidden />;
  if (tab.draft.amends) return <FilePen className="icon" aria-hidden />;
  return tab.draft.callId === null ? <FileText className="icon" aria-hidden /> : <Phone className="icon" aria-hidden />;
}

function TabName({ tab }: { tab: Tab }): ReactNode {
  const { t } = useTranslation();
  const phone = useDesk((state) => state.callers[tab.draft.callId ?? '']?.phone ?? null);
  if (tab.end?.kind === 'registered') return tab.end.appeal.appeal.number;
  if (tab.draft.amends) return tab.draft.amends.number;
  const { applicant, channel } = tab.draft.card;
  if (applicant.name !== '') return applicant.name;
  if (tab.draft.callId === null) return t(`channel.${channel}`);
  return phone === null ? t('callBar.hiddenNumber') : formatPhone(phone);
}
