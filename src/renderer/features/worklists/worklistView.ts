import { z } from 'zod';
import { appealStatus } from '../../../shared/domain/appeal/appeal.ts';
import { appealKind, appealChannel, expertiseKind, isWritten } from '../../../shared/domain/appeal/codeBooks.ts';
import {
  worklistName,
  worklistSort,
  type WorklistName,
  type WorklistQuery,
} from '../../../shared/contracts/worklists.ts';
import type { Role } from '../../../shared/domain/user/user.ts';

/** Columns that may be shown, in their order. The number is always there. */
export const COLUMNS = [
  'status',
  'due',
  'person',
  'theme',
  'essence',
  'leader',
  'registered',
  'kind',
  'channel',
  'clinic',
  'insurer',
  'expertise',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

/** How somebody likes their lists: kept for them by the core. */
export const worklistView = z.object({
  /** The list that was open last; null for the first of the role. */
  list: worklistName.nullable(),
  columns: z.array(z.enum(COLUMNS)),
  sort: worklistSort,
  kind: appealKind.nullable(),
  status: appealStatus.nullable(),
  /** Written complaints alone: what experts are for. */
  isWrittenComplaints: z.boolean(),
  /** Selected for this expertise; null: all. Absent in what was kept before there were marks. */
  expertise: expertiseKind.nullable().default(null),
  text: z.string(),
});
export type WorklistView = z.infer<typeof worklistView>;

export const usualView: WorklistView = {
  list: null,
  columns: ['status', 'due', 'person', 'theme', 'essence', 'leader', 'registered'],
  sort: 'due',
  kind: null,
  status: null,
  isWrittenComplaints: false,
  expertise: null,
  text: '',
};

/** What the journal is asked for. A list of closed ones has no last days to go by. */
export function queryOf(list: WorklistName, view: WorklistView): Omit<WorklistQuery, 'cursor'> {
  const kind = view.isWrittenComplaints ? 'complaint' : view.kind;
  const text = view.text.trim();
  return {
    sort: list === 'all' || list === 'registered' ? 'registered' : view.sort,
    limit: 100,
    ...(kind === null ? {} : { kind: [kind] }),
    ...(view.status === null ? {} : { status: [view.status] }),
    ...(view.isWrittenComplaints ? { channel: appealChannel.options.filter(isWritten) } : {}),
    ...(view.expertise === null ? {} : { expertise: [view.expertise] }),
    ...(text === '' ? {} : { text }),
  };
}

/** Whether something narrows the list, so that an empty one is not taken for nothing to do. */
export function isNarrowed(view: WorklistView): boolean {
  const isPicked = view.kind !== null || view.status !== null || view.expertise !== null;
  return isPicked || view.isWrittenComplaints || view.text.trim() !== '';
}

/**
 * The lists of a workplace, by its role.
 * @param standsIn they stand in for somebody who is away, and have theirs to lead meanwhile
 */
export function listsOf(role: Role, standsIn = false): readonly WorklistName[] {
  switch (role) {
    case 'op2':
    case 'sp2':
    case 'sp3':
      return ['incoming', 'mine', 'team', 'soon', 'overdue', 'all'];
    case 'ccAdmin':
      return ['review', 'soon', 'overdue', 'all'];
    case 'supervisor':
      return ['soon', 'overdue', 'all'];
    case 'op1':
    case 'sp1':
      return standsIn ? ['mine', 'soon', 'registered'] : ['registered'];
    case 'sysAdmin':
    case 'analyst':
      return [];
  }
}
