import { ArrowRightLeft, KeyRound, Save, UserCheck, UserX } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser } from '../../../shared/contracts/admin.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { rolesOf } from '../../../shared/domain/user/staff.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './Admin.module.css';
import { SelectInput, TextInput } from './Inputs.tsx';
import { LeavePanel } from './LeavePanel.tsx';
import { useSave } from './useSave.ts';
import { useSaveKey } from './useSaveKey.ts';
import { draftOf, FIELD_OF_CODE, fieldsOf, wrongFields, type UserField, type UserFields } from './userFields.ts';

interface UserFormProps {
  /** Null for a new one. */
  user: AdminUser | null;
  users: readonly AdminUser[];
  organisations: readonly Organisation[];
  draft: UserFields | null;
  oneTimePassword: string | null;
  /** Null: as it was. */
  onType: (fields: UserFields | null) => void;
  onSaved: (user: AdminUser, oneTimePassword: string | null) => void;
  onPassword: (password: string | null) => void;
  onChanged: () => Promise<void>;
  isShown: boolean;
}

/** One user: who they are, what they may do and where, and the way out. */
export function UserForm(props: UserFormProps): ReactNode {
  const { user, users, organisations, onType } = props;
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useSave<UserField>(FIELD_OF_CODE);
  const act = useSave<never>({});
  const form = useSaveKey(props.isShown);
  const [isTried, setTried] = useState(false);
  const [leaving, setLeaving] = useState<'disable' | 'reassign' | null>(null);
  const fields = props.draft ?? fieldsOf(user);
  const kindOf = (id: string) => organisations.find((one) => one.id === id)?.kind ?? null;
  const kind = kindOf(fields.organisationId);
  const roles = kind === null ? [] : rolesOf(kind);
  const wrong = wrongFields(fields, user, kindOf);

  const type = (changes: Partial<UserFields>): void => {
    save.clear();
    onType({ ...fields, ...changes });
  };
  const moveTo = (organisationId: string): void => {
    const moved = kindOf(organisationId);
    const keepsRole = fields.role !== '' && moved !== null && rolesOf(moved).includes(fields.role);
    type({ organisationId, role: keepsRole ? fields.role : '' });
  };
  const problemsOf = (field: UserField): string[] =>
    isTried && wrong.includes(field) ? [t(`users.problem.${field}`)] : save.refused(field);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const draft = draftOf(fields);
    if (wrong.length > 0 || draft === null || save.isBusy) return;
    void save.run(async () => {
      const saved = await bridge.call('admin.users.save', { userId: user?.id ?? null, user: draft });
      setTried(false);
      props.onSaved(saved.user, saved.oneTimePassword);
    });
  };
  const resetPassword = (userId: string): void =>
    void act.run(async () => {
      props.onPassword((await bridge.call('admin.users.resetPassword', { userId })).oneTimePassword);
      await props.onChanged();
    });
  const leave = (how: 'disable' | 'reassign'): void => {
    setLeaving(how);
    // How much they lead must be what it is now, not what it was when the list was read.
    void props.onChanged();
  };
  const enable = (userId: string): void =>
    void act.run(async () => {
      await bridge.call('admin.users.enable', { userId });
      await props.onChanged();
    });

  return (
    <div className={styles['narrow']} data-testid="user-form">
      <h2>{user?.name ?? t('users.add')}</h2>
      {props.oneTimePassword !== null && user !== null && (
        <OneTimePassword login={user.login} password={props.oneTimePassword} onDone={() => props.onPassword(null)} />
      )}
      <form ref={form} className={styles['narrow']} onSubmit={submit} noValidate>
        <TextInput
          label={t('users.name')}
          value={fields.name}
          onChange={(name) => type({ name })}
          problems={problemsOf('name')}
          maxLength={200}
          isFirst={user === null}
          testId="user-name"
        />
        <div className={styles['pair']}>
          <SelectInput
            label={t('users.organisation')}
            value={fields.organisationId}
            onChange={moveTo}
            options={organisations.map((one) => ({ value: one.id, text: one.shortName }))}
            nothing={t('users.noOrganisation')}
            problems={problemsOf('organisationId')}
            testId="user-organisation"
          />
          <SelectInput
            label={t('users.role')}
            value={fields.role}
            onChange={(role) => type({ role })}
            options={roles.map((role) => ({ value: role, text: t(`roles.${role}`) }))}
            nothing={t('users.noRole')}
            problems={problemsOf('role')}
            isDisabled={kind === null}
            testId="user-role"
          />
          <TextInput
            label={t('users.login')}
            value={fields.login}
            onChange={(login) => type({ login })}
            problems={problemsOf('login')}
            maxLength={64}
            testId="user-login"
          />
          <span />
          <TextInput
            label={t('users.lineNumber')}
            value={fields.line}
            onChange={(line) => type({ line })}
            problems={problemsOf('line')}
            hint={t('common.optional')}
            maxLength={10}
            testId="user-line"
          />
          <TextInput
            label={t('users.linePassword')}
            value={fields.linePassword}
            onChange={(linePassword) => type({ linePassword })}
            problems={problemsOf('linePassword')}
            hint={user?.line ? t('users.linePasswordKept') : undefined}
            type="password"
            maxLength={128}
            isDisabled={fields.line.trim() === ''}
            testId="user-line-password"
          />
        </div>
        {user !== null && (
          <p className={styles['dim']}>{t('users.roleSince', { time: formatInstant(user.roleSince) })}</p>
        )}
        {save.problem !== null && (
          <p className={styles['problem']} role="alert" data-testid="user-problem">
            {save.problem}
          </p>
        )}
        <div className={styles['acts']}>
          <Button
            type="submit"
            look="primary"
            icon={Save}
            action="registerOpen"
            isDisabled={save.isBusy}
            testId="user-save"
          >
            {t(save.isBusy ? 'admin.saving' : 'admin.save')}
          </Button>
          {props.draft !== null && user !== null && (
            <Button look="quiet" onPress={() => onType(null)}>
              {t('admin.revert')}
            </Button>
          )}
          <span className={styles['done']} role="status">
            {save.isDone && props.draft === null ? t('admin.saved') : ''}
          </span>
        </div>
      </form>
      {user !== null && (
        <div className={styles['acts']}>
          <Button icon={KeyRound} isDisabled={act.isBusy} onPress={() => resetPassword(user.id)} testId="user-password">
            {t('users.newPassword')}
          </Button>
          {user.openAppeals > 0 && (
            <Button icon={ArrowRightLeft} onPress={() => leave('reassign')} testId="user-reassign">
              {t('users.reassign')}
            </Button>
          )}
          {user.disabledAt === null ? (
            <Button icon={UserX} onPress={() => leave('disable')} testId="user-disable">
              {t('users.disable')}
            </Button>
          ) : (
            <Button icon={UserCheck} isDisabled={act.isBusy} onPress={() => enable(user.id)} testId="user-enable">
              {t('users.enable')}
            </Button>
          )}
        </div>
      )}
      {act.problem !== null && (
        <p className={styles['problem']} role="alert">
          {act.problem}
        </p>
      )}
      {user !== null && leaving !== null && (
        <LeavePanel
          user={user}
          users={users}
          kind={leaving}
          onClose={() => setLeaving(null)}
          onDone={props.onChanged}
        />
      )}
    </div>
  );
}

interface OneTimePasswordProps {
  login: string;
  password: string;
  onDone: () => void;
}

/** Shown until it is noted: nobody can ask for it again. */
function OneTimePassword({ login, password, onDone }: OneTimePasswordProps): ReactNode {
  const { t } = useTranslation();
  return (
    <section className={styles['box']} aria-live="polite">
      <h3>{t('users.passwordTitle', { login })}</h3>
      <p className={styles['secret']} data-testid="one-time-password">
        {password}
      </p>
      <p>{t('users.passwordHint')}</p>
      <div className={styles['acts']}>
        <Button onPress={onDone} testId="one-time-password-done">
          {t('users.passwordDone')}
        </Button>
      </div>
    </section>
  );
}
