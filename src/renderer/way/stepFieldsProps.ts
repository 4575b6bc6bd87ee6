import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { StepName } from './steps.ts';
import type { StepField, StepText } from './stepText.ts';

/** What the fields of a step are drawn from. */
export interface StepFieldsProps {
  step: StepName;
  appeal: Appeal;
  written: StepText;
  onWrite: (part: Partial<StepText>) => void;
  problemsAt: (field: StepField) => readonly string[];
}
