import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { mayStep } from '../../shared/domain/appeal/stepRights.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';

/** Steps a window offers as buttons, in the order in which they stand: what to do next first. */
export const STEPS = [
  'accept',
  'close',
  'return',
  'submit',
  'answer',
  'forward',
  'decline',
  'redirect',
  'extend',
  'reopen',
  'involve',
  'assign',
  'markExpertise',
  'linkAppeal',
  'comment',
] as const;
export type StepName = (typeof STEPS)[number];

/** What somebody may do with the appeal as it stands: exactly what their rights and its state let them. */
export function offeredSteps(of: Somebody, appeal: Appeal): readonly StepName[] {
  return STEPS.filter((step) => mayStep(of, `appeal.${step}`, appeal));
}

/** The one that is most likely next, as the strong button; null where nothing is. */
export function nextStep(offered: readonly StepName[]): StepName | null {
  const [first] = offered;
  return first === 'accept' || first === 'close' || first === 'submit' ? first : null;
}
