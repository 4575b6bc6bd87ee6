import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.ts';

/** A program of ours, running beside this one. */
export interface ChildProgram<Ready> {
  ready: Ready;
  pid: number;
  /** Resolves when it ends, whoever ended it. */
  ended: Promise<number>;
  /** Asks it to stop cleanly; after ten seconds it is ended. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

const STOP_WITHIN_MS = 10_000;

/** What is executed instead of Node; its last act must be to exec Node with the arguments that follow its own. */
export interface Launcher {
  path: string;
  args: readonly string[];
}

/**
 * Starts a program on this very Node and waits until it says that it is ready.
 * @param begun hears of the process before it is ready, for who may have to end it sooner
 * @throws Error with the program's own last words when it ends before that
 */
export async function startProgram<Ready>(
  name: string,
  entry: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  launcher?: Launcher,
  begun: (child: ChildProcess) => void = () => undefined,
): Promise<ChildProgram<Ready>> {
  const child = fork(join(root, entry), [...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own process group: Ctrl+C comes to this program alone, which stops the others in the right order.
    detached: process.platform !== 'win32',
    ...(launcher ? { execPath: launcher.path, execArgv: [...launcher.args] } : {}),
  });
  begun(child);
  const words = lastWords(child);
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  const ready = await Promise.race([
    new Promise<Ready>((resolve) => child.on('message', (message) => resolve(message as Ready))),
    ended.then((code) => {
      throw new Error(`${name} завершился с кодом ${code}\n${words()}`);
    }),
  ]);
  return {
    ready,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function lastWords(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text = (text + data.toString()).slice(-4000);
    });
  }
  return () => text;
}
