import { allowedMistakes, editDistance } from './editDistance.ts';
import { stemRussian } from './stemRussian.ts';

/** A term of the index that a typed word may stand for. */
export interface TermMatch {
  /** The stem under which the word is indexed. */
  readonly term: string;
  /** 1 = another form of the same word; less for related, unfinished and mistyped words. */
  readonly sureness: number;
}

/** All words of an index by their stems. */
export interface Vocabulary {
  /** Takes a normalised word in and answers its term. */
  add(word: string): string;
  /** The terms a normalised word may stand for; `isUnfinished` when the person may still be typing it. */
  match(word: string, isUnfinished: boolean): readonly TermMatch[];
}

/** A word or stem with one bit per letter present: texts that differ in many letters cannot be a typing mistake apart. */
interface Comparable {
  readonly text: string;
  readonly letters: number;
  readonly term: string;
}

const relatedSureness = 0.7;
/** A stem shorter than this says too little to be taken for a related or mistyped word. */
const shortestStem = 4;
/** So many letters must be typed before the rest of a word is guessed. */
const shortestStart = 2;
/** Of two related stems one begins the other: «прикреп» and «прикреплен», but not «врач» and «врачебный» spelt further. */
const longestSuffix = 3;

/** Russian letters lie in one block of 32, so each has a bit of its own (ё is already е). */
function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const comparable = (text: string, term: string): Comparable => ({ text, term, letters: lettersOf(text) });

/** Distance within the limit, or limit + 1. A mistake brings at most one new letter and takes at most one away. */
const mistakesBetween = (typed: Comparable, known: Comparable, max: number): number =>
  countBits(typed.letters ^ known.letters) > 2 * max ? max + 1 : editDistance(typed.text, known.text, max);

const mistypedSureness = (mistakes: number, isSameStart: boolean): number =>
  (mistakes <= 1 ? 0.75 : 0.55) - (isSameStart ? 0 : 0.15);

/**
 * The stem under which a normalised word is indexed. Snowball takes the end of «запись» and «подпись» for a reflexive verb
 * and leaves «зап»; callers say «запись» in every second call, so it is set right here.
 */
export const termOf = (word: string): string => (word.endsWith('пись') ? word.slice(0, -1) : stemRussian(word));

function addTo<Key>(lists: Map<Key, Comparable[]>, key: Key, entry: Comparable): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [entry]);
  else known.push(entry);
}

export function createVocabulary(): Vocabulary {
  const words = new Map<string, Comparable>();
  const stems = new Map<string, Comparable>();
  // A query looks at a few of the thousands of words: those that begin alike, or are about as long.
  const wordsByStart = new Map<string, Comparable[]>();
  const stemsByStart = new Map<string, Comparable[]>();
  const wordsByLength = new Map<number, Comparable[]>();
  const stemsByLength = new Map<number, Comparable[]>();

  /** Words one or two typing mistakes away; whole words and stems are both compared, as a mistake in the ending spoils the stem. */
  function matchMistyped(word: string, stem: string, keep: (term: string, sureness: number) => void): void {
    const allowed = allowedMistakes(word);
    if (allowed === 0) return;
    const compareAll = (
      text: string,
      byLength: ReadonlyMap<number, Comparable[]>,
      max: number,
      least: number,
    ): void => {
      const typed = comparable(text, stem);
      for (let length = Math.max(text.length - max, least); length <= text.length + max; length += 1) {
        for (const entry of byLength.get(length) ?? []) {
          const mistakes = mistakesBetween(typed, entry, max);
          if (mistakes <= max) keep(entry.term, mistypedSureness(mistakes, entry.text[0] === text[0]));
        }
      }
    };
    compareAll(word, wordsByLength, allowed, 1);
    if (stem.length >= shortestStem) compareAll(stem, stemsByLength, stem.length < 6 ? 1 : allowed, shortestStem);
  }

  return {
    add(word) {
      const known = words.get(word);
      if (known !== undefined) return known.term;
      const term = termOf(word);
      const entry = comparable(word, term);
      words.set(word, entry);
      addTo(wordsByStart, word.slice(0, shortestStart), entry);
      addTo(wordsByLength, word.length, entry);
      if (!stems.has(term)) {
        const stem = comparable(term, term);
        stems.set(term, stem);
        addTo(stemsByStart, term.slice(0, shortestStem), stem);
        addTo(stemsByLength, term.length, stem);
      }
      return term;
    },

    match(word, isUnfinished) {
      const found = new Map<string, number>();
      const keep = (term: string, sureness: number): void => {
        if (sureness > (found.get(term) ?? 0)) found.set(term, sureness);
      };
      const stem = termOf(word);
      if (stems.has(stem)) keep(stem, 1);
      if (stem.length >= shortestStem) {
        for (const { term } of stemsByStart.get(stem.slice(0, shortestStem)) ?? []) {
          const isNear = term.length >= shortestStem && Math.abs(term.length - stem.length) <= longestSuffix;
          if (isNear && (term.startsWith(stem) || stem.startsWith(term))) keep(term, relatedSureness);
        }
      }
      if (isUnfinished && word.length >= shortestStart) {
        for (const { text, term } of wordsByStart.get(word.slice(0, shortestStart)) ?? []) {
          if (text.startsWith(word)) keep(term, 0.5 + (0.4 * word.length) / text.length);
        }
      }
      if (found.size === 0) matchMistyped(word, stem, keep);
      return Array.from(found, ([term, sureness]) => ({ term, sureness }));
    },
  };
}
