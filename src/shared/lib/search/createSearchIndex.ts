import { createVocabulary, termOf } from './vocabulary.ts';
import type { TermMatch } from './vocabulary.ts';
import { inRussianLayout } from './keyboardLayout.ts';
import { isStopWord, splitWords } from './normalise.ts';

/** A piece of text that stands for the item. Give every synonym its own field: a field found whole counts most. */
export interface SearchField {
  readonly text: string;
  /** How much a word found here is worth; 1 is usual. */
  readonly weight: number;
}

export interface SearchItem<Id extends string = string> {
  readonly id: Id;
  readonly fields: readonly SearchField[];
}

export interface SearchHit<Id extends string = string> {
  readonly id: Id;
  /** Comparable within one query only. */
  readonly score: number;
}

export interface SearchIndex<Id extends string = string> {
  /** Best first; equal scores in the order the items were given. A query without a single known word finds nothing. */
  search(query: string, limit: number): SearchHit<Id>[];
}

interface IndexedField {
  /** Place of its item in the list given. */
  readonly item: number;
  readonly weight: number;
  /** Sum of the idf of its terms: what a query that names them all can reach. */
  readonly fullWorth: number;
}

/** A word of the query: the terms it may stand for, each with how surely. */
type QueryWord = ReadonlyMap<string, number>;

/** Extra score, in units of the field's worth, for a field whose words the query names; grows with the square of the share named. */
const wholeFieldBonus = 1;
/** Extra score that lifts an item whose field the query repeats word for word above every other. */
const sameTextBonus = 1000;

/** A pasted letter is searched by its beginning: nobody says more in one breath, and the answer must come at once. */
const longestQuery = 40;

/** Words worth searching for; when a text has none («как быть»), its stop words serve. */
function searchedWords(text: string): string[] {
  const words = splitWords(text);
  const telling = words.filter((word) => !isStopWord(word));
  return telling.length > 0 ? telling : words;
}

function addTo<Key>(sets: Map<Key, Set<number>>, key: Key, value: number): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}

const sameText = (text: string): string => splitWords(text).map(termOf).join(' ');

const totalSureness = (matches: readonly TermMatch[]): number =>
  matches.reduce((sum, { sureness }) => Math.max(sum, sureness), 0);

/**
 * Russian full-text search in memory for some hundreds of short texts: word forms (Snowball stems), related words, typing mistakes,
 * the last word unfinished, the wrong keyboard layout. Pure and deterministic; a query takes well under 5 ms over 150 items.
 *
 * Score of an item = for each word of the query, its best match among the item's fields (sureness × idf × weight),
 * plus a bonus for the field the query names most fully.
 */
export function createSearchIndex<Id extends string>(items: readonly SearchItem<Id>[]): SearchIndex<Id> {
  const vocabulary = createVocabulary();
  const itemsByText = new Map<string, Set<number>>();
  const itemsWithTerm = new Map<string, Set<number>>();
  const read = items.flatMap(({ fields }, at) =>
    fields.map(({ text, weight }) => {
      addTo(itemsByText, sameText(text), at);
      const terms = new Set(searchedWords(text).map((word) => vocabulary.add(word)));
      for (const term of terms) addTo(itemsWithTerm, term, at);
      return { item: at, weight, terms };
    }),
  );

  /** Rare words tell more: inverse document frequency as in BM25. */
  const idfOf = (term: string): number => {
    const count = itemsWithTerm.get(term)?.size ?? 0;
    return Math.log(1 + (items.length - count + 0.5) / (count + 0.5));
  };
  const fieldsWithTerm = new Map<string, Set<number>>();
  const indexed = read.map(({ item, weight, terms }, at): IndexedField => {
    for (const term of terms) addTo(fieldsWithTerm, term, at);
    return { item, weight, fullWorth: [...terms].reduce((sum, term) => sum + idfOf(term), 0) };
  });

  /** Reads a space-free piece of the query as typed, or as typed in the wrong layout when that makes more sense. */
  function readPiece(piece: string, isUnfinished: boolean): QueryWord[] {
    const readings = [piece];
    if (/[a-z]/iu.test(piece)) readings.push(inRussianLayout(piece), inRussianLayout(piece.replace(/[,.;:!?]+$/u, '')));
    let best: QueryWord[] = [];
    let bestSureness = -1;
    for (const reading of readings) {
      const words = splitWords(reading).filter((word) => !isStopWord(word));
      const matches = words.map((word, at) => vocabulary.match(word, isUnfinished && at === words.length - 1));
      const sureness = matches.reduce((sum, found) => sum + totalSureness(found), 0) / Math.max(matches.length, 1);
      if (sureness <= bestSureness) continue;
      bestSureness = sureness;
      best = matches.map((found) => new Map(found.map(({ term, sureness: sure }) => [term, sure])));
    }
    return best;
  }

  function readQuery(query: string): QueryWord[] {
    const pieces = query
      .split(/\s+/u)
      .filter((piece) => piece !== '')
      .slice(0, longestQuery);
    const endsInWord = !/\s$/u.test(query);
    const words = pieces.flatMap((piece, at) => readPiece(piece, endsInWord && at === pieces.length - 1));
    if (words.length > 0) return words;
    return splitWords(query)
      .slice(0, longestQuery)
      .map((word) => new Map(vocabulary.match(word, false).map((m) => [m.term, m.sureness])));
  }

  /** Adds, for each word of the query, its best match in each item. */
  function addWordScores(words: readonly QueryWord[], scores: Map<number, number>): void {
    for (const word of words) {
      const best = new Map<number, number>();
      for (const [term, sureness] of word) {
        const worth = sureness * idfOf(term);
        for (const at of fieldsWithTerm.get(term) ?? []) {
          const field = indexed[at]!;
          const score = worth * field.weight;
          if (score > (best.get(field.item) ?? 0)) best.set(field.item, score);
        }
      }
      for (const [item, score] of best) scores.set(item, (scores.get(item) ?? 0) + score);
    }
  }

  /** Adds, for each item, the bonus of the field that the query names most fully. */
  function addFieldScores(words: readonly QueryWord[], scores: Map<number, number>): void {
    const surenessOf = new Map<string, number>();
    for (const word of words) {
      for (const [term, sureness] of word) surenessOf.set(term, Math.max(surenessOf.get(term) ?? 0, sureness));
    }
    const named = new Map<number, number>();
    for (const [term, sureness] of surenessOf) {
      const worth = sureness * idfOf(term);
      for (const at of fieldsWithTerm.get(term) ?? []) named.set(at, (named.get(at) ?? 0) + worth);
    }
    const best = new Map<number, number>();
    for (const [at, worth] of named) {
      const { item, weight, fullWorth } = indexed[at]!;
      const bonus = wholeFieldBonus * weight * worth * (worth / fullWorth);
      if (bonus > (best.get(item) ?? 0)) best.set(item, bonus);
    }
    for (const [item, bonus] of best) scores.set(item, (scores.get(item) ?? 0) + bonus);
  }

  return {
    search(query, limit) {
      const words = readQuery(query);
      if (words.length === 0 || limit <= 0) return [];
      const scores = new Map<number, number>();
      addWordScores(words, scores);
      addFieldScores(words, scores);
      for (const item of itemsByText.get(sameText(query)) ?? []) {
        scores.set(item, (scores.get(item) ?? 0) + sameTextBonus);
      }
      return [...scores]
        .filter(([, score]) => score > 0)
        .sort(([leftItem, left], [rightItem, right]) => right - left || leftItem - rightItem)
        .slice(0, limit)
        .map(([item, score]) => ({ id: items[item]!.id, score }));
    },
  };
}
