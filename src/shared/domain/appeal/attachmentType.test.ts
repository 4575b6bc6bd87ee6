import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedType, faultBeforeReading, isAllowedType, LARGEST_ATTACHMENT, typeOf } from './attachmentType.ts';

const text = (letters: string): Uint8Array => new TextEncoder().encode(letters);

test.each([
  ['%PDF-1.7 and more', 'application/pdf'],
  ['{\\rtf1', 'application/rtf'],
  ['RIFF1234WAVEfmt ', 'audio/wav'],
  ['RIFF1234AVI LIST', null],
  ['MZ a program', null],
  ['#!/bin/sh', null],
  ['<html><script>', null],
  ['', null],
])('a file that begins with «%s» is %s', (beginning, mime) => {
  expect(typeOf(text(beginning))).toBe(mime);
});

test('whatever a file begins with, it is of an accepted kind or of none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 16 }), (beginning) => {
      const mime = typeOf(beginning);
      return mime === null || isAllowedType(mime);
    }),
  );
});

test.each([
  ['скан.pdf', 1, null],
  ['СКАН.PDF', LARGEST_ATTACHMENT, null],
  ['скан.pdf', LARGEST_ATTACHMENT + 1, 'attachment.too_large'],
  ['фильм.pdf', 2 * 1024 ** 3, 'attachment.too_large'],
  ['скан.pdf', 0, 'attachment.empty'],
  ['setup.exe', 10, 'attachment.type'],
  ['архив.zip', 10, 'attachment.type'],
  ['письмо.docm', 10, 'attachment.type'],
  ['без ending', 10, 'attachment.type'],
] as const)('«%s» of %i bytes is judged before it is read: %s', (name, bytes, fault) => {
  expect(faultBeforeReading(name, bytes)).toBe(fault);
});

test('what a file is and what its name says it is must agree', () => {
  expect(acceptedType('Письмо.PDF', text('%PDF-1.7'))).toBe('application/pdf');
  expect(acceptedType('ответ.docx', text('PK\u0003\u0004'))).toBe('application/zip');
  expect(acceptedType('ответ.pdf', text('PK\u0003\u0004'))).toBeNull();
  expect(acceptedType('ответ.pdf', text('MZ'))).toBeNull();
});
