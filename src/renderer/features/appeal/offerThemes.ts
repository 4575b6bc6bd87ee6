import type { AppealKind } from '../../../shared/domain/appeal/codeBooks.ts';
import { needsTheme } from '../../../shared/domain/appeal/controls.ts';
import { findThemes } from '../../../shared/domain/theme/findThemes.ts';
import type { Classifier, PickableTheme } from '../../../shared/domain/theme/classifier.ts';

const OWN_KIND = 8;
const OTHER_KINDS = 4;
/** An empty query lists the whole kind, for those who know the form by heart. */
const ALL = 100;

/** Themes of the card's kind first, then a few of the others: the caller says «нахамили» before anybody picks «жалоба». */
export function offerThemes(
  query: string,
  kind: AppealKind,
  among: { classifier?: Classifier; on?: string } = {},
): PickableTheme[] {
  const ownKind = needsTheme(kind) && kind !== 'outside' ? kind : undefined;
  if (query.trim() === '') return findThemes('', { ...among, kind: ownKind }, ALL).map(({ theme }) => theme);
  const own = findThemes(query, { ...among, kind: ownKind }, OWN_KIND).map(({ theme }) => theme);
  if (ownKind === undefined) return own;
  const others = findThemes(query, among, OWN_KIND + OTHER_KINDS).map(({ theme }) => theme);
  return [...own, ...others.filter((theme) => theme.kind !== ownKind).slice(0, OTHER_KINDS)];
}
