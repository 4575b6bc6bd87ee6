import { actCommand, type ActCommand } from '../../shared/contracts/journal.ts';
import { assertNever } from '../../shared/lib/assertNever.ts';
import type { Trx } from '../db/createDb.ts';
import { may } from '../policies/may.ts';
import type { ActContext } from './actContext.ts';
import { applyAppeal } from './applyAppeal.ts';
import { applyCall } from './applyCall.ts';
import { accepted, parked, refused, type Verdict } from './verdict.ts';

/** Applies one act inside the push's transaction. A command nobody can read is put aside, and the queue goes on. */
export async function applyAct(trx: Trx, rawCommand: unknown, act: ActContext): Promise<Verdict> {
  const parsed = actCommand.safeParse(cleanText(rawCommand));
  if (!parsed.success) return parked('act.unreadable');
  const command = parsed.data;
  const { disabledAt } = act.author;
  if (disabledAt !== null && disabledAt <= act.occurredAt) {
    return refused('auth.author_disabled', 'Учётная запись была отключена, когда это было сделано');
  }
  switch (command.kind) {
    case 'appeal.register':
    case 'appeal.amend':
    case 'appeal.close':
    case 'appeal.linkCall':
      return applyAppeal(trx, command, act);
    case 'call.record':
      return applyCall(trx, command, act);
    case 'operator.moved':
      return logMove(trx, command, act);
    default:
      return assertNever(command);
  }
}

async function logMove(
  trx: Trx,
  command: Extract<ActCommand, { kind: 'operator.moved' }>,
  act: ActContext,
): Promise<Verdict> {
  if (!may(act.author.user.role, 'operator.move'))
    return refused('auth.forbidden', 'Нет прав менять состояние оператора');
  await trx
    .insertInto('operator_log')
    .values({
      territory: act.territory,
      act_id: act.actId,
      operator_id: act.author.user.id,
      device_id: act.deviceId,
      status: command.status,
      reason: command.reason,
      call_id: command.callId,
      occurred_at: act.occurredAt,
      received_at: act.receivedAt,
    })
    .execute();
  return accepted();
}

/**
 * The text as PostgreSQL can hold it: a U+0000 or half of a surrogate pair, pasted from who knows where, must not
 * keep an appeal out of the journal. What came stays in the log of acts as it came.
 */
export function cleanText(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(cleanText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanText(inner)]));
}
