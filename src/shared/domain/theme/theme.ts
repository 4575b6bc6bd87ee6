import { classifierZpz2023, classifierZpz2023Id } from './classifierZpz2023.ts';
import type { ClassifierRow, ThemeKind } from './classifierRow.ts';
import { themeTitles } from './themeTitles.ts';
import type { ThemeCode } from './themeTitles.ts';

export type { ThemeKind } from './classifierRow.ts';
export type { ThemeCode } from './themeTitles.ts';

/** Version of the classifier a new appeal is registered under; a card keeps the version it was registered with. */
export const currentClassifierId = classifierZpz2023Id;

/** A row of the classifier as the program uses it: the printed row, its place in the tree and its title for screens. */
export interface Theme extends ClassifierRow {
  /** Title for screens; for a row that cannot be picked, the text of the form. */
  readonly title: string;
  readonly parentCode: string | null;
  readonly isSelectable: boolean;
}

/** A theme an operator may pick. */
export interface SelectableTheme extends Theme {
  readonly code: ThemeCode;
  readonly kind: ThemeKind;
  readonly isSelectable: true;
}

/** Code of the row above: «3.1.5.10» → «3.1.5»; a row of the first level belongs to none. */
export function parentCodeOf(code: string): string | null {
  const dot = code.lastIndexOf('.');
  return dot < 0 ? null : code.slice(0, dot);
}

/** May the code be picked for an appeal? */
export const isThemeCode = (code: string): code is ThemeCode => Object.hasOwn(themeTitles, code);

const isSelectableTheme = (theme: Theme): theme is SelectableTheme => theme.isSelectable;

/** All rows of the current classifier, in the order of the form. */
export const themes: readonly Theme[] = classifierZpz2023.map((row) => ({
  ...row,
  title: isThemeCode(row.code) ? themeTitles[row.code] : row.name,
  parentCode: parentCodeOf(row.code),
  isSelectable: isThemeCode(row.code),
}));

const selectable = themes.filter(isSelectableTheme);
const byCode = new Map(themes.map((theme) => [theme.code, theme]));

/** The themes an operator may pick, in the order of the form; all kinds when none is named. */
export const selectableThemes = (kind?: ThemeKind): readonly SelectableTheme[] =>
  kind === undefined ? selectable : selectable.filter((theme) => theme.kind === kind);

/** The row with this code, selectable or not; null when this version of the classifier has none. */
export const themeByCode = (code: string): Theme | null => byCode.get(code) ?? null;

/** The row and every row above it, lowest first: an appeal reported in «3.1.5.10» is counted in each of these totals too. */
export function withParents(code: string): string[] {
  const codes: string[] = [];
  for (let at: string | null = code; at !== null; at = parentCodeOf(at)) codes.push(at);
  return codes;
}
