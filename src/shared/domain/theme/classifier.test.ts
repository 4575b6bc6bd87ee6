import { expect, test } from 'vitest';
import { emptyCard } from '../appeal/appealCard.ts';
import { appealReferenceOf } from '../appeal/appealReference.ts';
import { checkCard, classifierAt } from '../appeal/controls.ts';
import { defaultTermRules } from '../term/appealTerm.ts';
import { classifiersOf, type ImportedClassifier } from './classifier.ts';
import { findThemes } from './findThemes.ts';

const row = (code: string, name: string, more: Partial<ImportedClassifier['rows'][number]> = {}) => ({
  ...{ code, name, title: null, kind: 'consultation' as const, parentCode: null, isSelectable: true },
  ...{ validFrom: null, validTo: null },
  ...more,
});
const next: ImportedClassifier = {
  id: 'zpz-2027',
  title: 'ЗПЗ 2027',
  validFrom: '2027-01-01',
  validTo: null,
  rows: [
    row('7.1', 'обеспечении выдачи полисов ОМС'),
    row('7.2', 'о цифровом полисе', { validFrom: '2027-03-01', validTo: '2027-03-31' }),
    row('7.3', 'другие'),
  ],
};
const classifiers = classifiersOf([next]);
const reference = appealReferenceOf({
  ...{ version: 'x', classifiers: [next], organisations: [], staff: [], settings: { terms: defaultTermRules } },
});
const found = (themeCode: string, at: string, madeUnder: string | null, themeComment = ''): string[] =>
  checkCard({ ...emptyCard('hotline'), themeCode, themeComment, essence: 'Слова' }, reference, at, madeUnder).map(
    ({ code }) => code,
  );

test('each built-in form has the rows of its source, every row below one that is there', () => {
  expect(classifiers.all.map(({ id, themes }) => [id, themes.size])).toEqual([
    ['zpz-2027', 3],
    ['zpz-2023', 88],
    ['pg-2019', 59],
    ['pg-2016', 59],
  ]);
  for (const { themes, id } of classifiers.all) {
    for (const { code, parentCode } of themes.values()) {
      expect(parentCode === null || themes.has(parentCode), `${id} ${code}`).toBe(true);
    }
  }
});

test('a card gets the version that is in force on its day, wherever the region’s midnight falls', () => {
  const on = (date: string): string => classifiers.on(date).id;
  expect(['2017-05-05', '2019-01-01', '2022-12-31', '2023-01-01', '2026-12-31', '2027-01-01'].map(on)).toEqual([
    'pg-2016',
    'pg-2019',
    'pg-2019',
    'zpz-2023',
    'zpz-2023',
    'zpz-2027',
  ]);
  expect(classifierAt(reference, '2026-12-31T20:59:59.999Z').id).toBe('zpz-2023');
  expect(classifierAt(reference, '2026-12-31T21:00:00.000Z').id).toBe('zpz-2027');
});

test('a version that has ended with nothing after it still serves', () => {
  const ended = classifiersOf([{ ...next, validTo: '2027-06-30' }]);
  // The open-ended form of before is in force again.
  expect(ended.on('2027-07-01').id).toBe('zpz-2023');
  expect(classifiersOf([]).on('2010-01-01').id).toBe('pg-2016');
});

test('a card is judged by the version it was made under, not by the one of today', () => {
  const inSpring = '2027-03-05T09:00:00.000Z';
  expect(found('4.2', inSpring, 'zpz-2023')).toEqual([]);
  expect(found('4.2', inSpring, null)).toEqual(['control.theme_unknown']);
  expect(found('7.1', inSpring, null)).toEqual([]);
  expect(found('7.1', inSpring, 'zpz-2023')).toEqual(['control.theme_unknown']);
});

test('a theme is picked only on the days it is in force, and «другие» wants a comment in every version', () => {
  expect(found('7.2', '2027-03-05T09:00:00.000Z', null)).toEqual([]);
  expect(found('7.2', '2027-04-05T09:00:00.000Z', null)).toEqual(['control.theme_unknown']);
  expect(found('7.3', '2027-04-05T09:00:00.000Z', null)).toEqual(['control.theme_comment_missing']);
  expect(found('7.3', '2027-04-05T09:00:00.000Z', null, 'о парковке')).toEqual([]);
  expect(found('4.18', '2026-04-05T09:00:00.000Z', null)).toEqual(['control.theme_comment_missing']);
});

test('callers’ words find a row of a new form that says what a row of 2023 says', () => {
  const asked = { classifier: classifiers.on('2027-03-05'), on: '2027-03-05' };
  expect(findThemes('полис потерялся', asked, 3)[0]?.theme.code).toBe('7.1');
  expect(findThemes('', { ...asked, on: '2027-05-05' }, 9).map(({ theme }) => theme.code)).toEqual(['7.1', '7.3']);
});
