import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { id } from '../../shared/lib/primitives.ts';
import { readHead, type Head } from '../audit/auditHash.ts';
import type { Place } from './reachDatabase.ts';

export type AuditWords = { place: Place; territory: string | null } & (
  | { verb: 'verify'; head: Head | null }
  | { verb: 'destroy'; certificate: string; login: string; appealIds: string[]; accessBefore: string | null }
);

export type AuditWordsResult = { words: AuditWords; fault: null } | { words: null; fault: string };

export const AUDIT_USAGE = `Использование:
  npm run journal -- audit verify --data-dir ПАПКА [--head НОМЕР:ХЕШ]
  npm run journal -- audit destroy --data-dir ПАПКА --act НОМЕР --by ЛОГИН
      [--appeal ИД]… [--access-before ГГГГ-ММ-ДД]
Оба: --postgres-url АДРЕС, если база своя, и --territory NN, если в ней несколько регионов.
`;

/** Reads what follows the word «audit»; the answer to a wrong word is one clear line. */
export function readAuditWords(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AuditWordsResult {
  const wrong = (fault: string): AuditWordsResult => ({ words: null, fault });
  const [verb, ...args] = argv;
  let given;
  try {
    given = parseArgs({
      args,
      options: {
        'data-dir': { type: 'string' },
        'postgres-url': { type: 'string' },
        territory: { type: 'string' },
        head: { type: 'string' },
        act: { type: 'string' },
        by: { type: 'string' },
        appeal: { type: 'string', multiple: true },
        'access-before': { type: 'string' },
      },
    }).values;
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'командная строка не читается');
  }
  const dataDir = given['data-dir'] ?? env['OTKLIK_JOURNAL_DATA_DIR'] ?? null;
  const postgresUrl = given['postgres-url'] ?? env['OTKLIK_JOURNAL_POSTGRES_URL'] ?? null;
  if (dataDir === null && postgresUrl === null) return wrong('нужна папка данных журнала: --data-dir');
  const place = { dataDir: dataDir === null ? null : resolve(dataDir), postgresUrl };
  const common = { place, territory: given.territory ?? env['OTKLIK_JOURNAL_TERRITORY'] ?? null };

  if (verb === 'verify') {
    const head = given.head === undefined ? null : readHead(given.head);
    if (given.head !== undefined && head === null)
      return wrong('--head пишется как НОМЕР:ХЕШ, 64 шестнадцатеричных знака');
    return { words: { ...common, verb, head }, fault: null };
  }
  if (verb !== 'destroy') return wrong('после audit ожидается verify или destroy');
  const { act: certificate = '', by: login = '', appeal: appealIds = [] } = given;
  if (certificate.trim() === '' || login.trim() === '') return wrong('нужны номер акта (--act) и логин (--by)');
  if (!z.array(id).safeParse(appealIds).success) return wrong('--appeal: это не идентификатор обращения');
  const day = given['access-before'];
  if (day !== undefined && !z.iso.date().safeParse(day).success) return wrong('--access-before пишется как ГГГГ-ММ-ДД');
  if (appealIds.length === 0 && day === undefined)
    return wrong('нечего уничтожать: нужны --appeal или --access-before');
  const accessBefore = day === undefined ? null : `${day}T00:00:00.000Z`;
  const what = { certificate: certificate.trim(), login: login.trim(), appealIds, accessBefore };
  return { words: { ...common, verb, ...what }, fault: null };
}
