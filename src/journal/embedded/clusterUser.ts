import { spawnSync } from 'node:child_process';
import { AppError } from '../../shared/errors.ts';

/** How a program of PostgreSQL is begun on this machine: words to put before it. */
export interface ClusterUser {
  prefix: readonly string[];
}

/**
 * PostgreSQL refuses to run as root. In a container root is often all there is, so there it runs in a user
 * namespace of its own, where the same files belong to an ordinary user; nothing changes its owner on the disk.
 * @throws AppError `cluster.root` where the kernel forbids user namespaces
 */
export function clusterUser(uid: number | undefined = process.getuid?.()): ClusterUser {
  if (uid !== 0) return { prefix: [] };
  const prefix = ['unshare', '-U', '--map-user=1000'];
  const [program = '', ...words] = prefix;
  if (spawnSync(program, [...words, 'true'], { stdio: 'ignore' }).status !== 0) throw new AppError('cluster.root');
  return { prefix };
}

/** The program with its words, as this user begins it. */
export function asClusterUser(user: ClusterUser, program: string, words: readonly string[]): [string, string[]] {
  const [first = program, ...rest] = [...user.prefix, program, ...words];
  return [first, rest];
}
