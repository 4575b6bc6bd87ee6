import { hash } from 'node:crypto';

/** What a row of the journal is called in the chain. */
export interface RowKey {
  source: AuditSource;
  /** The appeal of an event; zeros where a number is enough. */
  rowId: string;
  rowNo: number;
}

export const auditSources = ['event', 'access', 'destruction'] as const;
export type AuditSource = (typeof auditSources)[number];

export const NO_ID = '00000000-0000-0000-0000-000000000000';

/** One sealed row. Hashes are written as hex everywhere outside the tables. */
export interface Entry extends RowKey {
  position: number;
  hash: string;
}

export interface Block {
  number: number;
  first: number;
  last: number;
  root: string;
  previous: string;
  /** Made of rows that were there before the audit was. */
  isOld: boolean;
  sealedAt: string;
}

export interface Head {
  number: number;
  hash: string;
}

/** What stands before the first block. */
export const GENESIS: Head = { number: 0, hash: '0'.repeat(64) };

/** Of a row that was noted but was gone before it could be sealed: no row has this payload. */
export const MISSING_HASH = sha256('missing');

export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Binds every entry to its place: another order, key or payload gives another root. */
export function rootOf(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => [entry.position, entry.source, entry.rowId, entry.rowNo, entry.hash].join(' '));
  return sha256(lines.join('\n'));
}

export function blockHash(territory: string, block: Block): string {
  const { number, first, last, root, previous, isOld, sealedAt } = block;
  const words = ['otklik audit 1', territory, number, first, last, root, previous, isOld ? 'old' : 'new', sealedAt];
  return sha256(words.join('\n'));
}

/** A head as it is written down and given back: `12:9f…`. */
export function writeHead({ number, hash: of }: Head): string {
  return `${number}:${of}`;
}

/** Null for what is no head. */
export function readHead(text: string): Head | null {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim());
  return match === null ? null : { number: Number(match[1]), hash: (match[2] ?? '').toLowerCase() };
}
