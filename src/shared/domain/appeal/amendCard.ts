import type { Instant } from '../../lib/primitives.ts';
import type { AppealCard } from './appealCard.ts';
import type { CardConflict } from './appeal.ts';
import type { AppealCommand } from './appealCommand.ts';

type Changes = { [K in keyof AppealCard]?: AppealCard[K] | undefined };

/** The card with some fields changed; a field that is absent or undefined stays. */
export function withChanges(
  card: AppealCard,
  changes: { [K in keyof AppealCard]?: AppealCard[K] | undefined },
): AppealCard {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...card, ...given };
}

/** What of an amendment may be written, and what met somebody else's change. */
export interface Amendment {
  changes: Partial<AppealCard>;
  conflicts: CardConflict[];
}

/**
 * Parts an amendment into what still stands as its author saw it, and what somebody has changed since. A field that
 * already holds what was meant is neither.
 */
export function amendCard(
  card: AppealCard,
  command: Pick<Extract<AppealCommand, { kind: 'appeal.amend' }>, 'changes' | 'was'>,
  by: { actId: string; authorId: string; at: Instant },
): Amendment {
  const amendment: Amendment = { changes: {}, conflicts: [] };
  for (const field of fieldsOf(command.changes)) {
    const mine = command.changes[field];
    const theirs = card[field];
    if (mine === undefined || isSame(mine, theirs)) continue;
    const isAsSeen = command.was === null || !(field in command.was) || isSame(command.was[field], theirs);
    if (isAsSeen) amendment.changes = { ...amendment.changes, [field]: mine };
    else amendment.conflicts.push({ ...by, field, mine, theirs, was: command.was?.[field] ?? null });
  }
  return amendment;
}

/** The fields a change touches, in a fixed order: the same act gives the same events everywhere. */
export function fieldsOf(changes: Changes): (keyof AppealCard)[] {
  return (Object.keys(changes) as (keyof AppealCard)[]).sort();
}

/** Equal by value, whatever order an object's keys came in: `jsonb` does not keep it. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]));
}
