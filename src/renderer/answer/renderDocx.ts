import { AlignmentType, convertMillimetersToTwip, Document, Packer, Paragraph, TextRun } from 'docx';
import type { Letter } from '../../shared/domain/answer/answerTemplate.ts';

/** Half points, as the format counts: 13 pt, the size of official letters. */
const SIZE = 26;
const FONT = 'PT Serif';
/** Twentieths of a point. */
const GAP = 240;

type Options = ConstructorParameters<typeof Paragraph>[0];

/** A letter as a DOCX of one A4 sheet or more, to be edited in any office program. */
export async function renderDocx(letter: Letter, title: string): Promise<Uint8Array<ArrayBuffer>> {
  const lines = (of: readonly string[], options: Exclude<Options, string>, bold = false): Paragraph[] =>
    of.map((text, i) => {
      const isLast = i === of.length - 1;
      return new Paragraph({
        ...options,
        ...(isLast ? { spacing: { after: GAP } } : {}),
        children: [new TextRun({ text, bold, size: SIZE, font: FONT })],
      });
    });
  const document = new Document({
    title,
    creator: letter.letterhead[0] ?? '',
    sections: [
      {
        properties: {
          page: {
            size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
            margin: {
              top: convertMillimetersToTwip(20),
              bottom: convertMillimetersToTwip(20),
              left: convertMillimetersToTwip(30),
              right: convertMillimetersToTwip(15),
            },
          },
        },
        children: [
          ...lines(letter.letterhead, { alignment: AlignmentType.CENTER }, true),
          ...lines(letter.addressee, { indent: { left: convertMillimetersToTwip(90) } }),
          ...lines(letter.heading, { keepNext: true }, true),
          ...letter.paragraphs.flatMap((text) =>
            lines([text], { alignment: AlignmentType.BOTH, indent: { firstLine: convertMillimetersToTwip(12.5) } }),
          ),
          ...lines(letter.signatory, { keepLines: true }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
}
