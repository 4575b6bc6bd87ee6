import { readdir, readFile, readlink, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Backends of a killed postmaster leave by themselves, but one in the middle of a statement finishes it first. */
const LEAVE_WITHIN_MS = 500;
const LOOK_EVERY_MS = 10;

/** A postmaster that `postmaster.pid` speaks of; the port is 0 while it has not written it yet. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** The living postmaster of this folder, whoever began it; null when there is none. */
export async function findPostmaster(pgdata: string): Promise<Postmaster | null> {
  const pidFile = join(pgdata, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !signal(pid, 0)) return null;
  if (await isPostmasterOf(pid, pgdata)) return { pid, port: Number(lines[3]) || 0 };
  // After a reboot, in a restarted container, or as a zombie nobody buries, the number stays taken, and PostgreSQL
  // would refuse to start over it for ever.
  await unlink(pidFile).catch(() => undefined);
  return null;
}

async function isPostmasterOf(pid: number, pgdata: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold anything; the state is the letter after it.
  if (/\) [ZX] [^)]*$/.test(stat)) return false;
  const folder = await folderOf(pid);
  return folder === null ? true : folder === pgdata;
}

/**
 * Ends what a killed postmaster has left: its children hold the shared memory, and no new one may start beside them.
 * To be called only when no postmaster lives. Elsewhere than on Linux they are waited for, not sought.
 */
export async function endOrphans(pgdata: string): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const until = performance.now() + LEAVE_WITHIN_MS;
  let killed = 0;
  for (;;) {
    const left = await processesIn(pgdata);
    if (left.length === 0) return killed;
    if (performance.now() > until) killed += left.filter((pid) => signal(pid, 'SIGKILL')).length;
    await delay(LOOK_EVERY_MS);
  }
}

/** Processes of PostgreSQL live in their data folder; an administrator's shell there is none of them. */
async function processesIn(pgdata: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found: number[] = [];
  for (const pid of pids) {
    if ((await folderOf(pid)) !== pgdata) continue;
    const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
    if (basename(program).startsWith('postgres')) found.push(pid);
  }
  return found;
}

function folderOf(pid: number): Promise<string | null> {
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
}

/** False when there is no such process. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
