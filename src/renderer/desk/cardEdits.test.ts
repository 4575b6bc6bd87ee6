import { classifiersOf } from '../../shared/domain/theme/classifier.ts';
import { testApplicant } from '../../../tests/support/appeals.ts';
import { expect, test } from 'vitest';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { typicalQuestions } from '../../shared/domain/knowledge/typicalQuestions.ts';
import type { Person } from '../../shared/domain/person/person.ts';
import {
  hasText,
  withApplicantName,
  withKind,
  withoutPerson,
  withPerson,
  withQuestion,
  withTheme,
} from './cardEdits.ts';

const form = classifiersOf([]).on('2026-11-22');

const empty = emptyCard('hotline');
const person: Person = {
  id: 'p',
  familyName: 'Лаврова',
  givenName: 'Мария',
  patronymic: 'Степановна',
  birthDate: '1958-03-14',
  sex: 'female',
  enp: null,
  insurerId: 'i',
  clinicId: null,
  phones: [],
};
const policy = typicalQuestions.find((question) => question.id === 'tq-01');
if (!policy) throw new Error('tq-01 is gone');

test('a theme of another kind brings its kind', () => {
  expect(withTheme(empty, '3.1.5.10', form)).toMatchObject({ kind: 'complaint', themeCode: '3.1.5.10' });
});

test('another kind drops a theme that is not its own, and the same kind keeps it', () => {
  const card = withTheme(empty, '4.2', form);
  expect(withKind(card, 'complaint', form).themeCode).toBeNull();
  expect(withKind(card, 'consultation', form).themeCode).toBe('4.2');
  expect(withKind(card, 'outside', form).themeCode).toBeNull();
});

test('a typical answer fills answer, theme and an empty essence', () => {
  const card = withQuestion(empty, policy, form);
  expect(card).toMatchObject({ answer: policy.answer, themeCode: policy.themeCode, essence: policy.title });
});

test('a typical answer keeps what was typed, and is not put in twice', () => {
  const typed = { ...empty, essence: 'словами звонящего', answer: 'Уже сказано.' };
  const once = withQuestion(typed, policy, form);
  expect(once.essence).toBe('словами звонящего');
  expect(once.answer).toBe(`Уже сказано.\n\n${policy.answer}`);
  expect(withQuestion(once, policy, form).answer).toBe(once.answer);
});

test('a complaint stays one when a typical answer is put in', () => {
  const card = withQuestion({ ...empty, kind: 'complaint' }, policy, form);
  expect(card).toMatchObject({ kind: 'complaint', themeCode: policy.complaintThemeCode });
});

test('a person chosen becomes the applicant; taken away, they leave nothing behind', () => {
  const chosen = withPerson(empty, person);
  expect(chosen).toMatchObject({ personId: 'p', insurerId: 'i', applicant: { name: 'Лаврова Мария Степановна' } });
  expect(withoutPerson(chosen, person)).toEqual(empty);
  expect(hasText(chosen)).toBe(false);
});

test('a name typed by hand stays when the person is taken away', () => {
  const chosen = { ...withPerson(empty, person), applicant: testApplicant({ name: 'Анна, дочь' }) };
  expect(withoutPerson(chosen, person).applicant.name).toBe('Анна, дочь');
});

test('a representative named over the person does not take their date of birth', () => {
  const typed = withApplicantName(withPerson(empty, person), 'Лаврова Ольга Ильинична', person);
  expect(typed).toMatchObject({ personId: 'p', applicant: { name: 'Лаврова Ольга Ильинична', birthDate: null } });
  // The person's own name typed again is the person again.
  expect(withApplicantName(typed, 'Лаврова Мария Степановна', person)).toEqual(withPerson(empty, person));
});

test('a representative named before the person is found stays the applicant', () => {
  const named = withApplicantName(empty, 'Лаврова Ольга Ильинична', null);
  const found = withPerson(named, person);
  expect(found).toMatchObject({ personId: 'p', insurerId: 'i' });
  expect(found.applicant).toEqual(named.applicant);
});

test('a part of the person’s own name becomes the whole, and so does the name of who was chosen before', () => {
  const whole = { name: 'Лаврова Мария Степановна', birthDate: '1958-03-14' };
  expect(withPerson(withApplicantName(empty, 'лаврова мар', null), person).applicant).toMatchObject(whole);
  const other = { ...person, id: 'o', givenName: 'Вера', birthDate: '1980-01-01' };
  expect(withPerson(withPerson(empty, other), person, other).applicant).toMatchObject(whole);
});
