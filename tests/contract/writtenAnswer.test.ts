import { expect, test } from 'vitest';
import { drawLetter } from '../../src/renderer/answer/writtenAnswerFiles.ts';
import { acceptedType } from '../../src/shared/domain/appeal/attachmentType.ts';
import type { Letter } from '../../src/shared/domain/answer/answerTemplate.ts';
import { pdfPages } from '../support/pdfText.ts';
import { docxParagraphs } from '../support/zipText.ts';

const letter: Letter = {
  letterhead: ['Страховая организация «Пример»', 'г. Заречный, ул. Садовая, 1'],
  addressee: ['Громова Ирина Павловна'],
  heading: ['Ответ на обращение № 98-000123 от 22.11.2026'],
  paragraphs: ['Ваше обращение рассмотрено.', 'Съешь ещё этих мягких французских булок — да выпей чаю <&> № 5.'],
  signatory: ['Эксперт', 'Волкова Жанна Юрьевна'],
};
const all = (of: Letter): string[] => [
  ...of.letterhead,
  ...of.addressee,
  ...of.heading,
  ...of.paragraphs,
  ...of.signatory,
];

test('a DOCX has every line of the letter, in its order', async () => {
  const [file] = await drawLetter(letter, '98-000123', ['docx']);
  expect(file?.name).toBe('Ответ 98-000123.docx');
  const bytes = Buffer.from(file?.bytes ?? []);
  expect(docxParagraphs(bytes).filter((text) => text !== '')).toEqual(all(letter));
  expect(acceptedType(file?.name ?? '', bytes)).toBe('application/zip');
});

test('a PDF has every line of the letter in letters that can be searched and copied', async () => {
  const [file] = await drawLetter(letter, '98-000123', ['pdf']);
  const bytes = Buffer.from(file?.bytes ?? []);
  const pages = pdfPages(bytes);
  expect(pages).toHaveLength(1);
  for (const line of all(letter)) expect(pages[0]).toContain(line);
  expect(acceptedType(file?.name ?? '', bytes)).toBe('application/pdf');
});

test('a letter of many sheets keeps its signatory together and loses no word', async () => {
  const paragraphs = Array.from({ length: 60 }, (_, i) =>
    `Абзац ${i + 1}. ${'Проведена экспертиза качества. '.repeat(12)}`.trim(),
  );
  const [pdf, docx] = await drawLetter({ ...letter, paragraphs }, '98-000123', ['pdf', 'docx']);
  const pages = pdfPages(Buffer.from(pdf?.bytes ?? []));
  expect(pages.length).toBeGreaterThan(3);
  for (let i = 1; i <= 60; i++) expect(pages.join(' ')).toContain(`Абзац ${i}.`);
  for (const line of letter.signatory) expect(pages.at(-1)).toContain(line);
  expect(docxParagraphs(Buffer.from(docx?.bytes ?? []))).toEqual(expect.arrayContaining(paragraphs));
});
