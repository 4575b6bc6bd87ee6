import type { TFunction } from 'i18next';
import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import { errorText } from './errorText.ts';

/** Where a record is on its way to the journal, in words. */
export function syncText(t: TFunction, sync: DeskAppeal['sync'], refusal: DeskAppeal['refusal']): string {
  if (sync !== 'refused') return t(`sync.${sync}`);
  return t('sync.refused', { why: refusal ? refusal.text || errorText(t, refusal) : t('common.unknown') });
}
