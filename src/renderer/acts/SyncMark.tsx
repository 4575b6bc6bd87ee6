import { Archive, CircleCheck, Clock, Send, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActState, DeskAppeal } from '../../shared/contracts/bridge.ts';
import { syncText } from '../i18n/syncText.ts';
import { Mark, type MarkLook } from '../ui/Mark.tsx';

const LOOKS: Readonly<Record<ActState, { icon: LucideIcon; look: MarkLook }>> = {
  waiting: { icon: Clock, look: 'amber' },
  sent: { icon: Send, look: 'grey' },
  accepted: { icon: CircleCheck, look: 'green' },
  refused: { icon: TriangleAlert, look: 'red' },
  parked: { icon: Archive, look: 'amber' },
};

/** Where one record is on its way to the journal. */
export function SyncMark({ sync, refusal }: Pick<DeskAppeal, 'sync' | 'refusal'>): ReactNode {
  const { t } = useTranslation();
  const { icon, look } = LOOKS[sync];
  return (
    <Mark look={look} icon={icon} testId={`sync-${sync}`}>
      {syncText(t, sync, refusal)}
    </Mark>
  );
}
