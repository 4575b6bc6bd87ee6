import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAllowedType, typeOf } from './attachmentType.ts';

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
