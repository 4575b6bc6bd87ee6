/**
 * Writes the modules of the built-in classifiers (src/shared/domain/theme/classifier*.ts) from assets/reference/*.csv.
 *
 *   node scripts/makeClassifier.ts           write
 *   node scripts/makeClassifier.ts --check   only compare; exit code 1 when a module is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { splitCsv } from '../src/shared/lib/splitCsv.ts';

const FORMS = [
  {
    file: 'classifier-zpz-2023.csv',
    module: 'classifierZpz2023.ts',
    name: 'classifierZpz2023',
    id: 'zpz-2023',
    about: 'Rows of table 1 «Обращения застрахованных лиц» of the ЗПЗ form, edition of 2023, in the order of the form.',
    hasParents: false,
  },
  {
    file: 'classifier-pg-2019.csv',
    module: 'classifierPg2019.ts',
    name: 'classifierPg2019',
    id: 'pg-2019',
    about: 'Rows of table 1 of the ПГ form of 2019–2022, as printed in its last edition, in the order of the form.',
    hasParents: true,
  },
  {
    file: 'classifier-pg-2016.csv',
    module: 'classifierPg2016.ts',
    name: 'classifierPg2016',
    id: 'pg-2016',
    about: 'Rows of tables 1.1 and 1.2 (codes with «ж») of the ПГ form as used until 2018, in the order of the form.',
    hasParents: true,
  },
] as const;

const kinds: Readonly<Record<string, string>> = {
  total: 'total',
  заявление: 'application',
  жалоба: 'complaint',
  консультация: 'consultation',
  предложение: 'proposal',
  благодарность: 'gratitude',
};

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const isFlag = (text: string | undefined): boolean => text === 'yes' || text === 'no';

function renderRow(cells: readonly string[], hasParents: boolean): string {
  const [code, name, kind, leaf, truncated, selectable, parent] = cells;
  const kindCode = kinds[kind ?? ''];
  if (!code || !name || !kindCode || !isFlag(leaf) || !isFlag(truncated) || (hasParents && !isFlag(selectable))) {
    throw new Error(`Unreadable row of the classifier: ${cells.join(',')}`);
  }
  return [
    '  {',
    `    code: ${quote(code)},`,
    `    name: ${quote(name)},`,
    `    kind: '${kindCode}',`,
    `    isLeaf: ${leaf === 'yes'},`,
    `    isNameCut: ${truncated === 'yes'},`,
    ...(hasParents
      ? [`    parentCode: ${parent ? quote(parent) : 'null'},`, `    isSelectable: ${selectable === 'yes'},`]
      : []),
    '  },',
  ].join('\n');
}

for (const { file, module, name, id, about, hasParents } of FORMS) {
  const text = readFileSync(new URL(`../assets/reference/${file}`, import.meta.url), 'utf8').replace(/^\uFEFF/u, '');
  const [header, ...lines] = splitCsv(text, ',');
  const expected = `code,name_ru,kind,leaf,name_truncated${hasParents ? ',selectable,parent' : ''}`;
  if (header?.cells.join(',') !== expected) throw new Error(`Unexpected header: ${header?.cells.join(',') ?? 'none'}`);
  const type = hasParents ? 'PlacedRow' : 'ClassifierRow';
  const rendered = `// Made by scripts/makeClassifier.ts from assets/reference/${file}. Do not edit by hand.
import type { ${type} } from './classifierRow.ts';

/** Version id under which a card keeps the codes below. */
export const ${name}Id = '${id}';

/** ${about} */
export const ${name}: readonly ${type}[] = [
${lines.map(({ cells }) => renderRow(cells, hasParents)).join('\n')}
];
`;
  const target = new URL(`../src/shared/domain/theme/${module}`, import.meta.url);
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== rendered) {
      console.error(`${module} is out of date: run node scripts/makeClassifier.ts`);
      process.exitCode = 1;
    }
  } else {
    writeFileSync(target, rendered);
    console.log(`${module}: ${lines.length} rows`);
  }
}
