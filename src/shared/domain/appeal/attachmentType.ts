/** 50 MB: what a scanned letter with its enclosures comes to, and a phone's video does not. */
export const LARGEST_ATTACHMENT = 50 * 1024 * 1024;

/** How a file of a kind begins, byte by byte; `null` stands for any byte. */
interface Kind {
  mime: string;
  starts: readonly (readonly (number | null)[])[];
}

const bytes = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const ANY4 = [null, null, null, null];

/** What people enclose: scans, photographs, office documents, sound. Nothing that a program could run. */
const KINDS: readonly Kind[] = [
  { mime: 'application/pdf', starts: [bytes('%PDF-')] },
  { mime: 'image/jpeg', starts: [[0xff, 0xd8, 0xff]] },
  { mime: 'image/png', starts: [[0x89, ...bytes('PNG\r\n'), 0x1a, 0x0a]] },
  {
    mime: 'image/tiff',
    starts: [
      [0x49, 0x49, 0x2a, 0],
      [0x4d, 0x4d, 0, 0x2a],
    ],
  },
  {
    mime: 'image/heic',
    starts: [
      [...ANY4, ...bytes('ftyphei')],
      [...ANY4, ...bytes('ftypmif1')],
    ],
  },
  // DOCX, XLSX and ODT are zip archives; which of them, only their content says.
  { mime: 'application/zip', starts: [[0x50, 0x4b, 3, 4]] },
  // DOC and XLS of the office programs before 2007.
  { mime: 'application/x-cfb', starts: [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]] },
  { mime: 'application/rtf', starts: [bytes('{\\rtf')] },
  { mime: 'audio/wav', starts: [[...bytes('RIFF'), ...ANY4, ...bytes('WAVE')]] },
  { mime: 'audio/mpeg', starts: [bytes('ID3'), [0xff, 0xfb], [0xff, 0xf3]] },
  { mime: 'audio/ogg', starts: [bytes('OggS')] },
];

/** How many bytes of a file's beginning are enough to tell. */
export const TELLING_BYTES = 16;

/** The kind a file truly is, by its beginning and not by its name; null for one that is not accepted. */
export function typeOf(beginning: Uint8Array): string | null {
  const isSo = (start: readonly (number | null)[]): boolean =>
    start.length <= beginning.length && start.every((byte, i) => byte === null || byte === beginning[i]);
  return KINDS.find(({ starts }) => starts.some(isSo))?.mime ?? null;
}

export function isAllowedType(mime: string): boolean {
  return KINDS.some((kind) => kind.mime === mime);
}
