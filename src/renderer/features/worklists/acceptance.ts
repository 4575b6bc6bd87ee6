import { useTranslation } from 'react-i18next';
import type { WorklistLine } from '../../../shared/contracts/worklists.ts';
import { levelOf, may, type Somebody } from '../../../shared/domain/policy/policy.ts';
import type { User } from '../../../shared/domain/user/user.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { refusalOf, refusalText } from '../../i18n/errorText.ts';
import { useServices } from '../../services/services.tsx';
import { useAct } from '../../ui/useAct.ts';
import { notify } from '../../ui/notice.ts';
import { useStepSender } from '../../way/useStepSender.ts';
import { EMPTY_STEP } from '../../way/stepText.ts';

/** Whether a line waits for this person to accept it, as far as the line tells; the core and the journal judge. */
export function mayAccept(me: Somebody | null, { role, organisationId }: User, line: WorklistLine): boolean {
  if (!line.isWaiting || line.isMasked || line.status === 'closed' || !may(role, 'appeal.accept')) return false;
  if (line.leader !== null) return [me?.id, ...(me?.standsInFor ?? [])].includes(line.leader.id);
  const { desk } = line;
  return levelOf(role) === 0 || (desk.organisationId === organisationId && desk.level === levelOf(role));
}

export interface Acceptance {
  /** Accepts the appeal of a line without opening it. */
  accept: (line: WorklistLine) => void;
  isBusy: boolean;
}

/** «Принять» from a line: the card is read first, so that it is judged by how it stands now. */
export function useAcceptance(me: Somebody | null, user: User): Acceptance {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const sender = useStepSender();
  const act = useAct();
  return {
    isBusy: act.isBusy,
    accept: (line) => {
      if (!mayAccept(me, user, line) || act.isBusy) return;
      act.run(async () => {
        try {
          const { file } = await bridge.call('appeals.file', { appealId: line.id });
          await sender.send('accept', file.appeal, EMPTY_STEP);
          notify(t('worklist.accepted', { number: line.number }));
        } catch (thrown) {
          notify(`${line.number}: ${refusalText(t, refusalOf(toErrorValue(thrown)))}`);
        }
      });
    },
  };
}
