import {
  CircleCheck,
  CircleDot,
  ClipboardCheck,
  CornerUpLeft,
  Forward,
  Inbox,
  MessageSquareReply,
  Pencil,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealStatus } from '../../shared/domain/appeal/appeal.ts';
import { Mark, type MarkLook } from './Mark.tsx';

const LOOKS: Readonly<Record<AppealStatus, { look: MarkLook; icon: LucideIcon }>> = {
  registered: { look: 'green', icon: CircleDot },
  inWork: { look: 'green', icon: Pencil },
  redirected: { look: 'grey', icon: Forward },
  preliminary: { look: 'green', icon: MessageSquareReply },
  onReview: { look: 'amber', icon: ClipboardCheck },
  rework: { look: 'amber', icon: CornerUpLeft },
  closed: { look: 'grey', icon: CircleCheck },
};

/** Where an appeal stands, in a word and an icon; what waits to be accepted says so. */
export function StatusMark({ status, isWaiting = false }: { status: AppealStatus; isWaiting?: boolean }): ReactNode {
  const { t } = useTranslation();
  if (isWaiting && status !== 'closed') {
    return (
      <Mark look="amber" icon={Inbox} testId="status-waiting">
        {t('way.waits')}
      </Mark>
    );
  }
  const { look, icon } = LOOKS[status];
  return (
    <Mark look={look} icon={icon} testId={`status-${status}`}>
      {t(`status.${status}`)}
    </Mark>
  );
}
