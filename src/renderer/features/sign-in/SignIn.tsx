import { CircleCheck, CloudOff, Headset, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DemoUser } from '../../../shared/contracts/journal.ts';
import { AppError, toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useCoreLink, useMirror, useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import styles from './SignIn.module.css';

const JOURNAL = {
  up: { key: 'signIn.journalUp', icon: CircleCheck, look: 'green' },
  down: { key: 'signIn.journalDown', icon: CloudOff, look: 'amber' },
  connecting: { key: 'signIn.journalConnecting', icon: LoaderCircle, look: 'grey' },
  contractMismatch: { key: 'signIn.journalMismatch', icon: TriangleAlert, look: 'red' },
} as const;

/** The door of the workplace; it opens without the journal too, to those it remembers. */
export function SignIn(): ReactNode {
  const { t } = useTranslation();
  const { bridge, mirror } = useServices();
  const session = useMirror((mirrored) => mirrored.session);
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const trouble = useMirror((mirrored) => mirrored.sync?.trouble ?? null);
  const link = useCoreLink();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  /** The password is right and for one time: it is changed before anything else. */
  const [isChanging, setChanging] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);

  async function enter(name: string, secret: string): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const entered = await bridge.call('session.signIn', { login: name.trim(), password: secret });
      mirror.take({ session: entered });
    } catch (error) {
      if (error instanceof AppError && error.code === 'auth.password_change_needed') return setChanging(true);
      setProblem(errorText(t, toErrorValue(error)));
      if (error instanceof AppError && error.code === 'auth.wrong_password') passwordInput.current?.select();
    } finally {
      setBusy(false);
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    // `enter` keeps its own failures.
    if (login.trim() !== '' && password !== '') void enter(login, password);
  };
  const { key, icon: Icon, look } = JOURNAL[journal];
  return (
    <main className={styles['page']}>
      <div className={styles['box']}>
        <div className={styles['head']}>
          <Headset aria-hidden className={styles['logo']} />
          <div>
            <p className={styles['name']}>{t('app.name')}</p>
            <p className={styles['dim']}>{t('signIn.subtitle')}</p>
          </div>
        </div>
        <h1 className={styles['title']}>{t(isChanging ? 'password.title' : 'signIn.title')}</h1>
        <p
          className={`${styles['journal']} ${styles[look]}`}
          role="status"
          data-testid="journal-status"
          data-journal={journal}
        >
          <Icon className="icon" aria-hidden /> {t(key)}
        </p>
        {trouble !== null && (
          <p className={`${styles['journal']} ${styles['red']}`} role="alert" data-testid="desk-trouble">
            <TriangleAlert className="icon" aria-hidden /> {errorText(t, { code: trouble })}
          </p>
        )}
        {link === 'refused' && <p className={`${styles['journal']} ${styles['red']}`}>{t('app.coreRefused')}</p>}
        {isChanging ? (
          <ChangePassword
            login={login}
            present={password}
            onCancel={() => setChanging(false)}
            onChanged={(entered) => mirror.take({ session: entered })}
          />
        ) : (
          <form className={styles['form']} onSubmit={submit} noValidate>
            <Field
              label={t('signIn.login')}
              problems={isTried && login.trim() === '' ? [t('signIn.loginMissing')] : []}
            >
              {(wiring) => (
                <input
                  {...wiring}
                  autoFocus
                  autoComplete="username"
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={64}
                  value={login}
                  data-testid="sign-in-login"
                  onChange={(event) => setLogin(event.target.value)}
                />
              )}
            </Field>
            <Field
              label={t('signIn.password')}
              problems={isTried && password === '' ? [t('signIn.passwordMissing')] : []}
            >
              {(wiring) => (
                <input
                  {...wiring}
                  ref={passwordInput}
                  type="password"
                  autoComplete="current-password"
                  maxLength={256}
                  value={password}
                  aria-invalid={wiring['aria-invalid'] || problem !== null}
                  data-testid="sign-in-password"
                  onChange={(event) => setPassword(event.target.value)}
                />
              )}
            </Field>
            <p className={styles['problem']} role="alert" data-testid="sign-in-problem">
              {problem}
            </p>
            <Button type="submit" look="primary" isDisabled={isBusy} isWide testId="sign-in-submit">
              {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
            </Button>
          </form>
        )}
        {session && session.deviceName !== '' && (
          <p className={styles['dim']}>{t('signIn.device', { name: session.deviceName })}</p>
        )}
      </div>
      <DemoUsers isBusy={isBusy} onEnter={(user) => void enter(user.login, user.password)} />
    </main>
  );
}

/** One press for those who only want to look around: invented people with printed passwords. */
function DemoUsers({ isBusy, onEnter }: { isBusy: boolean; onEnter: (user: DemoUser) => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const journal = useMirror((mirrored) => mirrored.sync?.journal ?? 'connecting');
  const [users, setUsers] = useState<readonly DemoUser[]>([]);
  useEffect(() => {
    // The embedded journal may start a moment later than the window.
    if (journal === 'connecting') return;
    bridge.call('session.demoUsers', {}).then(
      (answer) => setUsers(answer.users),
      () => setUsers([]),
    );
  }, [bridge, journal]);
  if (users.length === 0) return null;
  return (
    <section className={styles['demo']} aria-label={t('signIn.demo')}>
      <h2>{t('signIn.demo')}</h2>
      <p className={styles['dim']}>{t('signIn.demoHint')}</p>
      {users.map((user) => (
        <button
          key={user.login}
          type="button"
          className={styles['demoUser']}
          disabled={isBusy}
          onClick={() => onEnter(user)}
          data-testid={`demo-user-${user.login}`}
        >
          <b>{user.name}</b>
          <span>{t(`roles.${user.role}`)}</span>
        </button>
      ))}
    </section>
  );
}
