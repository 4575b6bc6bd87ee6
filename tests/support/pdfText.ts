import { inflateSync } from 'node:zlib';

/** The words of each page of a PDF whose fonts say what their glyphs mean (ISO 32000-1 §9.10.3), in reading order. */
export function pdfPages(bytes: Buffer): string[] {
  const raw = bytes.toString('latin1');
  const objects = new Map<number, string>();
  for (const [, id = '', body = ''] of raw.matchAll(/(?:^|\n)(\d+) 0 obj\r?\n(.*?)\r?\nendobj/gs)) {
    objects.set(Number(id), body);
  }
  const streamOf = (id: number): string => {
    const body = objects.get(id) ?? '';
    const data = /stream\r?\n(.*)\r?\nendstream/s.exec(body)?.[1] ?? '';
    const packed = Buffer.from(data, 'latin1');
    return (body.includes('/FlateDecode') ? inflateSync(packed) : packed).toString('latin1');
  };
  const numberAt = (text: string, key: string): number =>
    Number(new RegExp(`/${key} (\\d+) 0 R`).exec(text)?.[1] ?? NaN);
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b(?!s)/.test(body));
  return pages.map((page) => {
    const resources = objects.get(numberAt(page, 'Resources')) ?? page;
    const fonts = new Map<string, Map<number, string>>();
    for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      fonts.set(name, meaningsOf(streamOf(numberAt(objects.get(Number(id)) ?? '', 'ToUnicode'))));
    }
    return wordsOf(streamOf(numberAt(page, 'Contents')), fonts);
  });
}

function wordsOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  const lines: string[] = [];
  for (const [, name, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    if (glyphs === undefined) continue;
    const codes = [...glyphs.matchAll(/<([0-9a-f]*)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    lines.push(codes.map((code) => font.get(parseInt(code, 16)) ?? '?').join(''));
  }
  return lines.join(' ').replaceAll(/\s+/g, ' ');
}

/** What each glyph of a font stands for. */
function meaningsOf(cmap: string): Map<number, string> {
  const meanings = new Map<number, string>();
  for (const [, first = '', last = '', list = ''] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    const texts = [...list.matchAll(/<([0-9a-f ]*)>/gi)].map(([, hex = '']) => textOf(hex));
    for (let code = parseInt(first, 16); code <= parseInt(last, 16); code++) {
      meanings.set(code, texts[code - parseInt(first, 16)] ?? '');
    }
  }
  return meanings;
}

function textOf(hex: string): string {
  return (hex.replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(parseInt(unit, 16))).join('');
}
