import type { TFunction } from 'i18next';
import type { ActState, DeskAppeal } from '../../shared/contracts/bridge.ts';
import { refusalText } from './errorText.ts';

/** Where a record is on its way to the journal, in words. */
export function syncText(t: TFunction, sync: ActState, refusal: DeskAppeal['refusal']): string {
  if (sync !== 'refused') return t(`sync.${sync}`);
  return t('sync.refused', { why: refusal ? refusalText(t, refusal) : t('common.unknown') });
}
