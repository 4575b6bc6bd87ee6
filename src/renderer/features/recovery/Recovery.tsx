import { KeyRound, RotateCcw, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryState } from '../../../shared/contracts/bridge.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { useAct } from '../../ui/useAct.ts';
import styles from './Recovery.module.css';

const REASONS = ['missing', 'unreadable', 'locked'] as const;

/** The memory of this desk does not open: what happened, that nothing is lost, and who can help. */
export function Recovery({ state }: { state: RecoveryState }): ReactNode {
  const { t } = useTranslation();
  const reason = REASONS.find((one) => one === state.reason) ?? 'other';
  // A locked keychain passes by itself: nothing is to be recovered, and nothing to be given up.
  const isLocked = reason === 'locked';
  return (
    <main className={styles['page']} data-testid="recovery">
      <div className={styles['box']}>
        <h1 className={styles['title']}>
          <KeyRound aria-hidden className="icon" /> {t('recovery.title')}
        </h1>
        <p>{t(`recovery.${reason}`)}</p>
        <p className={styles['safe']} role="status">
          <ShieldCheck aria-hidden className="icon" /> <span>{t('recovery.safe')}</span>
        </p>
        {isLocked && <p data-testid="recovery-locked">{t('recovery.lockedDo')}</p>}
        {!isLocked && (state.recoverable ? <Recover /> : <NoCopy />)}
      </div>
      {!isLocked && <Afresh />}
    </main>
  );
}

function NoCopy(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles['noCopy']} data-testid="recovery-no-copy">
      <p>{t('recovery.noCopy')}</p>
      <p>{t('recovery.noCopyDo')}</p>
    </div>
  );
}

function Recover(): ReactNode {
  const { t } = useTranslation();
  const { bridge, mirror } = useServices();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const work = useAct();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (login.trim() === '' || password === '') return;
    work.run(async () => {
      await bridge.call('recovery.recover', { login: login.trim(), password });
      await mirror.refresh();
    });
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <p>{t('recovery.how')}</p>
      <Field label={t('recovery.login')} problems={isTried && login.trim() === '' ? [t('signIn.loginMissing')] : []}>
        {(wiring) => (
          <input
            {...wiring}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            value={login}
            data-testid="recovery-login"
            onChange={(event) => setLogin(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('recovery.password')} problems={isTried && password === '' ? [t('signIn.passwordMissing')] : []}>
        {(wiring) => (
          <input
            {...wiring}
            type="password"
            autoComplete="off"
            maxLength={256}
            value={password}
            data-testid="recovery-password"
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <p className={styles['problem']} role="alert" data-testid="recovery-problem">
        {work.problem}
      </p>
      <Button type="submit" look="primary" isWide isDisabled={work.isBusy} testId="recovery-submit">
        {t(work.isBusy ? 'recovery.busy' : 'recovery.submit')}
      </Button>
      <p className={styles['dim']}>{t('recovery.logged')}</p>
    </form>
  );
}

/** Apart from the rest and asked twice: after it, what was not sent does not go by itself any more. */
function Afresh(): ReactNode {
  const { t } = useTranslation();
  const { bridge, mirror } = useServices();
  const [isAsked, setAsked] = useState(false);
  const work = useAct();
  const start = (): void =>
    work.run(async () => {
      await bridge.call('recovery.startAfresh', {});
      await mirror.refresh();
    });
  return (
    <section className={styles['afresh']} aria-label={t('recovery.afreshTitle')}>
      <h2>{t('recovery.afreshTitle')}</h2>
      <p>{t('recovery.afresh')}</p>
      {!isAsked && (
        <Button icon={RotateCcw} onPress={() => setAsked(true)} testId="start-afresh">
          {t('recovery.afreshAsk')}
        </Button>
      )}
      {isAsked && (
        <div role="alertdialog" aria-label={t('recovery.afreshSure')} className={styles['ask']}>
          <p className={styles['amber']}>
            <TriangleAlert className="icon" aria-hidden /> <span>{t('recovery.afreshSure')}</span>
          </p>
          <div className={styles['buttons']}>
            <Button onPress={() => setAsked(false)} testId="start-afresh-no">
              {t('recovery.afreshNo')}
            </Button>
            <Button icon={RotateCcw} isDisabled={work.isBusy} onPress={start} testId="start-afresh-yes">
              {t('recovery.afreshYes')}
            </Button>
          </div>
        </div>
      )}
      {work.problem && (
        <p className={styles['problem']} role="alert">
          {work.problem}
        </p>
      )}
    </section>
  );
}
