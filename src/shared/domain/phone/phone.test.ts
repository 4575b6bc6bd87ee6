import { expect, test } from 'vitest';
import { formatPhone, normalizePhone } from './phone.ts';

test('numbers are brought to E.164 whatever way they are written', () => {
  expect(normalizePhone('8 (861) 200-03-66').number).toBe('+78612000366');
  expect(normalizePhone('8-800-2000-366').number).toBe('+78002000366');
  expect(normalizePhone('9161234567').number).toBe('+79161234567');
  expect(normalizePhone('7 916 123-45-67 доб. 12')).toEqual({
    number: '+79161234567',
    extension: '12',
    raw: '7 916 123-45-67 доб. 12',
  });
  expect(normalizePhone('8104930123456').number).toBe('+4930123456');
  expect(normalizePhone('200-03-66', '861').number).toBe('+78612000366');
  expect(normalizePhone('103').number).toBe('103');
});

test('what is no number stays raw', () => {
  for (const text of ['00', '', 'anonymous', '12345678901234567890', '+1234']) {
    expect(normalizePhone(text).number).toBeNull();
    expect(normalizePhone(text).raw).toBe(text);
  }
});

test('a Russian number is shown in groups', () => {
  expect(formatPhone('+79261234567')).toBe('+7 926 123-45-67');
  expect(formatPhone('103')).toBe('103');
});
