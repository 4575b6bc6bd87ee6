import { z } from 'zod';
import { calendarDate, type CalendarDate } from '../../lib/primitives.ts';
import { classifierPg2016, classifierPg2016Id } from './classifierPg2016.ts';
import { classifierPg2019, classifierPg2019Id } from './classifierPg2019.ts';
import { classifierZpz2023Id } from './classifierZpz2023.ts';
import type { PlacedRow, ThemeKind } from './classifierRow.ts';
import { themes as themesOf2023 } from './theme.ts';

/** A row of an imported classifier: the printed row, its place, and the days on which it may be picked. */
export const importedRow = z.object({
  code: z.string().min(1).max(16),
  name: z.string().min(1).max(1000),
  /** Short words for a screen; null where the form's own text has to do. */
  title: z.string().max(200).nullable(),
  kind: z.enum(['total', 'consultation', 'complaint', 'application', 'proposal', 'gratitude']),
  parentCode: z.string().max(16).nullable(),
  isSelectable: z.boolean(),
  /** Both days included; null for as long as the version is in force. */
  validFrom: calendarDate.nullable(),
  validTo: calendarDate.nullable(),
});
export type ImportedRow = z.infer<typeof importedRow>;

/** What names a version: its id stays on every card made under it. */
export const classifierHead = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,31}$/),
  title: z.string().trim().min(3).max(120),
  /** The first day on which a new card is made under it. */
  validFrom: calendarDate,
  /** The last one; null until another begins. */
  validTo: calendarDate.nullable(),
});
export type ClassifierHead = z.infer<typeof classifierHead>;

export const importedClassifier = classifierHead.extend({ rows: z.array(importedRow).max(1000) });
export type ImportedClassifier = z.infer<typeof importedClassifier>;

/** A theme of some version, as cards, lists and controls use it. */
export interface ClassifierTheme {
  readonly code: string;
  readonly name: string;
  readonly title: string;
  readonly kind: ThemeKind | 'total';
  readonly parentCode: string | null;
  readonly isSelectable: boolean;
  /** «Другие причины…»: it says nothing without a comment. */
  readonly isVague: boolean;
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

/** A theme somebody may pick. */
export interface PickableTheme extends ClassifierTheme {
  readonly kind: ThemeKind;
}

/** One version of the classifier. */
export interface Classifier extends ClassifierHead {
  /** It came with the program: a form of law, which nobody edits. */
  readonly isBuiltIn: boolean;
  /** By code, in the order of the form. */
  readonly themes: ReadonlyMap<string, ClassifierTheme>;
}

/** All versions this side knows. */
export interface Classifiers {
  /** The latest first. */
  readonly all: readonly Classifier[];
  byId(id: string): Classifier | null;
  /** The version a card of that day is made under. */
  on(date: CalendarDate): Classifier;
}

const isVague = (name: string): boolean => /^\s*(?:друг|проч)/iu.test(name);

function builtIn(head: ClassifierHead, themes: readonly Omit<ClassifierTheme, 'isVague'>[]): Classifier {
  return { ...head, isBuiltIn: true, themes: byCode(themes) };
}

function byCode(themes: readonly Omit<ClassifierTheme, 'isVague'>[]): ReadonlyMap<string, ClassifierTheme> {
  return new Map(themes.map((theme) => [theme.code, { ...theme, isVague: isVague(theme.name) }]));
}

/** Everyday words for a row of an earlier or later form that says the same as a row of 2023, word for word. */
const titlesByName = new Map(themesOf2023.filter((one) => one.isSelectable).map((one) => [one.name, one.title]));

function titleOf(name: string, title: string | null): string {
  const known = title ?? titlesByName.get(name) ?? name.replace(/,?\s*(?:всего|из них|в том числе)[^а-яё]*$/iu, '');
  return known.charAt(0).toUpperCase() + known.slice(1);
}

function placed({ code, name, kind, parentCode, isSelectable }: PlacedRow): Omit<ClassifierTheme, 'isVague'> {
  return { code, name, title: titleOf(name, null), kind, parentCode, isSelectable, validFrom: null, validTo: null };
}

/** Forms of law that came with the program; in which years each was reported by is what the fund's history says. */
const BUILT_IN: readonly Classifier[] = [
  builtIn(
    { id: classifierZpz2023Id, title: 'ЗПЗ 2023', validFrom: '2023-01-01', validTo: null },
    themesOf2023.map((theme) => ({ ...theme, validFrom: null, validTo: null })),
  ),
  builtIn(
    { id: classifierPg2019Id, title: 'ПГ 2019', validFrom: '2019-01-01', validTo: '2022-12-31' },
    classifierPg2019.map(placed),
  ),
  builtIn(
    { id: classifierPg2016Id, title: 'ПГ 2016', validFrom: '2016-01-01', validTo: '2018-12-31' },
    classifierPg2016.map(placed),
  ),
];

/** Ids an imported version cannot have. */
export const builtInClassifierIds: readonly string[] = BUILT_IN.map(({ id }) => id);

/** Days on which built-in versions begin. */
export const builtInClassifierStarts: readonly string[] = BUILT_IN.map(({ validFrom }) => validFrom);

function imported({ rows, ...head }: ImportedClassifier): Classifier {
  const themes = rows.map((row) => ({ ...row, title: titleOf(row.name, row.title) }));
  return { ...head, isBuiltIn: false, themes: byCode(themes) };
}

/** The built-in versions and those a region has imported. */
export function classifiersOf(importedOnes: readonly ImportedClassifier[]): Classifiers {
  return classifiersAmong([...importedOnes.map(imported), ...BUILT_IN]);
}

/** A known set of versions; the same order and the same rule of days for all who judge. */
export function classifiersAmong(versions: readonly Classifier[]): Classifiers {
  const all = versions.toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  const known = new Map(all.map((one) => [one.id, one]));
  const first = all.at(-1);
  if (first === undefined) throw new Error('a region without a classifier');
  return {
    all,
    byId: (id) => known.get(id) ?? null,
    on(date) {
      const begun = all.filter(({ validFrom }) => validFrom <= date);
      // Between the end of one and the beginning of the next, the one that was in force last still serves.
      return begun.find(({ validTo }) => validTo === null || date <= validTo) ?? begun[0] ?? first;
    },
  };
}

/** Whether a theme may be picked on that day. */
export function isPickable(theme: ClassifierTheme, on: CalendarDate): theme is PickableTheme {
  const { isSelectable, kind, validFrom, validTo } = theme;
  const isInForce = (validFrom === null || validFrom <= on) && (validTo === null || on <= validTo);
  return isSelectable && kind !== 'total' && isInForce;
}
