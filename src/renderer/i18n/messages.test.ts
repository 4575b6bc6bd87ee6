import i18next, { type TFunction } from 'i18next';
// A test runs in Node.
// oxlint-disable-next-line no-restricted-imports
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { errorText } from './errorText.ts';
import { ru } from './ru.ts';

const controlsSource = readFileSync(new URL('../../shared/domain/appeal/controls.ts', import.meta.url), 'utf8');
const instance = i18next.createInstance();
await instance.init({
  lng: 'ru',
  resources: { ru: { translation: ru }, en: { translation: en } },
  interpolation: { escapeValue: false },
});
const t = instance.t as TFunction;

const leaves = (value: object, at = ''): [key: string, text: string][] =>
  Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' ? [[at + key, one] as [string, string]] : leaves(one as object, `${at}${key}.`),
  );
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted();

test('both languages have the same keys and the same placeholders', () => {
  const english = new Map(leaves(en));
  for (const [key, text] of leaves(ru)) {
    expect(english.has(key), key).toBe(true);
    expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  }
  expect(english.size).toBe(leaves(ru).length);
});

test('no text is empty', () => {
  expect([...leaves(ru), ...leaves(en)].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test.each([
  [1, '1 год', '1 обращение'],
  [3, '3 года', '3 обращения'],
  [11, '11 лет', '11 обращений'],
  [22, '22 года', '22 обращения'],
  [68, '68 лет', '68 обращений'],
])('Russian counts %i rightly', (count, age, appeals) => {
  expect(t('caller.age', { count })).toBe(age);
  expect(t('caller.appeals', { count })).toBe(appeals);
});

test('every control of the card has a text', () => {
  const codes = [...controlsSource.matchAll(/'(control\.\w+)'/g)].map((match) => match[1] ?? '');
  expect(codes.length).toBeGreaterThan(8);
  for (const code of codes) expect(errorText(t, { code }), code).not.toContain(code);
});

/** Said to whoever starts a program, in its log, or to another program; never to a window. */
const NOT_FOR_WINDOWS = [
  'cluster.',
  'db.',
  'options.',
  'settings.',
  'route.',
  'cli.',
  'audit.',
  'integration.',
  'webhook.',
];

test('every failure that a program can throw or answer has a text', () => {
  const src = new URL('../../', import.meta.url).pathname;
  const files = globSync('{main,journal,shared,renderer}/**/*.{ts,tsx}', { cwd: src }).filter(
    (file) => !/\.test\.|\/dev\/|\/i18n\//.test(file),
  );
  const thrown = /(?:AppError|refuse|refused)\(\s*'([a-z]\w*\.\w+)'/g;
  const codes = new Set(
    files.flatMap((file) => [...readFileSync(src + file, 'utf8').matchAll(thrown)].map((match) => match[1] ?? '')),
  );
  const shown = [...codes].filter((code) => !NOT_FOR_WINDOWS.some((prefix) => code.startsWith(prefix)));
  expect(shown.length).toBeGreaterThan(50);
  expect(shown.filter((code) => errorText(t, { code }).includes(code))).toEqual([]);
});

test.each([
  'auth.wrong_password',
  'auth.locked',
  'auth.offline_unknown',
  'auth.offline_expired',
  'bridge.down',
  'disk.full',
  'cache.corrupt',
  'cache.set_aside',
  'line.wrong_password',
  'line.unreachable',
  'journal.contract_mismatch',
  'microphone.denied',
  'microphone.missing',
  'call.failed',
  'call.busy',
  'hold.failed',
  'operator.card_unsaved',
  'operator.in_call',
  'recording.failed',
  'practice.not_registered',
  'internal',
])('%s has a text', (code) => {
  expect(errorText(t, { code })).not.toContain(code);
});

test('a code this window does not know shows the text it came with, or at least itself', () => {
  expect(errorText(t, { code: 'appeal.from_2031', text: 'Новое правило' })).toBe('Новое правило');
  expect(errorText(t, { code: 'appeal.from_2031', params: { text: 'Новое правило' } })).toBe('Новое правило');
  expect(errorText(t, { code: 'appeal.from_2031' })).toContain('appeal.from_2031');
});
