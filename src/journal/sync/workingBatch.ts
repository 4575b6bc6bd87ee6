import { deskOf, holderOf, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { Call } from '../../shared/domain/call/call.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { teamScope, userScope } from '../policies/feedScopes.ts';
import type { AppealWrite, CallWrite, ChangeRow, WorkingSet, Writes } from '../store/journalStore.ts';
import type { Effects } from './verdict.ts';

/** What was loaded for a batch, with what its acts have done to it so far. */
export interface WorkingBatch {
  readonly set: WorkingSet;
  appeal(id: string): Appeal | null;
  call(id: string): Call | null;
  /** The appeal that has this number for good, or null. */
  finalOwner(number: string): string | null;
  hasHandOver(id: string): boolean;
  /** Takes an accepted act's effects whole. */
  apply(effects: Effects, by: { actId: string | null; receivedAt: Instant }): void;
  writes(): Pick<Writes, 'appeals' | 'calls' | 'numbers' | 'moves' | 'handOvers' | 'changes'>;
}

export function scopeOfAppeal(of: Appeal | null): string | null {
  return of === null ? null : scopeAt(of);
}

/** Whose desks are told of it: who leads it, whom it is addressed to, or the team it lies before. */
function scopeAt(of: Appeal): string {
  const who = holderOf(of) ?? of.assigneeId;
  return who === null ? teamScope(deskOf(of)) : userScope(who);
}

export function scopeOfCall(of: Call | null): string | null {
  return of === null || of.operatorId === null ? null : userScope(of.operatorId);
}

export function createWorkingBatch(set: WorkingSet): WorkingBatch {
  const appeals = new Map<string, AppealWrite>();
  /** By appeal: whose it was on its way through the batch. */
  const holders = new Map<string, Set<string | null>>();
  const calls = new Map<string, CallWrite>();
  const finals = new Map<string, string>();
  const numbers: Writes['numbers'][number][] = [];
  const moves: Writes['moves'][number][] = [];
  const handOvers = new Map<string, Writes['handOvers'][number]>();

  const appealBefore = (id: string): Appeal | null => set.appeals.get(id) ?? null;
  const callBefore = (id: string): Call | null => set.calls.get(id) ?? null;
  const appeal = (id: string): Appeal | null => appeals.get(id)?.after ?? appealBefore(id);
  const call = (id: string): Call | null => calls.get(id)?.after ?? callBefore(id);

  const takeAppeal = (
    step: NonNullable<Effects['appeal']>,
    by: { actId: string | null; receivedAt: Instant },
  ): void => {
    const { after, events } = step;
    if (events.length === 0) return;
    const known = appeal(after.id)?.version ?? 0;
    const write = appeals.get(after.id) ?? { after, isNew: appealBefore(after.id) === null, events: [] };
    write.after = after;
    events.forEach((event, i) => write.events.push({ version: known + i + 1, event, ...by }));
    appeals.set(after.id, write);
    holders.set(after.id, (holders.get(after.id) ?? new Set()).add(scopeOfAppeal(after)));
  };
  const takeCall = (after: Call, receivedAt: Instant): void => {
    const before = call(after.id);
    if (before !== null && JSON.stringify(before) === JSON.stringify(after)) return;
    const isNew = callBefore(after.id) === null;
    calls.set(after.id, { after, isNew, receivedAt: calls.get(after.id)?.receivedAt ?? receivedAt });
  };

  /**
   * One row per entity: between two acts of a batch nobody could have looked. But whose an appeal was only for a
   * moment of the batch has it on the desk that foresaw so, and is told that it has left.
   */
  const changes = (): ChangeRow[] => {
    const ofAppeals = [...appeals.values()].flatMap(({ after }): ChangeRow[] => {
      const scopeNew = scopeOfAppeal(after);
      const scopeOld = scopeOfAppeal(appealBefore(after.id));
      const passed = [...(holders.get(after.id) ?? [])].filter((scope) => scope !== scopeOld && scope !== scopeNew);
      return [scopeOld, ...passed].map((left) => ({
        entity: 'appeal',
        entityId: after.id,
        scopeOld: left,
        scopeNew,
      }));
    });
    const ofCalls = [...calls.values()].map(({ after }): ChangeRow => ({
      entity: 'call',
      entityId: after.id,
      scopeOld: scopeOfCall(callBefore(after.id)),
      scopeNew: scopeOfCall(after),
    }));
    return [...ofAppeals, ...ofCalls].filter((row) => row.scopeOld !== null || row.scopeNew !== null);
  };

  return {
    set,
    appeal,
    call,
    finalOwner: (number) => finals.get(number) ?? set.finalNumbers.get(number) ?? null,
    hasHandOver: (id) => handOvers.has(id) || set.handOvers.has(id),
    apply: (effects, by) => {
      if (effects.appeal) takeAppeal(effects.appeal, by);
      if (effects.call) takeCall(effects.call, by.receivedAt);
      for (const row of effects.numbers ?? []) {
        numbers.push(row);
        if (row.isFinal) finals.set(row.number, row.appealId);
      }
      if (effects.move) moves.push(effects.move);
      if (effects.handOver) handOvers.set(effects.handOver.id, effects.handOver);
    },
    writes: () => ({
      appeals: [...appeals.values()],
      calls: [...calls.values()],
      numbers,
      moves,
      handOvers: [...handOvers.values()],
      changes: changes(),
    }),
  };
}
