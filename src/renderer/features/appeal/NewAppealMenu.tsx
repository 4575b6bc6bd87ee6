import { Globe, Mail, MailOpen, Plus, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealChannel } from '../../../shared/domain/appeal/codeBooks.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useServices } from '../../services/services.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { notify } from '../../ui/notice.ts';
import styles from './Appeal.module.css';

const CHANNELS = [
  { id: 'letter', icon: MailOpen },
  { id: 'email', icon: Mail },
  { id: 'visit', icon: UserRound },
  { id: 'internet', icon: Globe },
] as const satisfies readonly { id: AppealChannel; icon: typeof Mail }[];

/** «Новое обращение»: what came without a call. */
export function NewAppealMenu(): ReactNode {
  const { t } = useTranslation();
  const { desk } = useServices();
  const create = (id: string): void => {
    const channel = CHANNELS.find((one) => one.id === id)?.id;
    if (!channel) return;
    desk.create(channel).then(
      () => desk.focusField('essence'),
      (error: unknown) => notify(errorText(t, toErrorValue(error))),
    );
  };
  return (
    <MenuButton
      className={styles['new']}
      label={t('nav.newAppeal')}
      testId="new-appeal"
      groups={[{ id: 'all', entries: CHANNELS.map(({ id, icon }) => ({ id, icon, text: t(`channel.${id}`) })) }]}
      onChoose={create}
    >
      <Plus className="icon" aria-hidden />
      <span>{t('nav.newAppeal')}</span>
    </MenuButton>
  );
}
