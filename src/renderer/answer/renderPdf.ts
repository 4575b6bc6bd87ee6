import regular from '@expo-google-fonts/pt-serif/400Regular/PTSerif_400Regular.ttf?inline';
import bold from '@expo-google-fonts/pt-serif/700Bold/PTSerif_700Bold.ttf?inline';
import pdfMake from 'pdfmake/build/pdfmake.js';
import type { Letter } from '../../shared/domain/answer/answerTemplate.ts';

/** Points of a millimetre. */
const MM = 72 / 25.4;
const FONT = 'PTSerif';
const GAP = 12;

type Block = Parameters<typeof pdfMake.createPdf>[0]['content'][number];

let isReady = false;

/** The letters' font lies within the program: what a PDF looks like depends on no machine. */
function prepare(): void {
  if (isReady) return;
  pdfMake.addVirtualFileSystem({ 'regular.ttf': bytesOf(regular), 'bold.ttf': bytesOf(bold) });
  pdfMake.setFonts({ [FONT]: { normal: 'regular.ttf', bold: 'bold.ttf' } });
  // Nothing of a letter is ever fetched from anywhere.
  pdfMake.setUrlAccessPolicy(() => false);
  isReady = true;
}

/** The base64 part of a `data:` address. */
function bytesOf(address: string): string {
  return address.slice(address.indexOf(',') + 1);
}

/** A letter as a PDF: the same sheet as the DOCX, not to be changed any more. */
export async function renderPdf(letter: Letter, title: string): Promise<Uint8Array<ArrayBuffer>> {
  prepare();
  const lines = (of: readonly string[], style: Omit<Block, 'text' | 'stack'>): Block => ({
    stack: of.map((text) => ({ text, ...style })),
    margin: [style.margin?.[0] ?? 0, 0, 0, GAP],
  });
  const buffer = await pdfMake
    .createPdf({
      pageSize: 'A4',
      pageMargins: [30 * MM, 20 * MM, 15 * MM, 20 * MM],
      info: { title, author: letter.letterhead[0] ?? '' },
      defaultStyle: { font: FONT, fontSize: 13, lineHeight: 1.15 },
      content: [
        lines(letter.letterhead, { alignment: 'center', bold: true }),
        { ...lines(letter.addressee, {}), margin: [90 * MM, 0, 0, GAP] },
        lines(letter.heading, { bold: true }),
        ...letter.paragraphs.map((text): Block => ({
          text,
          alignment: 'justify',
          leadingIndent: 12.5 * MM,
          margin: [0, 0, 0, GAP / 2],
        })),
        { ...lines(letter.signatory, {}), margin: [0, GAP, 0, 0], unbreakable: true },
      ],
    })
    .getBuffer();
  return new Uint8Array(buffer);
}
