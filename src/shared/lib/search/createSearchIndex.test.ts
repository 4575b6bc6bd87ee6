import { expect, test } from 'vitest';
import fc from 'fast-check';
import { createSearchIndex } from './createSearchIndex.ts';
import type { SearchItem } from './createSearchIndex.ts';

const item = (id: string, ...texts: string[]): SearchItem => ({
  id,
  fields: texts.map((text) => ({ text, weight: 1 })),
});

const items = [
  item('policy', 'Получить полис', 'потерял полис'),
  item('clinic', 'Прикрепление к поликлинике', 'сменить поликлинику'),
  item('booking', 'Запись к врачу', 'талоны в регистратуре'),
  item('scan', 'Очередь на МРТ и КТ', 'анализы'),
  item('checkup', 'Диспансеризация взрослых', 'пройти профосмотр'),
  item('child', 'Медицинская помощь ребёнку', 'жалоба на педиатра'),
];
const index = createSearchIndex(items);
const first = (query: string): string | undefined => index.search(query, 1)[0]?.id;

test('other forms and relatives of a word are found', () => {
  expect(first('без полисов')).toBe('policy');
  expect(first('хочу прикрепиться')).toBe('clinic');
  expect(first('не записаться')).toBe('booking');
});

test('е stands for ё, and case and signs do not matter', () => {
  expect(first('РЕБЕНКУ!!!')).toBe('child');
  expect(first('ребёнка')).toBe('child');
});

test('typing mistakes are forgiven', () => {
  expect(first('диспонсерезация')).toBe('checkup');
  expect(first('поликлинника')).toBe('clinic');
  expect(first('полси')).toBe('policy');
});

test('short words forgive no mistake', () => {
  expect(index.search('мрь', 5)).toEqual([]);
});

test('the word being typed is found by its beginning, a finished word is not', () => {
  expect(first('дисп')).toBe('checkup');
  expect(index.search('дисп ', 5)).toEqual([]);
});

test('the wrong keyboard layout is understood, with its letters that look like signs', () => {
  expect(first('gjkbc')).toBe('policy');
  expect(first('gjkbc,')).toBe('policy');
  expect(first(',tp gjkbcf')).toBe('policy');
  expect(first(';fkj,f')).toBe('child');
  expect(first('НЕТ vhn')).toBe('scan');
});

test('a query of signs or of unknown words finds nothing', () => {
  expect(index.search('', 5)).toEqual([]);
  expect(index.search('?!..', 5)).toEqual([]);
  expect(index.search('синхрофазотрон', 5)).toEqual([]);
});

test('of a pasted letter only the beginning is searched', () => {
  expect(index.search(`${'паликлинника опять '.repeat(20)} ${'полис '.repeat(5_000)}`, 5).map(({ id }) => id)).toEqual([
    'clinic',
  ]);
});

test('equal scores keep the order of the items', () => {
  const twins = createSearchIndex([item('b', 'полис'), item('a', 'полис'), item('c', 'полис')]);
  expect(twins.search('полис', 5).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
});

test('a heavier field wins', () => {
  const weighted = createSearchIndex([
    { id: 'light', fields: [{ text: 'полис ребёнку', weight: 0.3 }] },
    { id: 'heavy', fields: [{ text: 'полис взрослому', weight: 1 }] },
    item('other', 'врач'),
  ]);
  expect(weighted.search('где полис', 1)[0]?.id).toBe('heavy');
});

const word = fc.constantFrom('полис', 'врач', 'врача', 'очередь', 'мрт', 'где', 'не', 'запись', 'Ёлка', 'COVID-19');
const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const corpus = fc.uniqueArray(text, { minLength: 1, maxLength: 12, selector: (given) => given.toLowerCase() });

/** Signs that break careless code: halves of pairs, combining marks, letters that change length with their case. */
const oddSign = fc.constantFrom(
  '\ud83d',
  '\ude00',
  '😀',
  'и\u0306',
  '\u0301',
  'İ',
  'ß',
  'Ё',
  'п',
  'о',
  ';',
  '[',
  '\\',
  '$',
  '.',
  '9',
  ' ',
  '\n',
);
const anyText = fc.oneof(fc.string(), fc.string({ unit: oddSign }));

test('no query throws, hits are sorted, unique and within the limit, and the same query gives the same answer', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, text), fc.nat(8), (query, limit) => {
      const hits = index.search(query, limit);
      expect(hits.length).toBeLessThanOrEqual(limit);
      expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
      expect(createSearchIndex(items).search(query, limit)).toEqual(hits);
    }),
  );
});

test('a query that repeats a title finds that item before all whose titles differ', () => {
  fc.assert(
    fc.property(corpus, (titles) => {
      const made = createSearchIndex(titles.map((title) => item(title, title, 'где полис и врач')));
      for (const title of titles) {
        const found = made.search(title, 1)[0]?.id ?? '';
        // «врач» and «врача» are one word to the search, so titles equal but for endings may stand for each other.
        const bare = (given: string): string => given.toLowerCase().replaceAll('врача', 'врач');
        if (bare(title) !== bare('где полис и врач')) expect(bare(found)).toBe(bare(title));
      }
    }),
  );
});

test('a query over 150 items takes well under 5 ms', () => {
  const syllables = ['по', 'ли', 'кра', 'вен', 'ду', 'сто', 'ми', 'жан', 'ре', 'ту', 'бол', 'ши'];
  const wordOf = (seed: number): string =>
    [1, 7, 31, 101].map((step) => syllables[Math.floor(seed / step) % syllables.length]).join('');
  const many = Array.from({ length: 150 }, (_, at) =>
    item(
      `i${at}`,
      ...Array.from({ length: 8 }, (__, field) => [1, 2, 3].map((n) => wordOf(at * 97 + field * 13 + n * 5)).join(' ')),
    ),
  );
  const large = createSearchIndex(many);
  const query = 'заставили купить шприцы и лекарсва в стоционар gjkbc паликлиника опять';
  // The best of many runs: the mean would measure how busy the machine is.
  const tookMs = Array.from({ length: 40 }, () => {
    const startedMs = performance.now();
    large.search(query, 5);
    return performance.now() - startedMs;
  });
  expect(Math.min(...tookMs)).toBeLessThan(5);
});
