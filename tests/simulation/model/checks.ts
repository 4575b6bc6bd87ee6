import type { DeskAct, DeskAppeal, DeskCall, Draft, SyncInfo } from '../../../src/shared/contracts/bridge.ts';
import type { MemoryDump } from '../../support/memoryStore.ts';
import type { SimDisk } from '../desk/simDisk.ts';
import type { Copied } from '../schedule/stage.ts';
import type { Ledger } from './ledger.ts';

/** What one person saw at one desk when everything had come to rest. */
export interface View {
  desk: string;
  viewerId: string;
  appeals: DeskAppeal[];
  calls: DeskCall[];
  acts: DeskAct[];
  drafts: Draft[];
  sync: SyncInfo;
}

/** Everything a finished schedule is judged by. */
export interface Outcome {
  ledger: Ledger;
  journal: MemoryDump;
  views: View[];
  disks: Map<string, SimDisk>;
  /** No disk was copied or exchanged, and the journal never restored: nothing excuses a doubtful number. */
  isUndisturbed: boolean;
  copied: Copied | null;
  /** By desk: whom it last said it was to the journal. */
  identities: Map<string, string | null>;
}

export type Complain = (invariant: string, words: string) => void;

/** Text as the journal keeps it: what a database cannot hold is left out of the card, and only there. */
export function asKept<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed() as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asKept) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asKept(inner)])) as T;
}

/** Equal by value, whatever order the keys came in. */
export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${key}:${canonical(inner)}`)
    .join(',')}}`;
}
