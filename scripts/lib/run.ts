import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script lies in. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs a script of an installed package on this very Node, with its output on ours; resolves to the exit code. */
export function runPackage(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], env);
}

/** Runs a command in the checkout; resolves to its exit code, 1 when a signal ended it. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
