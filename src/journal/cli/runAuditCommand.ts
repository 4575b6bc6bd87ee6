import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { describeFault } from '../audit/auditFault.ts';
import { writeHead } from '../audit/auditHash.ts';
import { createAuditHeads } from '../audit/auditHeads.ts';
import { destroyByCertificate } from '../audit/destroyByCertificate.ts';
import { verifyAudit, type AuditReport } from '../audit/verifyAudit.ts';
import { sqlStateOf } from '../db/createDb.ts';
import { territoryOf, withDatabase } from './reachDatabase.ts';
import { AUDIT_USAGE, readAuditWords, type AuditWords } from './readAuditWords.ts';

type Say = (text: string) => void;

/** `npm run journal -- audit …`. Gives the exit code: 0 all is well, 1 it is not, 2 nothing could be done. */
export async function runAuditCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  say: Say,
): Promise<number> {
  const { words, fault } = readAuditWords(argv, env);
  if (words === null) {
    say(`${fault}\n\n${AUDIT_USAGE}`);
    return 2;
  }
  try {
    return await withDatabase(words.place, async (client) => {
      const territory = await territoryOf(client, words.territory);
      return words.verb === 'verify'
        ? await verify(client, territory, words, say)
        : await destroy(client, territory, words, say);
    });
  } catch (error) {
    say(`${explain(error)}\n`);
    return 2;
  }
}

async function verify(
  client: pg.Client,
  territory: string,
  { head, place }: Extract<AuditWords, { verb: 'verify' }>,
  say: Say,
): Promise<number> {
  const kept = place.dataDir === null ? null : createAuditHeads(place.dataDir);
  const beganMs = performance.now();
  const report = await verifyAudit(client, territory, head === null ? () => kept?.read() ?? none() : [head]);
  const tookSec = (performance.now() - beganMs) / 1000;
  const trusted = head === null ? `головы из audit-heads.log, сошлось ${report.headsTrusted}` : `голова ${head.number}`;
  say(`${describeReport(report, trusted, tookSec).join('\n')}\n`);
  return report.faultCount === 0 ? 0 : 1;
}

// oxlint-disable-next-line require-yield, require-await -- there is no file to read
async function* none(): AsyncGenerator<never> {
  // Nothing.
}

function describeReport(report: AuditReport, trusted: string, tookSec: number): string[] {
  const { faults, faultCount, head } = report;
  const lines = [
    `Проверено блоков: ${report.blocks}, записей: ${report.entries}, за ${tookSec.toFixed(1)} с`,
    `Доверие: ${trusted}`,
  ];
  if (report.isWalking) lines.push('Строки, бывшие до начала аудита, ещё запечатываются: их полнота не проверена');
  if (report.waiting > 0) lines.push(`Ждут запечатывания: ${report.waiting}`);
  for (const [certificate, rows] of report.destroyed) lines.push(`Уничтожено по акту № ${certificate}: строк ${rows}`);
  lines.push(...faults.map((fault) => `НАРУШЕНИЕ. ${describeFault(fault)}`));
  if (faultCount > faults.length) lines.push(`… и ещё нарушений: ${faultCount - faults.length}`);
  lines.push(faultCount === 0 ? 'Журнал аудита цел' : `Журнал аудита нарушен, нарушений: ${faultCount}`);
  if (head !== null && faultCount === 0) lines.push(`Голова цепочки, сохраните её: ${writeHead(head)}`);
  return lines;
}

async function destroy(
  client: pg.Client,
  territory: string,
  { certificate, login, appealIds, accessBefore }: Extract<AuditWords, { verb: 'destroy' }>,
  say: Say,
): Promise<number> {
  const at = toInstant(Date.now());
  const order = { territory, certificate, login, at, appealIds, accessBefore };
  const { appeals, events, accesses } = await destroyByCertificate(client, order);
  say(
    `Уничтожено по акту № ${certificate}: обращений ${appeals}, их событий ${events}, ` +
      `сведений журнала доступа ${accesses}. Хеши остались в цепочке.\n`,
  );
  return 0;
}

const EXPLAINED: Readonly<Record<string, string>> = {
  'cli.no_database': 'В папке данных нет базы журнала; для своей базы укажите --postgres-url',
  'cli.database_starting': 'База журнала запускается, повторите через несколько секунд',
  'cli.which_territory': 'В базе нет такого региона или их несколько: укажите --territory',
  'cluster.in_use': 'Папка данных занята другим журналом',
  'audit.unknown_user': 'Нет пользователя с таким логином',
  'audit.appeal_open': 'Обращения нет или оно не закрыто; ничего не уничтожено',
  'audit.not_sealed': 'Часть строк ещё не запечатана, повторите через несколько секунд; ничего не уничтожено',
};
/** PostgreSQL: undefined_table. */
const NO_TABLE = '42P01';

/** No text of the database: it may quote somebody's data. */
function explain(thrown: unknown): string {
  if (thrown instanceof AppError) return `${EXPLAINED[thrown.code] ?? thrown.code} ${JSON.stringify(thrown.params)}`;
  const state = sqlStateOf(thrown);
  if (state === NO_TABLE) return 'Журнал этой версии над базой ещё не запускался';
  if (thrown instanceof pg.DatabaseError) return `Отказ базы данных: ${state ?? ''}`;
  return thrown instanceof Error ? thrown.message : 'Неизвестный отказ';
}
