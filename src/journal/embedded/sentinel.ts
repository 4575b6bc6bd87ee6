import { spawn } from 'node:child_process';

export interface Sentinel {
  /** Its charge was ended by who began it: nothing is left to do. */
  dismiss(): void;
}

/** Reads until it is dismissed; an end without that word is the death of who held the other end. */
const SHELL = 'read -r word; [ "$word" = done ] || kill -s INT "$1"';
const NODE = `
  let word = '';
  process.stdin.on('data', (bytes) => { word += bytes; }).on('end', () => {
    const [program, folder] = process.argv.slice(1);
    if (word.trim() !== 'done')
      require('node:child_process').spawnSync(program, ['stop', '-D', folder, '-m', 'fast']);
  });`;

/**
 * Stands beside a postmaster and ends it (a fast shutdown) when this process is gone, however it went: a killed
 * journal cannot do that itself, and a cluster nobody owns would run for ever.
 */
export function startSentinel(pid: number, pgCtl: string, pgdata: string): Sentinel {
  const [program, words] =
    process.platform === 'win32'
      ? [process.execPath, ['-e', NODE, pgCtl, pgdata]]
      : ['sh', ['-c', SHELL, 'otklik-sentinel', String(pid)]];
  // Its own process group: what ends the journal by a signal to its group must not reach it.
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return { dismiss: () => child.stdin.end('done\n') };
}
