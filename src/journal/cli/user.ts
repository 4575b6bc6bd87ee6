import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { passwordFault } from '../../shared/domain/user/newPassword.ts';
import { AppError } from '../../shared/errors.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import { hashPassword } from '../auth/passwords.ts';
import { keepPassword } from '../commands/changePassword.ts';
import { lockAdministration, raiseVersion, takenOf } from '../commands/changeReference.ts';
import { endSessions } from '../commands/disableUser.ts';
import { insertUser } from '../commands/saveUser.ts';
import { writeAccessOf } from '../commands/writeAccess.ts';
import { readConfig, type JournalConfig } from '../config.ts';
import { createDb, type DbHandle, type DbOrTrx } from '../db/createDb.ts';
import { embeddedAddress, patiently } from '../db/embeddedAddress.ts';
import { inTransaction } from '../db/inTransaction.ts';
import { migrate } from '../db/migrate.ts';
import { openTerritory } from '../db/openTerritory.ts';
import { explain } from '../explain.ts';
import { createLog } from '../log.ts';
import type { Clock } from '../ports.ts';
import { accountAt } from '../queries/users.ts';
import { readPassword } from './readPassword.ts';
import { readUserOptions, type UserCommand } from './userOptions.ts';

const FAULTS: Readonly<Record<string, string>> = {
  'password.short': 'the password is shorter than ten characters',
  'password.long': 'the password is too long',
  'password.simple': 'the password is of too few different characters',
  'password.has_login': 'the password holds the login',
};

/**
 * `user add`, `user reset-password`: lets the first person into a journal, and the last one back. The exit code.
 * A password comes by the terminal or by stdin, never by the command line, which others see.
 */
export async function runUserCommand(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = readUserOptions(words);
  if (options.command === null) return failed(options.fault, 2);
  const { config, fault } = readConfig(options.rest, env);
  if (config === null) return failed(fault, 2);
  const password = await readPassword(process.stdin, process.stderr);
  if (password === null) return failed('the two passwords differ', 2);
  const weak = passwordFault(password, options.command.login, '');
  if (weak !== null) return failed(FAULTS[weak] ?? weak, 2);
  try {
    await withDatabase(config, (database, clock) => perform(database, clock, config, options.command, password));
    process.stdout.write(`${options.command.login}: done\n`);
    return 0;
  } catch (error) {
    return failed(explain(error), 1);
  }
}

function failed(why: string, code: number): number {
  process.stderr.write(`journal: ${why}\n`);
  return code;
}

async function withDatabase(
  config: JournalConfig,
  work: (database: DbHandle, clock: Clock) => Promise<void>,
): Promise<void> {
  const log = createLog();
  const clock: Clock = { nowMs: () => Date.now() };
  const started: (() => Promise<void>)[] = [];
  try {
    const address = config.postgresUrl ?? (await embeddedAddress(resolve(config.dataDir), log, started));
    const database = createDb(address, log, 2);
    started.push(() => database.close());
    await patiently(async () => {
      await migrate(database.db);
      await openTerritory(database.db, clock, config);
    });
    await work(database, clock);
  } finally {
    for (const stop of started.reverse()) await stop().catch(() => undefined);
  }
}

/**
 * Does it, in one transaction with its entry in the access log.
 * @throws AppError `user.login_taken`, `user.not_found`, `user.role_not_here`, `organisation.not_found`,
 * `organisation.one_fund`
 */
export async function perform(
  database: DbHandle,
  clock: Clock,
  { territory }: Pick<JournalConfig, 'territory'>,
  command: UserCommand,
  password: string,
): Promise<void> {
  const hash = await hashPassword(password);
  const at = toInstant(clock.nowMs());
  await inTransaction(database, async (trx) => {
    const { db } = trx;
    await lockAdministration(trx, territory);
    const userId = command.kind === 'add' ? newId(clock) : await userIdOf(db, territory, command.login);
    const { isOneTime } = command;
    if (command.kind === 'add') {
      const organisationId = await organisationOf(db, territory, clock, command);
      await insertUser(db, territory, { userId, draft: { ...command, organisationId }, hash, isOneTime, at });
    } else {
      await keepPassword(db, territory, userId, { hash, isOneTime });
      await endSessions(db, territory, userId, at);
    }
    await raiseVersion(trx, territory);
    const account = await accountAt(db, territory, userId, at);
    if (account === null) throw new AppError('user.not_found');
    const { login, name, role, organisationId } = account.user;
    const what = command.kind === 'add' ? 'user.added' : 'user.passwordReset';
    const detail = { by: 'commandLine', after: { login, name, role, organisationId } };
    // Whoever works at the machine of the journal has neither a session nor a desk.
    const accessor = { userId, sessionId: null, deviceId: null };
    await writeAccessOf({ territory, clock }, db, accessor, { what, entity: 'user', entityId: userId, detail });
  }).catch((thrown: unknown) => {
    throw takenOf(thrown) ?? thrown;
  });
}

function newId(clock: Clock): string {
  return uuid7(clock.nowMs(), randomBytes(10));
}

async function userIdOf(db: DbOrTrx, territory: string, login: string): Promise<string> {
  const user = await db
    .selectFrom('user_account')
    .where('territory', '=', territory)
    .where('login', '=', login)
    .select('id')
    .executeTakeFirst();
  if (user === undefined) throw new AppError('user.not_found');
  return user.id;
}

/** The insurer of that code, or the fund, which is made where there is none yet. */
async function organisationOf(
  db: DbOrTrx,
  territory: string,
  clock: Clock,
  { organisation, fund }: Extract<UserCommand, { kind: 'add' }>,
): Promise<string> {
  const known = await db
    .selectFrom('organisation')
    .where('territory', '=', territory)
    .where('kind', '<>', 'clinic')
    .select(['id', 'kind', 'code'])
    .execute();
  const there = known.find((one) => one.kind === 'fund');
  if (there !== undefined && fund !== null && fund.code !== there.code) throw new AppError('organisation.one_fund');
  let fundId = there?.id ?? null;
  if (fundId === null && fund !== null) {
    fundId = newId(clock);
    const { code, name } = fund;
    await db
      .insertInto('organisation')
      .values({ territory, id: fundId, kind: 'fund', code, name, short_name: name.slice(0, 120) })
      .execute();
  }
  const named =
    organisation === null || organisation === fund?.code ? fundId : known.find((one) => one.code === organisation)?.id;
  if (named == null) throw new AppError('organisation.not_found');
  return named;
}
