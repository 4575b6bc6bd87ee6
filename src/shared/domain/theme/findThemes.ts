import { createSearchIndex } from '../../lib/search/createSearchIndex.ts';
import type { SearchIndex } from '../../lib/search/createSearchIndex.ts';
import { selectableThemes } from './theme.ts';
import type { SelectableTheme, ThemeCode, ThemeKind } from './theme.ts';
import { themeSynonyms } from './themeSynonyms.ts';

/** A theme that fits what was typed. */
export interface FoundTheme {
  readonly theme: SelectableTheme;
  /** Comparable within one query only; 0 where nothing was searched for. */
  readonly score: number;
}

/** Callers' words count as much as the title; the form's text is long and stiff, and serves only when nothing else fits. */
const weights = { title: 1, synonym: 1, name: 0.4 } as const;

let index: SearchIndex<ThemeCode> | null = null;

/** Made at the first search: importing a module does nothing. */
function themeIndex(): SearchIndex<ThemeCode> {
  index ??= createSearchIndex(
    selectableThemes().map(({ code, title, name }) => ({
      id: code,
      fields: [
        { text: title, weight: weights.title },
        { text: name, weight: weights.name },
        ...themeSynonyms[code].map((text) => ({ text, weight: weights.synonym })),
      ],
    })),
  );
  return index;
}

/** «4.12» or «4.12.» finds the row and the rows below it, as in the printed form. */
function startsWithCode(code: string, typed: string): boolean {
  const wanted = typed.replace(/\.$/u, '');
  return code === wanted || code.startsWith(`${wanted}.`);
}

/**
 * Themes that fit what the caller said, best first; of one kind when it is given.
 * A row number is understood too. An empty query lists the themes in the order of the form.
 */
export function findThemes(
  query: string,
  options: { readonly kind?: ThemeKind | undefined },
  limit: number,
): FoundTheme[] {
  const offered = selectableThemes(options.kind);
  const typed = query.trim();
  if (typed === '' || /^\d+(?:\.\d+)*\.?$/u.test(typed)) {
    const listed = typed === '' ? offered : offered.filter(({ code }) => startsWithCode(code, typed));
    return listed.slice(0, Math.max(limit, 0)).map((theme) => ({ theme, score: 0 }));
  }
  const byCode = new Map<string, SelectableTheme>(offered.map((theme) => [theme.code, theme]));
  return themeIndex()
    .search(query, Number.POSITIVE_INFINITY)
    .flatMap(({ id, score }) => {
      const theme = byCode.get(id);
      return theme === undefined ? [] : [{ theme, score }];
    })
    .slice(0, Math.max(limit, 0));
}
