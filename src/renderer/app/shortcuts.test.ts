import { expect, test } from 'vitest';
import { guideSteps } from '../../shared/domain/guide/phrases.ts';
import { actionOf, type PressedKey } from '../ui/keyboard.tsx';
import { SHORTCUTS } from './shortcuts.ts';

const key = (code: string, mods: Partial<PressedKey> = {}): PressedKey => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mods,
});

test('no two actions share a key', () => {
  const chords = Object.values(SHORTCUTS).map(({ code, ctrl, alt }) => `${ctrl ?? false} ${alt ?? false} ${code}`);
  expect(new Set(chords).size).toBe(chords.length);
});

test('keys are bound to their place, so the Russian layout changes nothing', () => {
  // With a Russian layout the key S says «ы», its code stays.
  expect(actionOf(SHORTCUTS, { ...key('KeyS', { ctrlKey: true }) })).toBe('registerOpen');
  expect(actionOf(SHORTCUTS, key('F2'))).toBe('answer');
});

test('plain Enter belongs to the field, Ctrl+Enter to the card, on both Enter keys', () => {
  expect(actionOf(SHORTCUTS, key('Enter'))).toBeNull();
  expect(actionOf(SHORTCUTS, key('Enter', { ctrlKey: true }))).toBe('closeWithAnswer');
  expect(actionOf(SHORTCUTS, key('NumpadEnter', { ctrlKey: true }))).toBe('closeWithAnswer');
});

test('AltGr, which is Ctrl+Alt, and Shift mean nothing', () => {
  expect(actionOf(SHORTCUTS, key('Digit1', { altKey: true, ctrlKey: true }))).toBeNull();
  expect(actionOf(SHORTCUTS, key('F9', { shiftKey: true }))).toBeNull();
});

test('every step of the guide has the key it shows', () => {
  for (const [index, step] of guideSteps.entries()) {
    expect(actionOf(SHORTCUTS, key(step.shortcut.code, { altKey: true }))).toBe(`guideStep${index + 1}`);
  }
});
