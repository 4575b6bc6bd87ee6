import { expect, test } from 'vitest';
import { readAuditWords } from './readAuditWords.ts';

const HASH = 'ab'.repeat(32);
const faultOf = (...argv: string[]) => readAuditWords(argv, { OTKLIK_JOURNAL_DATA_DIR: '/data' }).fault;

test('a check needs a folder or a database, and takes a head as it was printed', () => {
  expect(readAuditWords(['verify'], {}).fault).toContain('--data-dir');
  const { words } = readAuditWords(['verify', '--data-dir', '/data', '--head', `12:${HASH}`], {});
  expect(words).toMatchObject({ verb: 'verify', head: { number: 12, hash: HASH }, place: { dataDir: '/data' } });
  expect(faultOf('verify', '--head', '12')).toContain('НОМЕР:ХЕШ');
});

test('nothing is destroyed without a certificate, a name and a thing to destroy', () => {
  expect(faultOf('destroy', '--by', 'admin1', '--access-before', '2020-01-01')).toContain('--act');
  expect(faultOf('destroy', '--act', '7', '--access-before', '2020-01-01')).toContain('--by');
  expect(faultOf('destroy', '--act', '7', '--by', 'admin1')).toContain('--appeal');
  expect(faultOf('destroy', '--act', '7', '--by', 'admin1', '--appeal', '98-000001')).toContain('--appeal');
  expect(faultOf('destroy', '--act', '7', '--by', 'admin1', '--access-before', '01.01.2020')).toContain('ГГГГ');
  expect(faultOf('destroy', '--act', '7', '--by', 'admin1', '--access-before', '2020-01-01')).toBeNull();
});

test('another word is answered with what was expected', () => {
  expect([faultOf('seal'), faultOf()]).toEqual(Array(2).fill('после audit ожидается verify или destroy'));
});
