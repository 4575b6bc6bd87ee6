import {
  LoaderCircle,
  MonitorSmartphone,
  PhoneOff,
  TriangleAlert,
  CircleCheck,
  KeyRound,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineStatus } from '../../../shared/contracts/bridge.ts';
import { useSoftphone } from '../../services/services.tsx';
import styles from './CallBar.module.css';

const LOOKS: Readonly<Record<LineStatus, { icon: LucideIcon; look: string }>> = {
  off: { icon: PhoneOff, look: 'grey' },
  connecting: { icon: LoaderCircle, look: 'amber' },
  registered: { icon: CircleCheck, look: 'green' },
  wrongPassword: { icon: KeyRound, look: 'red' },
  unreachable: { icon: TriangleAlert, look: 'red' },
  heldElsewhere: { icon: MonitorSmartphone, look: 'red' },
};

/** What the line truly is, in colour, sign and words. */
export function LineLight(): ReactNode {
  const { t } = useTranslation();
  const line = useSoftphone((state) => state.line);
  const { icon: Icon, look } = LOOKS[line];
  return (
    <div className={`${styles['line']} ${styles[look]}`} role="status" data-testid="line-status" data-status={line}>
      <Icon className="icon" aria-hidden />
      <span>{t(`line.${line}`)}</span>
    </div>
  );
}
