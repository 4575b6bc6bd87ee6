import {
  BookOpen,
  ChevronDown,
  CircleCheck,
  CirclePause,
  Coffee,
  FileText,
  Headset,
  PhoneIncoming,
  SquarePen,
  Utensils,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pickableReasons, type OperatorState } from '../../../shared/domain/operator/operatorState.ts';
import { toErrorValue } from '../../../shared/errors.ts';
import { toMs } from '../../../shared/lib/primitives.ts';
import { errorText } from '../../i18n/errorText.ts';
import { capital, formatTimer } from '../../i18n/format.ts';
import { useMirror, useServices } from '../../services/services.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { clearNotice, notify } from '../../ui/notice.ts';
import { useNow } from '../../ui/useNow.ts';
import styles from './CallBar.module.css';

const STATUS_LOOKS: Readonly<Record<OperatorState['status'], { icon: LucideIcon; look: string }>> = {
  ready: { icon: CircleCheck, look: 'green' },
  offered: { icon: PhoneIncoming, look: 'call' },
  talking: { icon: Headset, look: 'call' },
  wrapUp: { icon: SquarePen, look: 'amber' },
  notReady: { icon: CirclePause, look: 'red' },
};
const REASON_ICONS = { break: Coffee, lunch: Utensils, training: BookOpen, paperwork: FileText } as const;

/** «Готов ▾ 00:12»: the operator's state, how long it lasts, and the menu that changes it. */
export function OperatorMenu(): ReactNode {
  const { t } = useTranslation();
  const { bridge, mirror } = useServices();
  const state = useMirror((mirrored) => mirrored.operator);
  const now = useNow(state !== null);

  const choose = (id: string): void => {
    const reason = pickableReasons.find((one) => one === id);
    const asked = reason ? bridge.call('operator.notReady', { reason }) : bridge.call('operator.ready', {});
    asked.then(
      ({ state: operator }) => {
        clearNotice();
        mirror.take({ operator });
      },
      (error: unknown) => notify(errorText(t, toErrorValue(error))),
    );
  };

  const status = state?.status ?? 'notReady';
  const { icon: Icon, look } = STATUS_LOOKS[status];
  const why = state?.reason ? t(`operator.${state.reason}`) : '';
  const isInCall = status === 'offered' || status === 'talking' || status === 'wrapUp';
  const after = isInCall && state?.resume === 'notReady' && why ? t('operator.after', { what: why }) : '';
  return (
    <MenuButton
      className={`${styles['operator']} ${styles[look]}`}
      label={`${t('operator.label')}: ${t(`operator.${status}`)} ${isInCall ? after : why}`}
      testId="operator-state"
      groups={[
        {
          id: 'ready',
          entries: [{ id: 'ready', text: t('operator.ready'), icon: CircleCheck, isChosen: status === 'ready' }],
        },
        {
          id: 'notReady',
          title: t('operator.notReady'),
          entries: pickableReasons.map((reason) => ({
            id: reason,
            text: capital(t(`operator.${reason}`)),
            icon: REASON_ICONS[reason],
            isChosen: state?.reason === reason,
          })),
        },
      ]}
      onChoose={choose}
    >
      <Icon className="icon" aria-hidden />
      <span className={styles['operatorText']} data-status={status} data-reason={state?.reason ?? ''}>
        <b>{t(`operator.${status}`)}</b>
        {status === 'notReady' && why && <small>{why}</small>}
        {after && <small>{after}</small>}
      </span>
      <time>{state ? formatTimer(now - toMs(state.since)) : ''}</time>
      <ChevronDown className="icon" aria-hidden />
    </MenuButton>
  );
}
