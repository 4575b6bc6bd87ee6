import type { DeskAct } from '../../../shared/contracts/bridge.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';

/** What the journal did not take and nobody has dealt with yet. */
export function isNotTaken(act: DeskAct): boolean {
  return (act.state === 'refused' || act.state === 'parked') && act.resolution === null;
}

/** What is still on its way. */
export function isUnderWay(act: DeskAct): boolean {
  return act.state === 'waiting' || act.state === 'sent';
}

/** How an act that was not taken can be mended, given what this desk knows of its appeal. */
export type Mending = 'asDraft' | 'form' | 'again' | 'closed' | 'notHere' | 'unreadable';

export function mendingOf({ command }: DeskAct, appeal: Appeal | null): Mending {
  if (command === null) return 'unreadable';
  if (command.kind === 'appeal.register') return 'asDraft';
  if (command.kind !== 'appeal.amend' && command.kind !== 'appeal.close') return 'again';
  if (appeal === null) return 'notHere';
  return appeal.status === 'closed' ? 'closed' : 'form';
}

/** Acts a person did by hand, one by one; what the desk notes by itself, only by its count. */
export function groupUnderWay(acts: readonly DeskAct[]): { byHand: DeskAct[]; calls: DeskAct[]; states: DeskAct[] } {
  const underWay = acts.filter(isUnderWay);
  const isCall = ({ command }: DeskAct): boolean =>
    command?.kind === 'call.record' || command?.kind === 'appeal.linkCall';
  const isState = ({ command }: DeskAct): boolean => command?.kind === 'operator.moved';
  return {
    byHand: underWay.filter((act) => !isCall(act) && !isState(act)),
    calls: underWay.filter(isCall),
    states: underWay.filter(isState),
  };
}
