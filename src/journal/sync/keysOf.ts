import type { Keys } from '../store/journalStore.ts';
import type { ReadAct } from './readAct.ts';
import { serialRanges } from './settleNumber.ts';

/** No block of registration numbers is wider. */
export const WIDEST_BLOCK = 1000;

export const NO_KEYS: Keys = {
  deviceId: null,
  seqs: [],
  actIds: [],
  userIds: [],
  sessionIds: [],
  appealIds: [],
  callIds: [],
  numbers: [],
  serials: [],
  handOverIds: [],
  fileIds: [],
};

/** Everything these acts of a device may touch, so that it can be locked and read at once. */
export function keysOf(deviceId: string, acts: readonly ReadAct[], territory: string): Keys {
  const userIds = new Set<string>();
  const sessionIds = new Set<string>();
  const appealIds = new Set<string>();
  const callIds = new Set<string>();
  const numbers = new Set<string>();
  const handOverIds = new Set<string>();
  const fileIds = new Set<string>();
  for (const { by, command } of acts) {
    if (by !== null) {
      userIds.add(by.authorId);
      sessionIds.add(by.sessionId);
    }
    if (command === null) continue;
    if (command.kind === 'call.record') callIds.add(command.callId);
    else if (command.kind === 'act.handOver') handOverIds.add(command.handOverId);
    else if (command.kind !== 'operator.moved') appealIds.add(command.appealId);
    if (command.kind === 'appeal.assign') userIds.add(command.assigneeId);
    // The earlier one is only looked at; it is locked like the others, in the one order that all writers keep.
    if (command.kind === 'appeal.linkAppeal') appealIds.add(command.earlierId);
    if (command.kind === 'appeal.attach') fileIds.add(command.attachment.id);
    if (command.kind === 'appeal.register') numbers.add(command.number);
  }
  return {
    deviceId,
    seqs: acts.map((act) => act.seq),
    actIds: [...new Set(acts.map((act) => act.id))],
    userIds: [...userIds],
    sessionIds: [...sessionIds],
    appealIds: [...appealIds],
    callIds: [...callIds],
    numbers: [...numbers],
    serials: serialRanges(territory, [...numbers], WIDEST_BLOCK),
    handOverIds: [...handOverIds],
    fileIds: [...fileIds],
  };
}
