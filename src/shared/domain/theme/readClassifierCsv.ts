import { calendarDate, type CalendarDate } from '../../lib/primitives.ts';
import { splitCsv } from '../../lib/splitCsv.ts';
import type { ImportedRow } from './classifier.ts';

/** What is wrong with a line of the file. The code is stable; its words are the window's. */
export interface CsvFault {
  /** Line of the file, from 1; 0 for the file as a whole. */
  line: number;
  code: CsvFaultCode;
  /** What stands there, or the name of the column. */
  value: string;
}

export type CsvFaultCode =
  | 'csv.encoding'
  | 'csv.empty'
  | 'csv.too_many'
  | 'csv.column_missing'
  | 'csv.column_unknown'
  | 'csv.column_repeated'
  | 'csv.cells_count'
  | 'csv.code_missing'
  | 'csv.code_wrong'
  | 'csv.code_repeated'
  | 'csv.name_missing'
  | 'csv.name_long'
  | 'csv.kind_unknown'
  | 'csv.parent_missing'
  | 'csv.parent_of_other_kind'
  | 'csv.flag_wrong'
  | 'csv.date_wrong'
  | 'csv.dates_swapped'
  | 'csv.none_selectable';

export interface ReadClassifier {
  rows: ImportedRow[];
  faults: CsvFault[];
}

type Column = 'code' | 'name' | 'kind' | 'parent' | 'selectable' | 'title' | 'validFrom' | 'validTo' | 'ignored';

/** Names of columns as people and our own files write them. */
const COLUMNS: Readonly<Record<string, Column>> = {
  код: 'code',
  code: 'code',
  название: 'name',
  наименование: 'name',
  name_ru: 'name',
  вид: 'kind',
  kind: 'kind',
  родитель: 'parent',
  parent: 'parent',
  выбирается: 'selectable',
  selectable: 'selectable',
  'краткое название': 'title',
  title: 'title',
  'действует с': 'validFrom',
  valid_from: 'validFrom',
  'действует по': 'validTo',
  valid_to: 'validTo',
  // Of files in the shape of our own: which rows are leaves follows from their places.
  leaf: 'ignored',
  name_truncated: 'ignored',
};
const NEEDED: readonly [Column, string][] = [
  ['code', 'код'],
  ['name', 'название'],
  ['kind', 'вид'],
];

const KINDS: Readonly<Record<string, ImportedRow['kind']>> = {
  total: 'total',
  всего: 'total',
  итого: 'total',
  заявление: 'application',
  application: 'application',
  жалоба: 'complaint',
  complaint: 'complaint',
  консультация: 'consultation',
  consultation: 'consultation',
  предложение: 'proposal',
  proposal: 'proposal',
  благодарность: 'gratitude',
  gratitude: 'gratitude',
};
const FLAGS: Readonly<Record<string, boolean>> = { да: true, yes: true, '1': true, нет: false, no: false, '0': false };

const CODE = /^[\dA-Za-zА-Яа-яЁё]+(?:\.[\dA-Za-zА-Яа-яЁё]+)*$/u;
const LONGEST_CODE = 16;
const LONGEST_NAME = 1000;
const LONGEST_TITLE = 200;
const MOST_ROWS = 1000;

/**
 * Reads a classifier out of a file: the header names the columns in any order, cells are parted by a semicolon, a comma
 * or a tab. Every fault is told with its line; a file with any is not imported. A row belongs below the row its
 * «родитель» names or, where that is empty, its code says («3.1.5» below «3.1»), which must stand above it. A row may be
 * picked when «выбирается» says so or, without it, when nothing stands below it.
 */
export function readClassifierCsv(text: string): ReadClassifier {
  const plain = text.replace(/^\uFEFF/u, '');
  const firstLine = plain.split(/\r?\n/u, 1)[0] ?? '';
  const [header, ...records] = splitCsv(plain, separatorOf(firstLine));
  const faults: CsvFault[] = [];
  const fault = (line: number, code: CsvFaultCode, value = ''): void => void faults.push({ line, code, value });
  if (header === undefined || records.length === 0)
    return { rows: [], faults: [{ line: 0, code: 'csv.empty', value: '' }] };

  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  const columns = names.map((name) => (Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined));
  names.forEach((name, at) => {
    const column = columns[at];
    if (column === undefined) fault(header.line, 'csv.column_unknown', name);
    else if (column !== 'ignored' && columns.indexOf(column) < at) fault(header.line, 'csv.column_repeated', name);
  });
  for (const [column, name] of NEEDED) if (!columns.includes(column)) fault(header.line, 'csv.column_missing', name);
  if (faults.length > 0) return { rows: [], faults };
  if (records.length > MOST_ROWS)
    return { rows: [], faults: [{ line: 0, code: 'csv.too_many', value: `${MOST_ROWS}` }] };

  const rows: (ImportedRow & { isGiven: boolean })[] = [];
  const known = new Map<string, ImportedRow['kind']>();
  for (const { line, cells } of records) {
    if (cells.length !== columns.length) {
      fault(line, 'csv.cells_count', `${cells.length}`);
      continue;
    }
    const of = (column: Column): string => (cells[columns.indexOf(column)] ?? '').replace(/\s+/gu, ' ').trim();
    const code = of('code').replace(/\.$/u, '');
    if (code === '') fault(line, 'csv.code_missing');
    else if (code.length > LONGEST_CODE || !CODE.test(code)) fault(line, 'csv.code_wrong', code);
    else if (known.has(code)) fault(line, 'csv.code_repeated', code);
    const name = of('name');
    if (name === '') fault(line, 'csv.name_missing', code);
    const title = of('title');
    if (name.length > LONGEST_NAME || title.length > LONGEST_TITLE) fault(line, 'csv.name_long', code);
    const kind = KINDS[of('kind').toLowerCase()];
    if (kind === undefined) fault(line, 'csv.kind_unknown', of('kind'));
    const parentCode = parentOf(of('parent'), code);
    const parentKind = parentCode === null ? null : known.get(parentCode);
    if (parentKind === undefined) fault(line, 'csv.parent_missing', parentCode ?? '');
    else if (parentKind !== null && parentKind !== 'total' && kind !== undefined && parentKind !== kind) {
      fault(line, 'csv.parent_of_other_kind', parentCode ?? '');
    }
    const flag = of('selectable').toLowerCase();
    const isSelectable = flag === '' ? null : (FLAGS[flag] ?? null);
    if (flag !== '' && isSelectable === null) fault(line, 'csv.flag_wrong', flag);
    const validFrom = dateOf(of('validFrom'));
    const validTo = dateOf(of('validTo'));
    if (validFrom === undefined) fault(line, 'csv.date_wrong', of('validFrom'));
    if (validTo === undefined) fault(line, 'csv.date_wrong', of('validTo'));
    if (validFrom && validTo && validTo < validFrom) fault(line, 'csv.dates_swapped', of('validTo'));
    if (kind === undefined || known.has(code)) continue;
    known.set(code, kind);
    rows.push({
      ...{ code, name, title: title === '' ? null : title, kind, parentCode },
      ...{ isSelectable: isSelectable ?? kind !== 'total', isGiven: isSelectable !== null },
      ...{ validFrom: validFrom ?? null, validTo: validTo ?? null },
    });
  }
  const parents = new Set(rows.map(({ parentCode }) => parentCode));
  const read = rows.map(({ isGiven, ...row }) =>
    isGiven ? row : { ...row, isSelectable: row.isSelectable && !parents.has(row.code) },
  );
  if (faults.length === 0 && !read.some((row) => row.isSelectable && row.kind !== 'total')) {
    fault(0, 'csv.none_selectable');
  }
  return { rows: read, faults };
}

/** Whichever of the usual ones the header has most of. */
function separatorOf(line: string): string {
  const count = (sign: string): number => line.split(sign).length;
  return [';', ',', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function parentOf(told: string, code: string): string | null {
  if (told !== '') return told;
  const dot = code.lastIndexOf('.');
  return dot < 0 ? null : code.slice(0, dot);
}

/** 2025-01-31 or 31.01.2025; null for an empty cell, undefined for anything else. */
function dateOf(text: string): CalendarDate | null | undefined {
  if (text === '') return null;
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/u.exec(text) ?? [];
  const iso = day === undefined ? text : `${year}-${month}-${day}`;
  return calendarDate.safeParse(iso).success ? iso : undefined;
}
