import type { ActCommand } from '../../shared/contracts/journal.ts';
import { isAppealCommand } from '../../shared/domain/appeal/appealCommand.ts';
import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import { emptyCall, mergeCall } from '../../shared/domain/call/mergeCall.ts';
import { may, mayRecord } from '../../shared/domain/policy/policy.ts';
import { assertNever } from '../../shared/lib/assertNever.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { WorkingSet } from '../store/journalStore.ts';
import { accountOf, somebodyOf, type Account } from './accountOf.ts';
import { judgeAppeal } from './judgeAppeal.ts';
import type { ReadAct } from './readAct.ts';
import { accepted, parked, refused, type Verdict } from './verdict.ts';
import type { WorkingBatch } from './workingBatch.ts';

/** What acts of one batch are judged by. */
export interface Bench {
  territory: string;
  deviceId: string;
  /** By the journal's clock. */
  receivedAt: Instant;
  reference: AppealReference;
  batch: WorkingBatch;
  freshNumber(): Promise<string>;
}

/** An act whose author is known and was let in. */
export interface ActContext extends Bench {
  actId: string;
  /** The author as they were when the act was done. */
  author: Account;
  occurredAt: Instant;
}

/** Judges one act over the working set. It writes nothing: what it decides is in the verdict's effects. */
export async function judgeAct(bench: Bench, act: ReadAct): Promise<Verdict> {
  if (act.by === null) return parked(act.fault ?? 'act.unreadable');
  const { authorId, sessionId, occurredAt } = act.by;
  const author = accountOf(bench.batch.set.users.get(authorId), occurredAt, bench.territory);
  if (author === null) return refused('auth.author_unknown', 'Автор действия журналу не известен');
  if (!hasWorkedHere(bench.batch.set, authorId, sessionId)) return parked('act.author_not_here');
  if (act.command === null) return parked(act.fault ?? 'act.unreadable');
  if (author.disabledAt !== null && author.disabledAt <= occurredAt) {
    return refused('auth.author_disabled', 'Учётная запись была отключена, когда это было сделано');
  }
  return judgeCommand({ ...bench, actId: act.id, author, occurredAt }, act.command);
}

/**
 * A workstation may speak only for those who have signed in at it, or whose session it names (a desk installed anew
 * brings the acts of the old one). Otherwise one stolen workstation could write in anybody's name.
 */
export function hasWorkedHere({ sessions }: WorkingSet, authorId: string, sessionId: string): boolean {
  return sessions.some((known) => known.userId === authorId && (known.isHere || known.sessionId === sessionId));
}

async function judgeCommand(act: ActContext, command: ActCommand): Promise<Verdict> {
  if (isAppealCommand(command)) return judgeAppeal(act, command);
  switch (command.kind) {
    case 'call.record':
      return judgeCall(act, command);
    case 'operator.moved':
      return judgeMove(act, command);
    case 'act.handOver':
      return judgeHandOver(act, command);
    default:
      return assertNever(command);
  }
}

type Command<Kind extends ActCommand['kind']> = Extract<ActCommand, { kind: Kind }>;

/** Merges what was seen of a call into its record: late, twice or out of order, it is never refused for that. */
function judgeCall(act: ActContext, command: Command<'call.record'>): Verdict {
  const before = act.batch.call(command.callId);
  if (!mayRecord(somebodyOf(act.author), before, command.fact)) {
    return refused('auth.forbidden', 'Это звонок другого оператора');
  }
  return accepted({ call: mergeCall(before ?? emptyCall(command.callId), command.fact) });
}

function judgeMove(act: ActContext, command: Command<'operator.moved'>): Verdict {
  const { user } = act.author;
  if (!may(user.role, 'operator.move')) return refused('auth.forbidden', 'Нет прав менять состояние оператора');
  const { actId, deviceId, occurredAt, receivedAt } = act;
  const { status, reason, callId } = command;
  return accepted({ move: { actId, operatorId: user.id, deviceId, status, reason, callId, occurredAt, receivedAt } });
}

/** What the journal did not take is put before a supervisor. Handed over twice, it lies there once. */
function judgeHandOver(act: ActContext, command: Command<'act.handOver'>): Verdict {
  const { user } = act.author;
  if (!may(user.role, 'act.handOver')) return refused('auth.forbidden', 'Нет прав передавать действия старшему');
  if (act.batch.hasHandOver(command.handOverId)) return accepted();
  const { actId, deviceId, occurredAt, receivedAt } = act;
  const { handOverId: id, refusedActId, appealId, refusal, meant, note } = command;
  const by = { authorId: user.id, organisationId: user.organisationId, deviceId, occurredAt, receivedAt };
  return accepted({ handOver: { id, actId, refusedActId, appealId, refusal, meant, note, ...by } });
}
