import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { startProgram } from '../../../scripts/lib/childProgram.ts';

const TAIL = 4_000;
const AGAIN_WITHIN_MS = 150;
const STOP_WITHIN_MS = 10_000;

/** A program that is started again whenever it has been killed, as a service manager or an operator would. */
export interface KeptProgram {
  /** Kills it, however far it has come; false when there is nothing alive to kill. */
  kill(): boolean;
  isUp(): boolean;
  /** Ends it cleanly, for good. */
  stop(): Promise<void>;
  /** How it ended without having been killed, with its last words: none of this may happen. */
  readonly ownEnds: readonly string[];
}

export interface KeptProgramOptions {
  name: string;
  entry: string;
  words: readonly string[];
  env: NodeJS.ProcessEnv;
  random: () => number;
  onUp?: () => void;
}

export function keepProgram({ name, entry, words, env, random, onUp }: KeptProgramOptions): KeptProgram {
  const ownEnds: string[] = [];
  const state = { isOver: false, isUp: false, wasKilled: false };
  let child: ChildProcess | null = null;
  let said = '';
  const begun = (born: ChildProcess): void => {
    child = born;
    said = '';
    state.wasKilled = false;
    for (const stream of [born.stdout, born.stderr])
      stream?.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(-TAIL)));
  };
  const isAlive = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;

  async function oneLife(): Promise<void> {
    try {
      const program = await startProgram(name, entry, words, env, undefined, begun);
      state.isUp = true;
      onUp?.();
      const code = await program.ended;
      if (!state.wasKilled && !state.isOver) ownEnds.push(`${name} ended with code ${code}\n${said}`);
    } catch (error) {
      if (!state.wasKilled && !state.isOver) ownEnds.push(String(error));
    } finally {
      state.isUp = false;
    }
  }

  async function live(): Promise<void> {
    while (!state.isOver) {
      await oneLife();
      if (!state.isOver) await delay(random() * AGAIN_WITHIN_MS);
    }
  }

  const living = live();
  return {
    ownEnds,
    isUp: () => state.isUp,
    kill() {
      if (!isAlive() || state.wasKilled) return false;
      state.wasKilled = true;
      return child?.kill('SIGKILL') ?? false;
    },
    async stop() {
      state.isOver = true;
      if (isAlive()) child?.kill('SIGTERM');
      const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_WITHIN_MS);
      await living;
      clearTimeout(timer);
    },
  };
}
