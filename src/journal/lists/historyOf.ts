import type { HistoryRow } from '../../shared/contracts/worklists.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import { fieldsOf, isSame } from '../../shared/domain/appeal/amendCard.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import type { Instant } from '../../shared/lib/primitives.ts';

/** A stream as rows of a timeline: what an event changed is seen by folding what came before it. */
export function historyOf(
  stream: readonly { event: AppealEvent; receivedAt: Instant }[],
  names: ReadonlyMap<string, string>,
): HistoryRow[] {
  let before: Appeal | null = null;
  return stream.map(({ event, receivedAt }, i) => {
    const { kind, actorId, organisationId, occurredAt } = event;
    const changes = event.kind === 'appeal.amended' && before !== null ? changesOf(before.card, event.changes) : [];
    before = evolve(before, event);
    const actorName = names.get(actorId) ?? null;
    const detail = detailOf(event);
    return { version: i + 1, kind, occurredAt, receivedAt, actorId, actorName, organisationId, changes, detail };
  });
}

const OF_EVERY_EVENT = ['kind', 'v', 'actorId', 'organisationId', 'occurredAt', 'receivedAt', 'reference'];
/** Told by the card itself, or field by field. */
const TOLD_ELSEWHERE = ['card', 'changes', 'appealId', 'classifierVersion'];

function detailOf(event: AppealEvent): Record<string, unknown> {
  const kept = Object.entries(event).filter(([key]) => !OF_EVERY_EVENT.includes(key) && !TOLD_ELSEWHERE.includes(key));
  return Object.fromEntries(kept);
}

type Changes = Parameters<typeof fieldsOf>[0];

function changesOf(card: AppealCard, changes: Changes): HistoryRow['changes'] {
  return fieldsOf(changes).flatMap((field) => {
    const [before, after]: [unknown, unknown] = [card[field], changes[field]];
    if (after === undefined) return [];
    if (!isParted(field)) return [{ field, before, after }];
    return partsOf(field, before, after);
  });
}

function isParted(field: keyof AppealCard): boolean {
  return field === 'applicant' || field === 'insured';
}

/** Of somebody's particulars only those that became different. */
function partsOf(field: string, before: unknown, after: unknown): HistoryRow['changes'] {
  const [was, is] = [partsIn(before), partsIn(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((part) => !isSame(was[part] ?? null, is[part] ?? null))
    .map((part) => ({ field: `${field}.${part}`, before: was[part] ?? null, after: is[part] ?? null }));
}

function partsIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
