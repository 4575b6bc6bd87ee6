import { expect, test } from 'vitest';
import { practiceCallers } from '../shared/demo/practiceCallers.ts';
import { createDigitReader } from './digitReader.ts';
import { applyQueueCode, dialledMeaning, type QueueCode, type QueueMembership } from './featureCodes.ts';
import { readPracticeConfig } from './readPracticeConfig.ts';

test('the callers are synthetic, distinct and fit for a SIP header', () => {
  const ids = practiceCallers.map(({ id }) => id);
  const phones = practiceCallers.flatMap(({ phone }) => phone ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(phones).size).toBe(phones.length);
  for (const phone of phones) expect(phone).toMatch(/^\+790000001\d\d$/);
  for (const { label } of practiceCallers) expect(label).not.toMatch(/["\\\r\n]/);
  expect(practiceCallers.some(({ phone }) => phone === null)).toBe(true);
  expect(practiceCallers.some(({ persons }) => persons.length > 1)).toBe(true);
  expect(practiceCallers.some(({ phone, persons }) => phone !== null && persons.length === 0)).toBe(true);
});

test('dialled codes mean what the real dialplan means by them', () => {
  expect(dialledMeaning('*43')).toEqual({ kind: 'echo' });
  expect(dialledMeaning('*48')).toEqual({ kind: 'queue', code: 'unpause' });
  for (const other of [undefined, '', '*49', 'toString']) expect(dialledMeaning(other)).toEqual({ kind: 'unknown' });
});

test('an operator joins paused, and pauses only when joined', () => {
  let membership: QueueMembership = null;
  const dial = (code: QueueCode): string => {
    const next = applyQueueCode(membership, code);
    membership = next.membership;
    return `${next.status} ${membership}`;
  };
  const codes: QueueCode[] = ['pause', 'unpause', 'leave', 'join', 'unpause', 'pause', 'unpause', 'join', 'leave'];
  expect(codes.map(dial)).toEqual([
    '403 null',
    '403 null',
    '200 null',
    '200 paused',
    '200 ready',
    '200 paused',
    '200 ready',
    '200 paused',
    '200 null',
  ]);
});

test('a pressed key is read once, however often its packets come', () => {
  const reader = createDigitReader();
  const press = (key: number, timestamp: number): void => {
    for (const end of [0, 0, 0x80, 0x80, 0x80]) reader.read(Buffer.of(key, end, 0, 160), timestamp);
  };
  press(1, 100);
  press(1, 900);
  press(11, 1700);
  reader.read(Buffer.of(16, 0, 0, 160), 2500);
  reader.read(Buffer.of(), 3300);
  expect(reader.digits()).toBe('11#');
});

test('the process reads its config and refuses nonsense', () => {
  const read = (config: unknown, ...argv: string[]) =>
    readPracticeConfig({ OTKLIK_PRACTICE: JSON.stringify(config) }, argv);
  expect(readPracticeConfig({}, [])).toEqual({ port: 0, accounts: {} });
  expect(read({ port: 5, secret: 's', accounts: { op1: 'p' } }, '--port=7')).toEqual({
    port: 7,
    secret: 's',
    accounts: { op1: 'p' },
  });
  for (const bad of [[], { port: 70_000 }, { port: 'x' }, { accounts: { op1: 5 } }, { accounts: [] }, { secret: 1 }]) {
    expect(() => read(bad), JSON.stringify(bad)).toThrow('OTKLIK_PRACTICE');
  }
});
