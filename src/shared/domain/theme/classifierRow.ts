import type { AppealKind } from '../appeal/codeBooks.ts';

/** Kinds of appeal that have themes. The sixth kind, `outside` (не по сфере ОМС), has none: the report form does not count it. */
export type ThemeKind = Exclude<AppealKind, 'outside'>;

/** One row of a report form, as printed in it. */
export interface ClassifierRow {
  /** Row number: «3.1.5.10». Unique within a version. */
  readonly code: string;
  /** Text of the row, word for word; it goes into the report and is not fit for a screen. */
  readonly name: string;
  readonly kind: ThemeKind | 'total';
  readonly isLeaf: boolean;
  /** True when our copy of the form ends in mid-sentence; take the whole text from the order before printing. */
  readonly isNameCut: boolean;
}

/** A row whose place in the tree, and whether it may be picked, do not follow from its code. */
export interface PlacedRow extends ClassifierRow {
  readonly parentCode: string | null;
  readonly isSelectable: boolean;
}
