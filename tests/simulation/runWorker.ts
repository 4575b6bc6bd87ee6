import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerReport } from './worker.ts';

export interface Share {
  seed: string;
  from: number;
  to: number;
  stride?: number;
  /** A planted bug to play with, and to stop at the first violation of. */
  plant?: string;
}

const HERE = new URL('.', import.meta.url);

/** How to look at one schedule again. */
export function replayCommand(seed: string, plant?: string): string {
  const hook = plant === undefined ? '' : `OTKLIK_PLANT=${plant} `;
  const load = plant === undefined ? '' : '--import ./tests/simulation/plantHook.ts ';
  return `${hook}node_modules/.bin/node ${load}tests/simulation/run.ts --seed ${seed} --trace`;
}

/** Whether something people were told turned out to be untrue: an exception in a log is not enough. */
export function isShown(violations: readonly string[]): boolean {
  return violations.some((violation) => !/^(no bug|a schedule is full):/.test(violation));
}

/**
 * Plays a share of schedules in a process of its own.
 * @throws Error when the process ends without a report
 */
export function runWorker({ seed, from, to, stride = 1, plant }: Share): Promise<WorkerReport> {
  const file = (name: string): string => fileURLToPath(new URL(name, HERE));
  const hook = plant === undefined ? [] : ['--import', new URL('plantHook.ts', HERE).href];
  const args = [
    // A schedule makes and drops a lot: a larger nursery saves a tenth of the time.
    '--max-semi-space-size=64',
    ...hook,
    file('worker.ts'),
    '--seed',
    seed,
    '--from',
    String(from),
    '--to',
    String(to),
    '--stride',
    String(stride),
  ];
  if (plant !== undefined) args.push('--untilCaught');
  const child = spawn(process.execPath, args, {
    env: { ...process.env, OTKLIK_PLANT: plant ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (complained = (complained + piece.toString()).slice(-4_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      const line = said.trim().split('\n').at(-1) ?? '';
      if (code !== 0 || !line.startsWith('{')) reject(new Error(`the simulator ended with ${code}: ${complained}`));
      else resolve(JSON.parse(line) as WorkerReport);
    });
  });
}
