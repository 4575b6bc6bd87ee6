import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionInfo } from '../../../shared/contracts/bridge.ts';
import { passwordFault } from '../../../shared/domain/user/newPassword.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import styles from './SignIn.module.css';

interface ChangePasswordProps {
  login: string;
  /** What was typed at the door, for a one-time password; null where it is to be asked. */
  present: string | null;
  onChanged: (session: SessionInfo) => void;
  onCancel: () => void;
}

/** A new password, twice, from whoever knows the present one. */
export function ChangePassword({ login, present, onChanged, onCancel }: ChangePasswordProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const [typed, setTyped] = useState({ present: present ?? '', fresh: '', again: '' });
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const fault = passwordFault(typed.fresh, login, typed.present);
  const problems = {
    present: typed.present === '' ? [t('password.missing')] : [],
    fresh: fault === null ? [] : [errorText(t, { code: fault })],
    again: fault === null && typed.again !== typed.fresh ? [t('password.differs')] : [],
  };

  async function change(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const asked = { login: login.trim(), password: typed.present, newPassword: typed.fresh };
      onChanged(await bridge.call('session.changePassword', asked));
    } catch (error) {
      setProblem(errorText(t, toErrorValue(error)));
    } finally {
      setBusy(false);
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    // `change` keeps its own failures.
    if (Object.values(problems).every((one) => one.length === 0) && !isBusy) void change();
  };
  const field = (name: keyof typeof typed, isFirst: boolean): ReactNode => (
    <Field
      label={t(`password.${name}`)}
      problems={isTried ? problems[name] : []}
      hint={name === 'fresh' && !isTried ? <span className={styles['dim']}>{t('password.hint')}</span> : null}
    >
      {(wiring) => (
        <input
          {...wiring}
          autoFocus={isFirst}
          type="password"
          autoComplete={name === 'present' ? 'current-password' : 'new-password'}
          maxLength={256}
          value={typed[name]}
          onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          data-testid={`password-${name}`}
        />
      )}
    </Field>
  );
  return (
    <form className={styles['form']} onSubmit={submit} noValidate data-testid="change-password">
      {present !== null && <p>{t('password.needed')}</p>}
      {present === null && field('present', true)}
      {field('fresh', present !== null)}
      {field('again', false)}
      <p className={styles['problem']} role="alert" data-testid="password-problem">
        {problem}
      </p>
      <Button type="submit" look="primary" isDisabled={isBusy} isWide testId="password-submit">
        {t(isBusy ? 'password.busy' : present === null ? 'password.save' : 'password.submit')}
      </Button>
      <Button look="quiet" isWide onPress={onCancel} testId="password-cancel">
        {t('common.cancel')}
      </Button>
    </form>
  );
}
