import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runPackage } from './run.ts';

const stamp = join(root, 'out', 'renderer', '.stamp');

/**
 * Builds the window unless what it is made of is what it was.
 * @throws Error when the build fails; its output has said why
 */
export async function buildWindow(): Promise<'built' | 'fresh'> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'fresh';
  const code = await runPackage('vite/bin/vite.js', ['build', '--config', 'vite.config.ts', '--logLevel', 'warn']);
  if (code !== 0) throw new Error('the window does not build');
  writeFileSync(stamp, wanted);
  return 'built';
}

function fingerprint(): string {
  const files = globSync(['src/renderer/**/*', 'src/shared/**/*', 'vite.config.ts', 'package-lock.json'], {
    cwd: root,
    withFileTypes: true,
  });
  const hash = createHash('sha256');
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.toSorted()) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}
