import { createSearchIndex } from '../../lib/search/createSearchIndex.ts';
import type { SearchIndex } from '../../lib/search/createSearchIndex.ts';
import { typicalQuestions } from './typicalQuestions.ts';
import type { TypicalQuestion } from './typicalQuestions.ts';

/**
 * What callers ask most, before a word is typed: policies, waiting and booking, the choice of clinic and insurer, payment, medicines,
 * check-ups, other regions. The themes are those of the hot lines; the order within them is our estimate,
 * to be replaced by the organisation's own counts. Questions not named follow by number.
 */
export const commonFirst: readonly string[] = [
  'tq-01',
  'tq-39',
  'tq-15',
  'tq-09',
  'tq-04',
  'tq-02',
  'tq-16',
  'tq-19',
  'tq-26',
  'tq-11',
  'tq-21',
  'tq-05',
  'tq-13',
  'tq-22',
  'tq-38',
];

/** Callers' words weigh as much as the title; the answer is searched too, for the word the operator remembers from it. */
const weights = { title: 1, synonym: 1, answer: 0.3 } as const;

const byId = new Map(typicalQuestions.map((question) => [question.id, question]));
const place = new Map(commonFirst.map((id, at) => [id, at]));
const placeOf = ({ id }: TypicalQuestion): number => place.get(id) ?? commonFirst.length;
const byFrequency = typicalQuestions.toSorted((left, right) => placeOf(left) - placeOf(right));

let index: SearchIndex | null = null;

/** Made at the first search: importing a module does nothing. */
function questionIndex(): SearchIndex {
  index ??= createSearchIndex(
    byFrequency.map(({ id, title, answer, synonyms }) => ({
      id,
      fields: [
        { text: title, weight: weights.title },
        { text: answer, weight: weights.answer },
        ...synonyms.map((text) => ({ text, weight: weights.synonym })),
      ],
    })),
  );
  return index;
}

/** Typical questions that fit what was typed, best first; for an empty query the most common ones. Ties go to the more common. */
export function findQuestions(query: string, limit: number): TypicalQuestion[] {
  if (query.trim() === '') return byFrequency.slice(0, Math.max(limit, 0));
  return questionIndex()
    .search(query, limit)
    .flatMap(({ id }) => byId.get(id) ?? []);
}
