// A test runs in Node, and the test runner empties every style sheet that is imported.
// oxlint-disable-next-line no-restricted-imports
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

/** Every text token on every background it may stand on. */
const PLAIN = ['bg', 'surface', 'surface-2', 'hover', 'accent-soft'];
const TEXT_PAIRS: readonly (readonly [text: string, backgrounds: readonly string[]])[] = [
  ['text', [...PLAIN, 'grey-soft', 'green-soft', 'amber-soft', 'red-soft', 'call-soft']],
  ['text-2', [...PLAIN, 'grey-soft']],
  ['accent-text', PLAIN],
  ['on-accent', ['accent']],
  ['green-text', [...PLAIN, 'green-soft']],
  ['on-green', ['green-solid']],
  ['amber-text', [...PLAIN, 'amber-soft']],
  ['red-text', [...PLAIN, 'red-soft', 'call-soft']],
  ['on-red', ['red-solid']],
  ['grey-text', [...PLAIN, 'grey-soft']],
  ['call-text', [...PLAIN, 'call-soft']],
];

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

function colour(name: string, scheme: 'light' | 'dark'): string {
  const token = tokens.get(name);
  if (!token) throw new Error(`no token --${name}`);
  return token[scheme];
}

const cases = (['light', 'dark'] as const).flatMap((scheme) =>
  TEXT_PAIRS.flatMap(([text, backgrounds]) => backgrounds.map((background) => [scheme, text, background] as const)),
);

test.each(cases)('%s: --%s on --%s has 4.5:1', (scheme, text, background) => {
  expect(contrast(colour(text, scheme), colour(background, scheme))).toBeGreaterThanOrEqual(4.5);
});

test.each(['light', 'dark'] as const)('%s: borders of controls and the focus ring have 3:1', (scheme) => {
  for (const background of ['surface', 'surface-2', 'bg']) {
    expect(contrast(colour('border-strong', scheme), colour(background, scheme)), background).toBeGreaterThanOrEqual(3);
    expect(contrast(colour('accent', scheme), colour(background, scheme)), background).toBeGreaterThanOrEqual(3);
  }
});

test('every text token is in the table of pairs', () => {
  const named = [...tokens.keys()].filter((name) => /^(?:text|on-)|text$/.test(name) || name === 'text-2');
  expect(new Set(named)).toEqual(new Set(TEXT_PAIRS.map(([text]) => text)));
});
