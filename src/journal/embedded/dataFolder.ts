import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import { asClusterUser, type ClusterUser } from './clusterUser.ts';
import type { PostgresBinaries } from './postgresBinaries.ts';

const run = promisify(execFile);

export const CLUSTER_OWNER = 'otklik';

/** The cluster's own folder inside the journal's data folder, and the password of its one user. */
export interface DataFolder {
  pgdata: string;
  password: string;
}

/**
 * Makes the cluster if there is none. It is made beside its place and renamed into it, so that a process killed in
 * the middle leaves no half-made cluster behind.
 * @throws AppError `cluster.other_version` when the folder was made by another major version of PostgreSQL
 */
export async function prepareDataFolder(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ClusterUser,
): Promise<DataFolder> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const pgdata = join(dataDir, 'postgres');
  const passwordFile = join(dataDir, 'postgres.secret');
  const version = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) {
    if (existsSync(pgdata)) throw new AppError('cluster.not_a_cluster');
    const password = randomBytes(24).toString('base64url');
    await writeFile(passwordFile, password, { mode: 0o600 });
    await initialise(dataDir, pgdata, passwordFile, binaries, user);
    return { pgdata, password };
  }
  const ours = await majorVersionOf(binaries, user);
  if (version.trim() !== ours) throw new AppError('cluster.other_version', { folder: version.trim(), program: ours });
  return { pgdata, password: (await readFile(passwordFile, 'utf8')).trim() };
}

async function initialise(
  dataDir: string,
  pgdata: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: ClusterUser,
): Promise<void> {
  const fresh = await mkdtemp(join(dataDir, 'postgres.new-'));
  try {
    const words = ['-D', fresh, '-U', CLUSTER_OWNER, '--pwfile', passwordFile, '--auth=scram-sha-256'];
    words.push('--encoding=UTF8', '--locale-provider=icu', '--icu-locale=ru', '--locale=C', '--data-checksums');
    await run(...asClusterUser(user, binaries.initdb, words));
    await rename(fresh, pgdata);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw new AppError('cluster.init_failed', {}, { cause: error });
  }
}

async function majorVersionOf(binaries: PostgresBinaries, user: ClusterUser): Promise<string> {
  const { stdout } = await run(...asClusterUser(user, binaries.postgres, ['--version']));
  return /(\d+)(?:\.|beta|rc|devel)/.exec(stdout)?.[1] ?? '';
}
