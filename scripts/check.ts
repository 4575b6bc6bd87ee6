import { run, runPackage } from './lib/run.ts';

/** What to run before every commit: types, lint, format, unit tests. */
const folders = ['src', 'tests', 'bench', 'scripts', 'deploy'];
const steps: [string, () => Promise<number>][] = [
  ['types', () => run(process.execPath, ['scripts/typecheck.ts'])],
  ['lint', () => runPackage('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', ...folders])],
  ['format', () => runPackage('oxfmt/bin/oxfmt', ['--check', ...folders])],
  ['unit tests', () => runPackage('vitest/vitest.mjs', ['run', '--project', 'unit'])],
];
for (const [name, step] of steps) {
  const started = performance.now();
  const code = await step();
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (code !== 0) process.exit(code);
}
