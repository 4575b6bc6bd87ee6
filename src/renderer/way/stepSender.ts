import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import { fieldsOf } from '../../shared/domain/appeal/amendCard.ts';
import { AppError } from '../../shared/errors.ts';
import type { WindowBridge } from '../bridge/windowBridge.ts';
import { cardChangesOf, commandOf, type StepField, type StepText } from './stepText.ts';
import type { StepName } from './steps.ts';

/** Something a step cannot go without was not filled in. */
export class MissingField extends Error {
  readonly field: StepField;

  constructor(field: StepField) {
    super(field);
    this.name = 'MissingField';
    this.field = field;
  }
}

export interface StepSender {
  /** @throws MissingField, or AppError with the domain's refusal */
  send(step: StepName, appeal: Appeal, written: StepText): Promise<DeskAppeal | null>;
}

/** Sends steps: one act per attempt, so that a repeat after no answer is the same act, and nothing is done twice. */
export function createStepSender(bridge: Pick<WindowBridge, 'call'>, newId: () => string): StepSender {
  const acts = new Map<string, string>();
  const actIdOf = (key: string): string => {
    const actId = acts.get(key) ?? newId();
    acts.set(key, actId);
    return actId;
  };
  /** Answered with a refusal, the next try is another act. */
  async function once<T>(key: string, work: (actId: string) => Promise<T>): Promise<T> {
    try {
      const answer = await work(actIdOf(key));
      acts.delete(key);
      return answer;
    } catch (error) {
      const isAnswered = !(error instanceof AppError && error.code === 'bridge.down');
      if (isAnswered) acts.delete(key);
      throw error;
    }
  }

  return {
    async send(step, appeal, written) {
      const { command, missing } = commandOf(step, appeal, written);
      if (missing !== null) throw new MissingField(missing);
      const changes = cardChangesOf(step, appeal, written);
      const fields = fieldsOf(changes);
      if (fields.length > 0) {
        const was = Object.fromEntries(fields.map((field) => [field, appeal.card[field]])) as Partial<AppealCard>;
        await once(`${appeal.id}/card`, (actId) =>
          bridge.call('appeals.amend', { actId, appealId: appeal.id, changes, was, settles: null }),
        );
      }
      const answer = await once(`${appeal.id}/${step}`, (actId) => bridge.call('appeals.step', { actId, command }));
      return answer.appeal;
    },
  };
}
