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
    case 'appeal.accept':
      return t('act.accept');
    case 'appeal.decline':
      return t('act.decline');
    case 'appeal.forward':
      return t('act.forward');
    case 'appeal.redirect':
      return t('act.redirect');
    case 'appeal.answer':
      return t('act.answer');
    case 'appeal.submit':
      return t('act.submit');
    case 'appeal.return':
      return t('act.return');
    case 'appeal.reopen':
      return t('act.reopen');
    case 'appeal.extend':
      return t('act.extend');
    case 'appeal.involve':
      return t(command.isInvolved ? 'act.involve' : 'act.release');
    case 'appeal.comment':
      return t('act.comment');
    case 'appeal.linkAppeal':
      return t('act.linkAppeal');
    case 'appeal.attach':
      return t('act.attach');
    case 'appeal.markExpertise':
      return t(command.isSelected ? 'act.markExpertise' : 'act.unmarkExpertise');
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
