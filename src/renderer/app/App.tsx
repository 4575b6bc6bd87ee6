import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../../shared/domain/policy/policy.ts';
import { mayListen, worksCalls } from '../../shared/domain/user/user.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { Recovery } from '../features/recovery/Recovery.tsx';
import { SignIn } from '../features/sign-in/SignIn.tsx';
import { errorText } from '../i18n/errorText.ts';
import { useCoreLink, useMirror, useServices } from '../services/services.tsx';
import { KeyboardProvider } from '../ui/keyboard.tsx';
import { clearNotice, notify } from '../ui/notice.ts';
import { AdminPlace } from './AdminPlace.tsx';
import { OtherRole, PlainPage } from './PlainPage.tsx';
import { SettingsMenu } from './SettingsMenu.tsx';
import { SHORTCUTS } from './shortcuts.ts';
import { SupervisorPlace } from './SupervisorPlace.tsx';
import { Workplace } from './Workplace.tsx';
import styles from './App.module.css';

/** Which workplace this person has; without anybody signed in, the door. */
export function App(): ReactNode {
  const { t } = useTranslation();
  const { bridge, softphone, mirror, desk } = useServices();
  const session = useMirror((mirrored) => mirrored.session);
  const recovery = useMirror((mirrored) => mirrored.recovery);
  const link = useCoreLink();

  useEffect(() => {
    // Each keeps its failure where it is shown: the line's light, the lists, the strip.
    const refresh = (): void => {
      void mirror.refresh();
      void softphone.refresh();
    };
    refresh();
    return mirror.store.subscribe((state, before) => {
      const userId = state.session?.user?.id ?? null;
      if (userId === (before.session?.user?.id ?? null)) return;
      desk.own(userId);
      refresh();
    });
  }, [mirror, softphone, desk]);
  useFlushing();

  const signOut = (): void => {
    desk
      .flush()
      .then(() => bridge.call('session.signOut', {}))
      .then((left) => {
        desk.clear();
        clearNotice();
        mirror.take({ session: left, operator: null });
      })
      .catch((error: unknown) => notify(errorText(t, toErrorValue(error))));
  };

  if (recovery?.needed) {
    return (
      <>
        <SettingsMenu className={styles['cornerMenu']} />
        <Recovery state={recovery} />
      </>
    );
  }
  if (!session)
    return (
      <Starting text={t(link === 'refused' ? 'app.coreRefused' : link === 'down' ? 'app.coreAway' : 'app.starting')} />
    );
  if (!session.user) {
    return (
      <>
        <SettingsMenu className={styles['cornerMenu']} />
        <SignIn />
      </>
    );
  }
  const { user } = session;
  if (worksCalls(user.role)) {
    return (
      <KeyboardProvider map={SHORTCUTS}>
        <Workplace key={user.id} user={user} onSignOut={signOut} />
      </KeyboardProvider>
    );
  }
  if (mayListen(user.role)) {
    return (
      <KeyboardProvider map={SHORTCUTS}>
        <SupervisorPlace key={user.id} user={user} onSignOut={signOut} />
      </KeyboardProvider>
    );
  }
  if (may(user.role, 'user.manage')) {
    return (
      <KeyboardProvider map={SHORTCUTS}>
        <AdminPlace key={user.id} user={user} onSignOut={signOut} />
      </KeyboardProvider>
    );
  }
  return (
    <PlainPage user={user} onSignOut={signOut}>
      <OtherRole user={user} />
    </PlainPage>
  );
}

function Starting({ text }: { text: string }): ReactNode {
  return (
    <main className={styles['starting']} role="status">
      {text}
    </main>
  );
}

/** The text is with the core before the window can go: on leaving a field, the window, or the page. */
function useFlushing(): void {
  const { desk } = useServices();
  useEffect(() => {
    // A save that fails is kept and shown by the desk.
    const flush = (): void => void desk.flush();
    window.addEventListener('blur', flush);
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    document.addEventListener('focusout', flush);
    return () => {
      window.removeEventListener('blur', flush);
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      document.removeEventListener('focusout', flush);
    };
  }, [desk]);
}
