import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'base64';

export interface Found {
  /** Which of the texts that were looked for. */
  text: string;
  encoding: Encoding;
  offset: number;
  /** How many compressed streams it lay in. */
  depth: number;
}

/** Looks for many texts at once, in every encoding, also inside compressed streams. */
export interface ByteSearch {
  in(bytes: Buffer): Promise<Found[]>;
}

/** Every form is told apart by its first bytes: by three of them quickly, by eight of them surely enough to look. */
const HEAD = 8;
const MAX_DEPTH = 3;
const PIECE = 512;

interface Form {
  text: string;
  encoding: Encoding;
  bytes: Buffer;
}

export function createByteSearch(texts: readonly string[]): ByteSearch {
  const forms = texts.flatMap(formsOf);
  const byHead = new Map<string, Form[]>();
  const mayBegin = new Uint8Array(1 << 24);
  for (const form of forms) {
    if (form.bytes.length < HEAD) throw new Error(`too short to be told from chance: ${form.text}`);
    const head = form.bytes.toString('latin1', 0, HEAD);
    const known = byHead.get(head);
    if (known) known.push(form);
    else byHead.set(head, [form]);
    mayBegin[form.bytes.readUIntBE(0, 3)] = 1;
  }

  function plain(bytes: Buffer, depth: number): Found[] {
    const found: Found[] = [];
    let window = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      window = ((window << 8) | (bytes[end] as number)) & 0xff_ff_ff;
      const offset = end - 2;
      if (offset < 0 || mayBegin[window] === 0) continue;
      for (const form of byHead.get(bytes.toString('latin1', offset, offset + HEAD)) ?? []) {
        const { length } = form.bytes;
        if (bytes.subarray(offset, offset + length).equals(form.bytes)) {
          found.push({ text: form.text, encoding: form.encoding, offset, depth });
        }
      }
    }
    return found;
  }

  async function everywhere(bytes: Buffer, depth: number): Promise<Found[]> {
    const found = plain(bytes, depth);
    if (depth === MAX_DEPTH) return found;
    for await (const inner of streamsIn(bytes)) found.push(...(await everywhere(inner, depth + 1)));
    return found;
  }

  return { in: (bytes) => everywhere(bytes, 0) };
}

function formsOf(text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16le = Buffer.from(text, 'utf16le');
  const utf16be = Buffer.from(utf16le).swap16();
  const base64 = [0, 1, 2].flatMap((shift) => {
    const inner = insideBase64(utf8, shift);
    return [...new Set([inner, inner.replaceAll('+', '-').replaceAll('/', '_')])];
  });
  return [
    { text, encoding: 'utf8', bytes: utf8 },
    { text, encoding: 'utf16le', bytes: utf16le },
    { text, encoding: 'utf16be', bytes: utf16be },
    ...base64.map((inner): Form => ({ text, encoding: 'base64', bytes: Buffer.from(inner, 'latin1') })),
  ];
}

/** The characters that stand for these bytes whatever stands before and after them, when `shift` bytes of a group do. */
function insideBase64(bytes: Buffer, shift: number): string {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const text = padded.toString('base64').replaceAll('=', '');
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((padded.length * 8) / 6);
  return text.slice(first, last);
}

/** What the compressed streams of these bytes hold, whole, cut off or overwritten; found by how gzip and zlib begin. */
async function* streamsIn(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let offset = 0; offset + 2 < bytes.length; offset += 1) {
    const body = bodyAt(bytes, offset);
    if (body === null) continue;
    const inner = await unpack(bytes.subarray(body));
    if (inner.length > 0) yield inner;
  }
}

/** Where the deflated bytes begin when a stream's header stands here; null when none does. */
function bodyAt(bytes: Buffer, offset: number): number | null {
  const [first, second, third, flags = 0] = bytes.subarray(offset, offset + 4);
  const isZlib = first === 0x78 && (second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda);
  if (isZlib) return offset + 2;
  if (first !== 0x1f || second !== 0x8b || third !== 8) return null;
  // RFC 1952 §2.3.1: what may stand between the header and the stream.
  let body = offset + 10;
  if (flags & 4) body += 2 + (bytes[body] ?? 0) + 256 * (bytes[body + 1] ?? 0);
  for (const flag of [8, 16]) {
    if (flags & flag) body = bytes.indexOf(0, body) + 1;
  }
  return flags & 2 ? body + 2 : body;
}

/** As much as comes out before the end, or before it turns out to be nothing of the kind. */
function unpack(bytes: Buffer): Promise<Buffer> {
  const stream = createInflateRaw();
  const parts: Buffer[] = [];
  // In small pieces: what came out of the pieces before a broken one is kept.
  const pieces = function* (): Generator<Buffer> {
    for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
  };
  return new Promise((resolve) => {
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('close', () => resolve(Buffer.concat(parts)));
    stream.on('error', () => undefined);
    Readable.from(pieces()).pipe(stream);
  });
}
