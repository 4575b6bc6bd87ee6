import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/run.ts';
import type { Question } from './fakeElectron.ts';

interface Loaded {
  loaded: string;
  options: { webPreferences: Record<string, unknown> };
  switches: string[];
}

export interface FakeShell {
  first: Loaded | { dialog: { detail: string } };
  ask(question: Omit<Question, 'n'>): Promise<unknown>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number>;
}

/** Runs the built shell on plain Node over the fake Electron, until it shows its window or a dialog. */
export async function startFakeShell(args: readonly string[]): Promise<FakeShell> {
  const child = fork(join(root, 'out', 'main', 'index.cjs'), [...args], {
    cwd: root,
    execArgv: ['--import', join(root, 'tests', 'support', 'electron', 'useFakeElectron.ts')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number);
  const [first] = (await once(child, 'message')) as [FakeShell['first']];
  let asked = 0;
  return {
    first,
    ask(question) {
      asked += 1;
      const n = asked;
      return new Promise((resolve) => {
        child.on('message', (message: { n?: number; result?: unknown }) => {
          if (message.n === n) resolve(message.result);
        });
        child.send({ ...question, n });
      });
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
