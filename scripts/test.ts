import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from '../tests/support/asterisk/debianPackages.ts';
import { canBuildAsteriskRoot, ensureAsteriskRoot } from '../tests/support/asterisk/asteriskRoot.ts';
import { buildWindow } from './lib/buildWindow.ts';
import { root, run, runPackage } from './lib/run.ts';

/**
 * `npm test`: brings in what the tests need, runs every suite and ends with one line of counts. What cannot run on
 * this machine is skipped and counted so; where `CI` is set a skip is a failure, except Electron's without a binary.
 */
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** Of the skipped: for want of Electron's binary, which not every registry gives. */
  skippedElectron: number;
}

const strict = process.env['CI'] === 'true';
const results = join(root, 'test-results');
const total: Tally = { passed: 0, failed: 0, skipped: 0, skippedElectron: 0 };
const started = performance.now();

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const missing = await prepare();
await step('types', () => run(process.execPath, ['scripts/typecheck.ts']));
await step('lint', () => runPackage('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', ...folders()]));
await step('format', () => runPackage('oxfmt/bin/oxfmt', ['--check', ...folders()]));
await step('window', async () => (await buildWindow(), 0));
// One after the other: sound runs in real time, and what fills both cores beside it tears it.
await suite('unit', () => vitest('unit'));
await suite('integration', () => vitest('integration'));
await suite('playwright', () =>
  runPackage('@playwright/test/cli.js', ['test'], {
    ...environment(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'playwright.json'),
  }),
);

console.log(`\nTests took ${Math.round((performance.now() - started) / 1000)} s.`);
for (const one of missing) console.log(`Missing on this machine: ${one}`);
const skipsAllowed = strict ? total.skippedElectron : total.skipped;
if (total.skipped > skipsAllowed) console.log('A skipped test counts as a failure here.');
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 || total.skipped > skipsAllowed ? 1 : 0);

function folders(): string[] {
  return ['src', 'tests', 'bench', 'scripts', 'deploy'];
}

/** Installs what may be installed here; returns what could not be. */
async function prepare(): Promise<string[]> {
  const lacking: string[] = [];
  const log = (line: string): void => console.log(line);
  const packages = await ensureDebianPackages({ log });
  if ('missing' in packages) lacking.push(...packages.missing);
  const buildable = canBuildAsteriskRoot();
  if (buildable.ok) {
    try {
      await ensureAsteriskRoot({ log });
    } catch (thrown) {
      log(thrown instanceof Error ? thrown.message : String(thrown));
      lacking.push('Asterisk 22');
    }
  } else {
    lacking.push(`Asterisk 22 (${buildable.missing})`);
  }
  return lacking;
}

function vitest(project: string): Promise<number> {
  const report = join(results, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return runPackage('vitest/vitest.mjs', ['run', '--project', project, ...reporters], environment());
}

/** What could not be brought in is told to the suites, whose tests then skip instead of failing for a strange reason. */
function environment(): NodeJS.ProcessEnv {
  return { OTKLIK_TESTS_MISSING: missing.join(',') };
}

async function step(name: string, work: () => Promise<number>): Promise<void> {
  const code = await work();
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'}`);
  if (code === 0) total.passed += 1;
  else total.failed += 1;
}

async function suite(name: 'unit' | 'integration' | 'playwright', work: () => Promise<number>): Promise<void> {
  const code = await work();
  const file = join(results, `${name}.json`);
  if (!existsSync(file)) {
    console.log(`${name}: FAILED, it left no report`);
    total.failed += 1;
    return;
  }
  const tally = name === 'playwright' ? playwrightTally(file) : vitestTally(file);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  total.skippedElectron += tally.skippedElectron;
  // A suite may fail outside any test: a file that does not load, a hook that throws.
  if (code !== 0 && tally.failed === 0) total.failed += 1;
}

function vitestTally(file: string): Tally {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests',
    number
  >;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedElectron: 0,
  };
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: { tests: { projectName: string; status: 'expected' | 'unexpected' | 'flaky' | 'skipped' }[] }[];
}

function playwrightTally(file: string): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, skippedElectron: 0 };
  const visit = (one: PlaywrightSuite): void => {
    for (const { projectName, status } of (one.specs ?? []).flatMap((spec) => spec.tests)) {
      if (status === 'expected') tally.passed += 1;
      else if (status === 'skipped') tally.skipped += 1;
      // A test that passed at the second try is a bug of its own.
      else tally.failed += 1;
      if (status === 'skipped' && projectName === 'electron') tally.skippedElectron += 1;
    }
    for (const inner of one.suites ?? []) visit(inner);
  };
  visit(JSON.parse(readFileSync(file, 'utf8')) as PlaywrightSuite);
  return tally;
}
