import type { AppealCommand } from './appealCommand.ts';
import type { Appeal, AppealStatus } from './appeal.ts';

/** What is done to an appeal once it is registered. */
export type Step = Exclude<AppealCommand['kind'], 'appeal.register'>;

const OPEN: readonly AppealStatus[] = ['registered', 'inWork', 'redirected', 'preliminary', 'onReview', 'rework'];
/** Somebody works on it: it is not before the administrator. */
const WORKED: readonly AppealStatus[] = ['registered', 'inWork', 'redirected', 'preliminary', 'rework'];
const ANY: readonly AppealStatus[] = [...OPEN, 'closed'];

/** The way of an appeal: in which states a step may be taken at all. */
export const way: Readonly<Record<Step, readonly AppealStatus[]>> = {
  'appeal.amend': OPEN,
  'appeal.close': OPEN,
  'appeal.linkCall': ANY,
  'appeal.assign': OPEN,
  'appeal.accept': WORKED,
  'appeal.decline': WORKED,
  'appeal.forward': WORKED,
  'appeal.redirect': WORKED,
  'appeal.answer': WORKED,
  'appeal.submit': WORKED,
  'appeal.return': ['onReview'],
  'appeal.reopen': ['closed'],
  'appeal.extend': OPEN,
  'appeal.involve': OPEN,
  'appeal.comment': ANY,
  'appeal.linkAppeal': ANY,
  'appeal.attach': OPEN,
  // A case may be selected after its applicant was answered, too.
  'appeal.markExpertise': ANY,
};

/** Steps for which somebody must lead the appeal: while it waits to be accepted, nobody does. */
const NEEDS_HOLDER: ReadonlySet<Step> = new Set(['appeal.redirect', 'appeal.answer', 'appeal.submit', 'appeal.close']);

/** Why a step may not be taken in this state; null when it may, as far as the state alone says. */
export function obstacleOnWay(
  step: Step,
  appeal: Pick<Appeal, 'status' | 'isWaiting'>,
): { code: string; text: string } | null {
  if (!way[step].includes(appeal.status)) {
    if (appeal.status === 'closed') return { code: 'appeal.closed', text: 'Обращение уже закрыто' };
    if (step === 'appeal.reopen') return { code: 'appeal.not_closed', text: 'Обращение не закрыто' };
    if (appeal.status === 'onReview') {
      return { code: 'appeal.on_review', text: 'Обращение на проверке у администратора' };
    }
    return { code: 'appeal.not_on_review', text: 'Обращение не на проверке' };
  }
  if (NEEDS_HOLDER.has(step) && appeal.isWaiting) {
    return { code: 'appeal.not_accepted', text: 'Обращение ещё никто не принял в работу' };
  }
  if (step === 'appeal.accept' && !appeal.isWaiting) {
    return { code: 'appeal.already_accepted', text: 'Обращение уже принято в работу' };
  }
  return null;
}
