import { expect, test } from 'vitest';
import { readClassifierCsv } from './readClassifierCsv.ts';

const head = 'код;название;вид;родитель;выбирается;краткое название;действует с;действует по';
const read = (...lines: string[]) => readClassifierCsv([head, ...lines].join('\r\n'));
const faults = (...lines: string[]) => read(...lines).faults.map(({ line, code }) => `${line} ${code}`);

test('a clean file gives its rows, in their order and under their parents', () => {
  const { rows, faults: none } = read(
    '1;Всего обращений;всего;;;;;',
    '3;"жалоб, всего";жалоба;;;;;',
    '3.1;"на «сроки"" ожидания";жалоба;;;Долго ждать;;',
    '3.2;другие;Жалоба;3;да;;01.01.2027;2027-12-31',
  );
  expect(none).toEqual([]);
  expect(rows.map(({ code, parentCode, isSelectable }) => [code, parentCode, isSelectable])).toEqual([
    ['1', null, false],
    ['3', null, false],
    ['3.1', '3', true],
    ['3.2', '3', true],
  ]);
  expect(rows[2]).toMatchObject({ name: 'на «сроки" ожидания', title: 'Долго ждать', kind: 'complaint' });
  expect(rows[3]).toMatchObject({ validFrom: '2027-01-01', validTo: '2027-12-31' });
});

test('every fault is told with its line, and one does not hide another', () => {
  expect(
    faults(
      '3;жалоб, всего;жалоба;;;;;',
      '3;ещё раз;жалоба;;;;;',
      '4.1;о полисах;консультация;;;;;',
      '5;предложения;просьба;;может быть;;32.01.2025;',
      ';без кода;жалоба;;;;2025-05-05;2025-05-04',
      'а b;пробел;жалоба;;;;;',
      '7;;жалоба;;;;;',
      '8;мало ячеек;жалоба',
      '9;чужой родитель;консультация;3;;;;',
    ),
  ).toEqual([
    '3 csv.code_repeated',
    '4 csv.parent_missing',
    '5 csv.kind_unknown',
    '5 csv.flag_wrong',
    '5 csv.date_wrong',
    '6 csv.code_missing',
    '6 csv.dates_swapped',
    '7 csv.code_wrong',
    '8 csv.name_missing',
    '9 csv.cells_count',
    '10 csv.parent_of_other_kind',
  ]);
});

test('wrong columns are told before any row is looked at', () => {
  const { rows, faults: found } = readClassifierCsv('код,наименование,цвет,код\n1,а,б,в');
  expect(rows).toEqual([]);
  expect(found).toEqual([
    { line: 1, code: 'csv.column_unknown', value: 'цвет' },
    { line: 1, code: 'csv.column_repeated', value: 'код' },
    { line: 1, code: 'csv.column_missing', value: 'вид' },
  ]);
});

test('a line break within quotes does not move the numbers of the lines below', () => {
  expect(faults('1;"в две\nстроки";жалоба;;;;;', '1;снова;жалоба;;;;;')).toEqual(['4 csv.code_repeated']);
});

test('a file of nothing, and one with nothing to pick, are faults of the file', () => {
  expect(readClassifierCsv('').faults).toEqual([{ line: 0, code: 'csv.empty', value: '' }]);
  expect(faults('1;Всего;всего;;;;;')).toEqual(['0 csv.none_selectable']);
});

test('commas, tabs and a byte order mark are understood', () => {
  expect(readClassifierCsv('\uFEFFcode,name_ru,kind,leaf\n5,предложения,предложение,yes').rows).toHaveLength(1);
  expect(readClassifierCsv('код\tназвание\tвид\n5\tпредложения\tпредложение').rows).toHaveLength(1);
});
