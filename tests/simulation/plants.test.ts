import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editsOf, plants } from './plants.ts';

test('there are thirty planted bugs at the least, each with a name of its own', () => {
  expect(plants.length).toBeGreaterThanOrEqual(30);
  expect(new Set(plants.map((plant) => plant.name)).size).toBe(plants.length);
});

test.for(plants)('«$name» fits the source: its text stands there exactly once', (plant) => {
  for (const { file, find, replace } of editsOf(plant)) {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(source.split(find).length - 1).toBe(1);
    expect(replace).not.toBe(find);
  }
});
