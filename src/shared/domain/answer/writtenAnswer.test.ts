import { expect, test } from 'vitest';
import { emptyApplicant, emptyCard } from '../appeal/appealCard.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { defaultAnswerTemplate, faultsOf, PLACEHOLDERS, templateOf } from './answerTemplate.ts';
import { answerFileName, writeAnswer, type AnswerSources } from './writtenAnswer.ts';

const ID = '00000000-0000-7000-8000-000000000011';
const insurer: Organisation = {
  id: ID,
  kind: 'insurer',
  code: '98001',
  name: 'Страховая организация «Пример»',
  shortName: 'Пример',
  address: 'г. Заречный, ул. Садовая, 1',
  phone: '+78005550001',
  outsourced: false,
};
const sources: AnswerSources = {
  appeal: {
    number: '98-000123',
    occurredAt: '2026-11-22T06:00:00.000Z',
    card: {
      ...emptyCard('letter'),
      kind: 'complaint',
      essence: 'Отказали в направлении',
      applicant: { ...emptyApplicant, name: 'Громова Ирина Павловна' },
    },
  },
  organisation: insurer,
  clinicName: '',
  text: 'Проведена экспертиза.\n\nНаправление выдано.',
  position: 'Эксперт',
  signatory: 'Кузнецов Олег Игоревич',
  registeredOn: '22.11.2026',
  today: '25.11.2026',
};
const codes = (of: ReturnType<typeof writeAnswer>): string[] => of.faults.map(({ code }) => code);

test('the usual letter names who answers, whom, what was asked, the answer and who signs', () => {
  const { letter } = writeAnswer(defaultAnswerTemplate, sources);
  expect(letter).toEqual({
    letterhead: [insurer.name, insurer.address, 'Телефон +7 800 555-00-01'],
    addressee: ['Громова Ирина Павловна'],
    heading: ['Ответ на обращение № 98-000123 от 22.11.2026'],
    paragraphs: [
      'Ваше обращение, поступившее 22.11.2026, рассмотрено.',
      'Суть обращения: Отказали в направлении',
      'Проведена экспертиза.',
      'Направление выдано.',
    ],
    signatory: ['Эксперт', 'Кузнецов Олег Игоревич', '25.11.2026'],
  });
});

test('a placeholder nobody knows is named with its place, and no letter goes out with it', () => {
  const template = { ...defaultAnswerTemplate, body: '{{ответ}} {{ФИО главврача}}', heading: '№ {{номер' };
  expect(faultsOf(template)).toEqual([
    { code: 'answer.open_placeholder', part: 'heading', name: '{{номер' },
    { code: 'answer.unknown_placeholder', part: 'body', name: 'ФИО главврача' },
  ]);
  expect(writeAnswer(template, sources).letter).toBeNull();
});

test('every placeholder is understood, in whatever letters and with spaces around it', () => {
  const body = PLACEHOLDERS.map((name) => `{{ ${name.toUpperCase()} }}`).join('\n');
  const { letter } = writeAnswer({ ...defaultAnswerTemplate, body }, { ...sources, clinicName: 'Поликлиника 1' });
  expect(letter?.paragraphs.join(' ')).not.toContain('{{');
  expect(letter?.paragraphs).toContain('Поликлиника 1');
});

test('braces in what people wrote are their own and no placeholders', () => {
  const { letter } = writeAnswer(defaultAnswerTemplate, { ...sources, text: 'Код {{не трогать}}' });
  expect(letter?.paragraphs.at(-1)).toBe('Код {{не трогать}}');
});

test('without a text, an addressee or a signatory there is no letter, and each is said', () => {
  const { appeal } = sources;
  const nobody = { ...appeal, card: { ...appeal.card, applicant: emptyApplicant } };
  expect(codes(writeAnswer(defaultAnswerTemplate, { ...sources, text: ' ', appeal: nobody, signatory: '' }))).toEqual([
    'answer.text_missing',
    'answer.addressee_missing',
    'answer.signatory_missing',
  ]);
});

test('an organisation has its own template or the usual one', () => {
  const own = { ...defaultAnswerTemplate, heading: 'Уведомление', organisationId: ID };
  expect(templateOf([own], ID).heading).toBe('Уведомление');
  expect(templateOf([own], '00000000-0000-7000-8000-000000000012')).toBe(defaultAnswerTemplate);
});

test('a name of a file has nothing a file system would refuse', () => {
  expect(answerFileName('П-4F2A/17:1', 'pdf')).toBe('Ответ П-4F2A-17-1.pdf');
});
