import type { Letter } from '../../shared/domain/answer/answerTemplate.ts';
import { answerFileName } from '../../shared/domain/answer/writtenAnswer.ts';

export const ANSWER_FORMATS = ['pdf', 'docx'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

export interface AnswerFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Draws a letter in each of the formats. What draws them is large and rarely needed: it is loaded only now. */
export async function drawLetter(
  letter: Letter,
  number: string,
  formats: readonly AnswerFormat[],
): Promise<AnswerFile[]> {
  const [title = number] = letter.heading;
  const files: AnswerFile[] = [];
  for (const format of formats) {
    const bytes =
      format === 'docx'
        ? await (await import('./renderDocx.ts')).renderDocx(letter, title)
        : await (await import('./renderPdf.ts')).renderPdf(letter, title);
    files.push({ name: answerFileName(number, format), bytes });
  }
  return files;
}
