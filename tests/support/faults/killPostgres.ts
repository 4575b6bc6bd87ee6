import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Kills the postmaster of a data folder, or one of its children (a backend or a helper of its own: PostgreSQL treats
 * them alike). False when there is nothing alive to kill. Linux.
 */
export function killPostgres(dataDir: string, what: 'postmaster' | 'backend', random: () => number): boolean {
  const pgdata = join(dataDir, 'postgres');
  try {
    const postmaster = Number(readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[0]);
    // The file may be of one that is dead, and its number somebody else's by now.
    if (!(postmaster > 0) || readlinkSync(`/proc/${postmaster}/cwd`) !== pgdata) return false;
    if (what === 'postmaster') return process.kill(postmaster, 'SIGKILL');
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
    const chosen = Number(children[Math.floor(random() * children.length)]);
    return chosen > 0 && process.kill(chosen, 'SIGKILL');
  } catch {
    return false;
  }
}
