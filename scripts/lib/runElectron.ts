import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, runPackage } from './run.ts';

const STOP_WITHIN_MS = 10_000;

/** Bundles the shell and opens it; `onClosed` is called when the person closes the window. */
export async function runElectron(
  binary: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onClosed: () => void,
): Promise<{ stop(): Promise<void> }> {
  const code = await runPackage('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error']);
  if (code !== 0) throw new Error('the Electron shell does not build');
  const child = spawn(binary, [join(root, 'out', 'main', 'index.cjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  void ended.then(onClosed);
  return {
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
