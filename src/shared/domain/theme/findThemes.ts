import { createSearchIndex } from '../../lib/search/createSearchIndex.ts';
import type { SearchIndex } from '../../lib/search/createSearchIndex.ts';
import type { CalendarDate } from '../../lib/primitives.ts';
import { classifiersOf, isPickable, type Classifier, type PickableTheme } from './classifier.ts';
import type { ThemeKind } from './classifierRow.ts';
import { currentClassifierId, selectableThemes } from './theme.ts';
import { themeSynonyms } from './themeSynonyms.ts';

/** A theme that fits what was typed. */
export interface FoundTheme {
  readonly theme: PickableTheme;
  /** Comparable within one query only; 0 where nothing was searched for. */
  readonly score: number;
}

export interface ThemesAsked {
  readonly kind?: ThemeKind | undefined;
  /** The version that is searched; that of 2023 where none is named. */
  readonly classifier?: Classifier | undefined;
  /** The day on which a theme must be in force; any where none is named. */
  readonly on?: CalendarDate | undefined;
}

/** Callers' words count as much as the title; the form's text is long and stiff, and serves only when nothing else fits. */
const weights = { title: 1, synonym: 1, name: 0.4 } as const;

const indexes = new WeakMap<Classifier, SearchIndex>();
let usual: Classifier | null = null;

function usualClassifier(): Classifier {
  const known = usual ?? classifiersOf([]).byId(currentClassifierId);
  if (known === null) throw new Error('the classifier of 2023 is built in');
  usual = known;
  return known;
}

/** Callers' words for a row of the form of 2023, and for a row of another version that says the same word for word. */
function synonymsOf(classifier: Classifier): (theme: { code: string; name: string }) => readonly string[] {
  const byName = new Map<string, readonly string[]>(
    selectableThemes().map(({ code, name }) => [name, themeSynonyms[code]]),
  );
  const byCode = new Map<string, readonly string[]>(selectableThemes().map(({ code }) => [code, themeSynonyms[code]]));
  return ({ code, name }) => (classifier.id === currentClassifierId ? byCode.get(code) : byName.get(name)) ?? [];
}

/** Made at the first search of a version: importing a module does nothing. */
function themeIndex(classifier: Classifier): SearchIndex {
  const known = indexes.get(classifier);
  if (known !== undefined) return known;
  const synonyms = synonymsOf(classifier);
  const made = createSearchIndex(
    [...classifier.themes.values()]
      .filter(({ isSelectable }) => isSelectable)
      .map((theme) => ({
        id: theme.code,
        fields: [
          { text: theme.title, weight: weights.title },
          { text: theme.name, weight: weights.name },
          ...synonyms(theme).map((text) => ({ text, weight: weights.synonym })),
        ],
      })),
  );
  indexes.set(classifier, made);
  return made;
}

/** «4.12» or «4.12.» finds the row and the rows below it, as in the printed form. */
function startsWithCode(code: string, typed: string): boolean {
  const wanted = typed.replace(/\.$/u, '').toLowerCase();
  return code.toLowerCase() === wanted || code.toLowerCase().startsWith(`${wanted}.`);
}

/**
 * Themes that fit what the caller said, best first; of one kind when it is given.
 * A row number is understood too. An empty query lists the themes in the order of the form.
 */
export function findThemes(query: string, asked: ThemesAsked, limit: number): FoundTheme[] {
  const { kind, on } = asked;
  const classifier = asked.classifier ?? usualClassifier();
  const offered = [...classifier.themes.values()]
    .filter((theme): theme is PickableTheme => isPickable(theme, on ?? theme.validFrom ?? classifier.validFrom))
    .filter((theme) => kind === undefined || theme.kind === kind);
  const typed = query.trim();
  if (typed === '' || /^[жЖ]?\d+(?:\.\d+)*\.?$/u.test(typed)) {
    const listed = typed === '' ? offered : offered.filter(({ code }) => startsWithCode(code, typed));
    return listed.slice(0, Math.max(limit, 0)).map((theme) => ({ theme, score: 0 }));
  }
  const byCode = new Map<string, PickableTheme>(offered.map((theme) => [theme.code, theme]));
  return themeIndex(classifier)
    .search(query, Number.POSITIVE_INFINITY)
    .flatMap(({ id, score }) => {
      const theme = byCode.get(id);
      return theme === undefined ? [] : [{ theme, score }];
    })
    .slice(0, Math.max(limit, 0));
}
