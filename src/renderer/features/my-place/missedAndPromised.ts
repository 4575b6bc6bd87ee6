import type { DeskCall } from '../../../shared/contracts/bridge.ts';
import type { Listed } from '../../mirror/createMirror.ts';

/** Missed calls and calls that were promised back, each once, those that still wait first, newest above. */
export function missedAndPromised(missed: Listed<DeskCall>, promised: Listed<DeskCall>): Listed<DeskCall> {
  if (missed.rows === null && promised.rows === null) return { rows: null, error: missed.error ?? promised.error };
  const byId = new Map([...(missed.rows ?? []), ...(promised.rows ?? [])].map((row) => [row.call.id, row]));
  const rows = [...byId.values()].toSorted((left, right) => orderOf(right).localeCompare(orderOf(left)));
  return { rows, error: missed.error ?? promised.error };
}

export function waitsForCallback({ call }: DeskCall): boolean {
  return call.callbackWantedAt !== null && call.callbackDoneAt === null;
}

const orderOf = (row: DeskCall): string => `${waitsForCallback(row) ? 1 : 0}${row.call.offeredAt ?? ''}`;
