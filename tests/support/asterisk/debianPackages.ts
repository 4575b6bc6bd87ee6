import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, runProgram } from './runProgram.ts';

/** Debian packages that the tests with real telephones use, and what for. */
export const debianPackages: Readonly<Record<string, string>> = {
  chromium: 'the operator’s page',
  debootstrap: 'the folder in which Asterisk 22 is installed',
  'espeak-ng': 'voices of callers',
  'fonts-dejavu-core': 'Cyrillic letters on the page',
  gpgv: 'signatures of the archive',
  'sip-tester': 'SIPp, a caller whose SIP is not ours',
  sox: 'sound files in the form that telephones use',
};

const attempts = 3;

/**
 * Installs what is missing of {@link debianPackages} (or of `wanted`) when this is root on Debian; else names what is missing.
 * `installed` lists only what this call has added. Throws `debian-packages: …` when apt fails three times.
 */
export async function ensureDebianPackages({
  log,
  wanted = Object.keys(debianPackages),
}: {
  log: (line: string) => void;
  wanted?: readonly string[];
}): Promise<{ installed: string[] } | { missing: string[] }> {
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return { installed: [] };
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return { missing };

  log(`debian-packages: installing ${missing.join(', ')}`);
  for (let attempt = 1; ; attempt += 1) {
    const failure = await install(missing);
    if (failure === undefined) return { installed: missing };
    if (attempt === attempts) throw new Error(`debian-packages: apt-get failed ${attempts} times\n${failure}`);
    log(`debian-packages: attempt ${attempt} failed, again in ${attempt * 5} s`);
    await delay(attempt * 5000);
  }
}

async function missingPackages(wanted: readonly string[]): Promise<string[]> {
  const { stdout } = await runProgram('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted]);
  const present = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !present.has(name));
}

async function install(names: readonly string[]): Promise<string | undefined> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
  const update = await runProgram('apt-get', [...options, 'update'], { env });
  // A repository of somebody else may be out of reach; what matters is whether the packages can be installed.
  const result = await runProgram('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...names], {
    env,
  });
  return result.code === 0 ? undefined : lastLines(update.code === 0 ? result.output : update.output + result.output);
}
