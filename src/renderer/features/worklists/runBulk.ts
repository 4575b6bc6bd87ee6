import type { WorklistLine } from '../../../shared/contracts/worklists.ts';
import { toErrorValue, type ErrorValue } from '../../../shared/errors.ts';
import type { WindowBridge } from '../../bridge/windowBridge.ts';
import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { StepSender } from '../../way/stepSender.ts';
import type { StepName } from '../../way/steps.ts';
import type { StepText } from '../../way/stepText.ts';

/** What became of one card of many: refused here at once, or on its way to the journal. */
export type BulkResult = { state: 'refused'; error: ErrorValue } | { state: 'sent' };

/**
 * Does one step to many cards, one act each, and goes on past those that cannot be done. Each card is read first: it is
 * judged by how it stands now, not by the line of a list.
 */
export async function runBulk(
  ports: { bridge: Pick<WindowBridge, 'call'>; sender: StepSender },
  step: StepName,
  lines: readonly WorklistLine[],
  written: StepText,
  tell: (appealId: string, result: BulkResult) => void,
): Promise<void> {
  for (const { id: appealId } of lines) {
    try {
      const { file } = await ports.bridge.call('appeals.file', { appealId });
      await ports.sender.send(step, file.appeal, written);
      tell(appealId, { state: 'sent' });
    } catch (thrown) {
      tell(appealId, { state: 'refused', error: toErrorValue(thrown) });
    }
  }
}

/** What the journal has made of it: of an act that is in no list of unfinished ones any more, it has taken it. */
export function verdictOf(
  result: BulkResult | undefined,
  acts: readonly DeskAct[] | null,
  appealId: string,
  step: StepName,
): { state: 'ahead' | 'sending' | 'done' } | { state: 'refused'; error: Pick<ErrorValue, 'code' | 'params' | 'text'> } {
  if (result === undefined) return { state: 'ahead' };
  if (result.state === 'refused') return result;
  if (acts === null) return { state: 'sending' };
  const act = acts.findLast((one) => one.appealId === appealId && one.command?.kind === `appeal.${step}`);
  if (act === undefined) return { state: 'done' };
  if (act.state === 'refused' || act.state === 'parked') {
    return { state: 'refused', error: act.refusal ?? { code: 'act.parked' } };
  }
  return { state: 'sending' };
}
