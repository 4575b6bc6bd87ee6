import { CalendarOff, KeyRound, Languages, LogOut, Menu, Monitor, Moon, Sun } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n/i18n.ts';
import { ChangePassword } from '../features/sign-in/ChangePassword.tsx';
import { useMirror, useServices } from '../services/services.tsx';
import { Modal } from '../ui/Modal.tsx';
import { MenuButton, type MenuGroup } from '../ui/MenuButton.tsx';
import { notify } from '../ui/notice.ts';
import { chooseColourScheme, readColourScheme } from './colourScheme.ts';

interface SettingsMenuProps {
  className?: string | undefined;
  /** Absent where nobody is signed in. */
  onSignOut?: (() => void) | undefined;
  maySignOut?: boolean | undefined;
  /** Leads to one's own absences; absent where they have a place of their own. */
  onAbsence?: (() => void) | undefined;
}

/** Language, appearance, one's password, the way out. */
export function SettingsMenu({ className, onSignOut, maySignOut = true, onAbsence }: SettingsMenuProps): ReactNode {
  const { t, i18n } = useTranslation();
  const { mirror } = useServices();
  const login = useMirror((mirrored) => mirrored.session?.user?.login ?? null);
  const [isChanging, setChanging] = useState(false);
  const [scheme, setScheme] = useState(readColourScheme);
  const groups: MenuGroup[] = [
    {
      id: 'language',
      title: t('nav.language'),
      entries: [
        { id: 'ru', text: t('nav.russian'), icon: Languages, isChosen: i18n.language === 'ru' },
        { id: 'en', text: t('nav.english'), icon: Languages, isChosen: i18n.language === 'en' },
      ],
    },
    {
      id: 'theme',
      title: t('nav.theme'),
      entries: [
        { id: 'system', text: t('nav.themeSystem'), icon: Monitor, isChosen: scheme === 'system' },
        { id: 'light', text: t('nav.themeLight'), icon: Sun, isChosen: scheme === 'light' },
        { id: 'dark', text: t('nav.themeDark'), icon: Moon, isChosen: scheme === 'dark' },
      ],
    },
  ];
  if (onSignOut) {
    groups.push({
      id: 'out',
      entries: [
        ...(onAbsence ? [{ id: 'absence', text: t('absences.mine'), icon: CalendarOff }] : []),
        { id: 'password', text: t('password.change'), icon: KeyRound },
        { id: 'signOut', text: t('nav.signOut'), icon: LogOut, isDisabled: !maySignOut },
      ],
    });
  }
  const choose = (id: string): void => {
    if (id === 'ru' || id === 'en') void setLanguage(id);
    else if (id === 'signOut') onSignOut?.();
    else if (id === 'absence') onAbsence?.();
    else if (id === 'password') setChanging(true);
    else if (id === 'system' || id === 'light' || id === 'dark') {
      chooseColourScheme(id);
      setScheme(id);
    }
  };
  return (
    <>
      <MenuButton
        className={className}
        label={t('nav.menu')}
        testId="settings-menu"
        groups={groups}
        onChoose={choose}
        placement="right bottom"
      >
        <Menu className="icon" aria-hidden />
        <span>{t('nav.menu')}</span>
      </MenuButton>
      {login !== null && (
        <Modal title={t('password.title')} isOpen={isChanging} onClose={() => setChanging(false)}>
          <ChangePassword
            login={login}
            present={null}
            onCancel={() => setChanging(false)}
            onChanged={(session) => {
              mirror.take({ session });
              setChanging(false);
              notify(t('password.done'));
            }}
          />
        </Modal>
      )}
    </>
  );
}
