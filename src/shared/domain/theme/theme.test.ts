import { expect, test } from 'vitest';
import { selectableThemes, themeByCode, themes, withParents } from './theme.ts';
import { themeSynonyms } from './themeSynonyms.ts';
import { themeTitles } from './themeTitles.ts';

const computed = ['3.1.7.1', '3.1.7.2.1', '3.1.7.3.1', '3.1.15', '4.7.1', '4.7.2.1', '4.7.3.1'];
const openParents = ['2', '3.1.7.2', '3.1.7.3', '3.1.11', '3.1.12', '4.6', '4.7.2', '4.7.3', '4.8', '4.12', '4.16'];

test('every leaf but the computed ones is selectable, and of the parents only those their children do not exhaust', () => {
  const expected = themes.filter(({ code, isLeaf }) =>
    isLeaf ? !computed.includes(code) : openParents.includes(code),
  );
  expect(selectableThemes().map(({ code }) => code)).toEqual(expected.map(({ code }) => code));
  expect(selectableThemes()).toHaveLength(Object.keys(themeTitles).length);
});

test('every row but those of the first level has its parent in the form', () => {
  const orphans = themes.filter(({ parentCode }) => parentCode !== null && themeByCode(parentCode) === null);
  expect(orphans).toEqual([]);
  expect(new Set(themes.map(({ code }) => code)).size).toBe(themes.length);
});

test('leaves are the rows without rows below', () => {
  const parents = new Set(themes.map(({ parentCode }) => parentCode));
  const counted = themes.filter(({ kind }) => kind !== 'total');
  expect(counted.filter(({ code, isLeaf }) => isLeaf === parents.has(code))).toEqual([]);
});

test('titles are different, short, start with a capital letter and never say «обоснованная»', () => {
  const titles = selectableThemes().map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.filter((title) => title.length > 90 || !/^[А-ЯЁ]/u.test(title) || /обоснован/iu.test(title))).toEqual(
    [],
  );
});

test('every selectable theme has at least two synonyms, none written twice', () => {
  const poor = Object.entries(themeSynonyms).filter(
    ([, synonyms]) => synonyms.length < 2 || new Set(synonyms).size < synonyms.length,
  );
  expect(poor).toEqual([]);
});

test('the totals above a row are found by its code', () => {
  expect(withParents('3.1.5.10')).toEqual(['3.1.5.10', '3.1.5', '3.1', '3']);
  expect(withParents('6')).toEqual(['6']);
});
