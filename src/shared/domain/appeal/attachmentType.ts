/** 50 MB: what a scanned letter with its enclosures comes to, and a phone's video does not. */
export const LARGEST_ATTACHMENT = 50 * 1024 * 1024;

/** How a file of a kind begins, byte by byte; `null` stands for any byte. */
interface Kind {
  mime: string;
  /** Endings of names such a file may have: a program that begins like a document does not end like one. */
  endings: readonly string[];
  starts: readonly (readonly (number | null)[])[];
}

const bytes = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const ANY4 = [null, null, null, null];

/** What people enclose: scans, photographs, office documents, sound. Nothing that a program could run. */
const KINDS: readonly Kind[] = [
  { mime: 'application/pdf', endings: ['pdf'], starts: [bytes('%PDF-')] },
  { mime: 'image/jpeg', endings: ['jpg', 'jpeg'], starts: [[0xff, 0xd8, 0xff]] },
  { mime: 'image/png', endings: ['png'], starts: [[0x89, ...bytes('PNG\r\n'), 0x1a, 0x0a]] },
  {
    mime: 'image/tiff',
    endings: ['tif', 'tiff'],
    starts: [
      [0x49, 0x49, 0x2a, 0],
      [0x4d, 0x4d, 0, 0x2a],
    ],
  },
  {
    mime: 'image/heic',
    endings: ['heic', 'heif'],
    starts: [
      [...ANY4, ...bytes('ftyphei')],
      [...ANY4, ...bytes('ftypmif1')],
    ],
  },
  // DOCX, XLSX and ODT are zip archives; which of them, their names say. An archive as such may hold anything.
  { mime: 'application/zip', endings: ['docx', 'xlsx', 'odt', 'ods'], starts: [[0x50, 0x4b, 3, 4]] },
  // DOC and XLS of the office programs before 2007.
  { mime: 'application/x-cfb', endings: ['doc', 'xls'], starts: [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]] },
  { mime: 'application/rtf', endings: ['rtf'], starts: [bytes('{\\rtf')] },
  { mime: 'audio/wav', endings: ['wav'], starts: [[...bytes('RIFF'), ...ANY4, ...bytes('WAVE')]] },
  { mime: 'audio/mpeg', endings: ['mp3'], starts: [bytes('ID3'), [0xff, 0xfb], [0xff, 0xf3]] },
  { mime: 'audio/ogg', endings: ['ogg', 'oga', 'opus'], starts: [bytes('OggS')] },
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

/** Endings of names that are accepted, for the dialog in which a file is chosen. */
export const ALLOWED_ENDINGS: readonly string[] = KINDS.flatMap(({ endings }) => endings);

function endingOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether a file of this name may be of this kind. */
export function isNameOfType(name: string, mime: string): boolean {
  return KINDS.find((kind) => kind.mime === mime)?.endings.includes(endingOf(name)) ?? false;
}

/** What may be wrong with a file: its code is the same at the window, the desk and the journal. */
export type AttachmentFault = 'attachment.too_large' | 'attachment.empty' | 'attachment.type';

/** What is wrong with a file by its name and length alone, told before a byte of it is read; null for nothing. */
export function faultBeforeReading(name: string, bytes: number): AttachmentFault | null {
  if (bytes > LARGEST_ATTACHMENT) return 'attachment.too_large';
  if (bytes === 0) return 'attachment.empty';
  return ALLOWED_ENDINGS.includes(endingOf(name)) ? null : 'attachment.type';
}

/** The kind of a file that its name does not belie; null for one that is not accepted. */
export function acceptedType(name: string, beginning: Uint8Array): string | null {
  const mime = typeOf(beginning);
  return mime !== null && isNameOfType(name, mime) ? mime : null;
}
