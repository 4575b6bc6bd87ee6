import { expect, test } from 'vitest';
import fc from 'fast-check';
import { reportCode } from './reportCode.ts';
import type { ReportFacts } from './reportCode.ts';
import { selectableThemes, themeByCode } from './theme.ts';
import type { Theme } from './theme.ts';

const facts: ReportFacts = { birthDate: '1990-05-17', onDate: '2026-11-22', repeat: false, founded: null };

function themeOf(code: string): Theme {
  const theme = themeByCode(code);
  if (theme === null) throw new Error(`no theme ${code}`);
  return theme;
}

test('a consultation is reported in the row of its theme', () => {
  expect(reportCode(themeOf('4.2'), facts)).toEqual({ code: '4.2', additionalCodes: [] });
});

test('dispanserisation of a person of 65 is reported in the row for 65 and older, from the birthday on', () => {
  const born = { ...facts, birthDate: '1961-03-14' };
  expect(reportCode(themeOf('4.7.2'), { ...born, onDate: '2026-03-13' }).code).toBe('4.7.2');
  expect(reportCode(themeOf('4.7.2'), { ...born, onDate: '2026-03-14' }).code).toBe('4.7.2.1');
  expect(reportCode(themeOf('4.7.3'), { ...born, onDate: '2026-03-14' }).code).toBe('4.7.3.1');
  expect(reportCode(themeOf('4.7.2'), { ...facts, birthDate: null }).code).toBe('4.7.2');
});

test('a complaint is reported by its reason only when founded, else in row 3 alone', () => {
  const old = { ...facts, birthDate: '1940-01-01', repeat: true };
  expect(reportCode(themeOf('3.1.7.2'), { ...old, founded: null })).toEqual({ code: '3', additionalCodes: [] });
  expect(reportCode(themeOf('3.1.7.2'), { ...old, founded: false })).toEqual({ code: '3', additionalCodes: [] });
  expect(reportCode(themeOf('3.1.7.2'), { ...old, founded: true })).toEqual({
    code: '3.1.7.2.1',
    additionalCodes: ['3.1.15'],
  });
});

test('a repeated question is not a repeated complaint', () => {
  expect(reportCode(themeOf('4.5'), { ...facts, repeat: true, founded: true }).additionalCodes).toEqual([]);
});

test('whatever the facts, the rows exist in the form and belong to the kind of the theme', () => {
  const day = fc
    .date({ min: new Date('1920-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const anyFacts = fc.record({
    birthDate: fc.option(day),
    onDate: day,
    repeat: fc.boolean(),
    founded: fc.option(fc.boolean()),
  });
  fc.assert(
    fc.property(fc.constantFrom(...selectableThemes()), anyFacts, (theme, given) => {
      const rows = reportCode(theme, given);
      for (const code of [rows.code, ...rows.additionalCodes]) expect(themeOf(code).kind).toBe(theme.kind);
    }),
  );
});
