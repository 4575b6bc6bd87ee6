import type { TFunction } from 'i18next';
import type { ActCommand } from '../../shared/contracts/journal.ts';
import { assertNever } from '../../shared/lib/assertNever.ts';

/** What an act is, in two or three words. */
export function actTitle(t: TFunction, command: ActCommand | null): string {
  if (command === null) return t('act.unreadable');
  switch (command.kind) {
    case 'appeal.register':
      return t('act.register');
    case 'appeal.amend':
      return t(command.settles === null ? 'act.amend' : 'act.settle');
    case 'appeal.close':
      return t('act.close');
    case 'appeal.linkCall':
      return t('act.linkCall');
    case 'appeal.assign':
      return t('act.assign');
    case 'call.record':
      return t('act.call');
    case 'operator.moved':
      return t('act.operator');
    case 'act.handOver':
      return t('act.handOver');
    default:
      return assertNever(command);
  }
}
