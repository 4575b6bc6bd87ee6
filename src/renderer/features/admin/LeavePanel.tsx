import { ArrowRightLeft, UserX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser } from '../../../shared/contracts/admin.ts';
import { may } from '../../../shared/domain/policy/policy.ts';
import { notify } from '../../ui/notice.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './Admin.module.css';
import { SelectInput, TextInput } from './Inputs.tsx';
import { useSave } from './useSave.ts';

interface LeavePanelProps {
  user: AdminUser;
  users: readonly AdminUser[];
  kind: 'disable' | 'reassign';
  onClose: () => void;
  onDone: () => Promise<void>;
}

/** What somebody leads goes to another; with `disable` they are shut out in the same stroke. The count is said before. */
export function LeavePanel({ user, users, kind, onClose, onDone }: LeavePanelProps): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useSave<'heir'>({ 'appeal.assignee_unknown': 'heir' });
  const [heir, setHeir] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const count = user.openAppeals;
  const heirs = users
    .filter((one) => one.id !== user.id && one.disabledAt === null && may(one.role, 'appeal.change'))
    // Colleagues of the same organisation first.
    .toSorted(
      (a, b) => Number(b.organisationId === user.organisationId) - Number(a.organisationId === user.organisationId),
    );
  const needsHeir = count > 0 || kind === 'reassign';
  const isHeirMissing = needsHeir && heir === '';

  const go = (): void => {
    setTried(true);
    if (isHeirMissing || reason.trim() === '' || save.isBusy) return;
    const asked = { userId: user.id, reason: reason.trim() };
    void save
      .run(async () => {
        const { reassigned } =
          kind === 'disable'
            ? await bridge.call('admin.users.disable', { ...asked, toUserId: heir || null })
            : await bridge.call('admin.users.reassign', { ...asked, toUserId: heir });
        if (reassigned > 0) notify(t('users.moved', { count: reassigned }));
        await onDone();
      })
      // What was refused may be for a count that has changed: it is shown anew.
      .then((isDone) => (isDone ? onClose() : onDone()));
  };
  return (
    <section className={styles['box']} data-testid="leave-panel">
      <h3>{t(kind === 'disable' ? 'users.disableTitle' : 'users.reassignTitle', { name: user.name })}</h3>
      <p data-testid="leave-count">{count === 0 ? t('users.nothingLed') : t('users.led', { count })}</p>
      {needsHeir && (
        <SelectInput
          label={t('users.toWhom')}
          value={heir}
          onChange={setHeir}
          options={heirs.map((one) => ({ value: one.id, text: `${one.name}, ${t(`roles.${one.role}`)}` }))}
          nothing={t('users.pickHeir')}
          problems={isTried && isHeirMissing ? [t('users.problem.heir')] : save.refused('heir')}
          testId="leave-heir"
        />
      )}
      <TextInput
        label={t('users.reason')}
        value={reason}
        onChange={setReason}
        problems={isTried && reason.trim() === '' ? [t('users.problem.reason')] : []}
        testId="leave-reason"
      />
      {save.problem !== null && (
        <p className={styles['problem']} role="alert" data-testid="leave-problem">
          {save.problem}
        </p>
      )}
      <div className={styles['acts']}>
        <Button
          look="primary"
          icon={kind === 'disable' ? UserX : ArrowRightLeft}
          isDisabled={save.isBusy}
          onPress={go}
          testId="leave-go"
        >
          {t(kind === 'disable' ? 'users.disableNow' : 'users.reassignNow')}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </section>
  );
}
