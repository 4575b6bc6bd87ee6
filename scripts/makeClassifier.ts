/**
 * Writes src/shared/domain/theme/classifierZpz2023.ts from assets/reference/classifier-zpz-2023.csv.
 *
 *   node scripts/makeClassifier.ts           write
 *   node scripts/makeClassifier.ts --check   only compare; exit code 1 when the module is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../assets/reference/classifier-zpz-2023.csv', import.meta.url);
const target = new URL('../src/shared/domain/theme/classifierZpz2023.ts', import.meta.url);

const kinds: Readonly<Record<string, string>> = {
  total: 'total',
  заявление: 'application',
  жалоба: 'complaint',
  консультация: 'consultation',
  предложение: 'proposal',
  благодарность: 'gratitude',
};

/** RFC 4180, as far as one line goes: quoted cells, doubled quotes. No cell of the form holds a line break. */
function splitCsvLine(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (isQuoted && sign === '"' && line.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === ',' && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += sign;
  }
  return [...cells, cell];
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function renderRow(line: string): string {
  const [code, name, kind, leaf, truncated] = splitCsvLine(line);
  const kindCode = kinds[kind ?? ''];
  if (!code || !name || !kindCode || !/^(yes|no)$/u.test(leaf ?? '') || !/^(yes|no)$/u.test(truncated ?? '')) {
    throw new Error(`Unreadable row of the classifier: ${line}`);
  }
  return [
    '  {',
    `    code: ${quote(code)},`,
    `    name: ${quote(name)},`,
    `    kind: '${kindCode}',`,
    `    isLeaf: ${leaf === 'yes'},`,
    `    isNameCut: ${truncated === 'yes'},`,
    '  },',
  ].join('\n');
}

const [header, ...lines] = readFileSync(source, 'utf8')
  .replace(/^\uFEFF/u, '')
  .split(/\r?\n/u)
  .filter((line) => line !== '');
if (header !== 'code,name_ru,kind,leaf,name_truncated') throw new Error(`Unexpected header: ${header ?? 'none'}`);

const rendered = `// Made by scripts/makeClassifier.ts from assets/reference/classifier-zpz-2023.csv. Do not edit by hand.
import type { ClassifierRow } from './classifierRow.ts';

/** Version id under which a card keeps the codes below. */
export const classifierZpz2023Id = 'zpz-2023';

/** Rows of table 1 «Обращения застрахованных лиц» of the ЗПЗ form, edition of 2023, in the order of the form. */
export const classifierZpz2023: readonly ClassifierRow[] = [
${lines.map(renderRow).join('\n')}
];
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== rendered) {
    console.error('classifierZpz2023.ts is out of date: run node scripts/makeClassifier.ts');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, rendered);
  console.log(`classifierZpz2023.ts: ${lines.length} rows`);
}
