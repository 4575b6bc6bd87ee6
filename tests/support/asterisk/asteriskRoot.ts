import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, runProgram } from './runProgram.ts';

/** Debian testing is the nearest suite that has Asterisk; its version is checked, because the suite moves on. */
const suite = 'forky';
const wantedMajor = '22';
const attempts = 3;
const stampName = 'otklik-asterisk.stamp';
/** Raised when the contents of the folder are made differently. */
const stampVersion = 'layout 1';

/** Where instances find their own files inside the root: a mount point that every process fills for itself alone. */
export const instanceMountPoint = '/srv/otklik';

/** Says whether {@link ensureAsteriskRoot} can build here, and if not, what is missing. */
export function canBuildAsteriskRoot(): { ok: true } | { ok: false; missing: string } {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return { ok: false, missing: 'Debian' };
  if (process.getuid?.() !== 0) return { ok: false, missing: 'root' };
  for (const program of ['debootstrap', 'unshare', 'nsenter', 'setpriv', 'chroot']) {
    const found = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(join(folder, program)));
    if (!found) return { ok: false, missing: program };
  }
  return { ok: true };
}

/**
 * The folder with a Debian in which Asterisk 22 is installed; built once (about 60 s, 630 MB) and reused.
 * Lives in `OTKLIK_ASTERISK_ROOT` or in the user's cache. Throws an Error `asterisk-root: …`.
 */
export async function ensureAsteriskRoot({ log }: { log: (line: string) => void }): Promise<string> {
  const root = process.env['OTKLIK_ASTERISK_ROOT'] ?? join(homedir(), '.cache', 'otklik', 'asterisk-22');
  if (await isReady(root)) return root;
  const can = canBuildAsteriskRoot();
  if (!can.ok) throw new Error(`asterisk-root: cannot be built here: ${can.missing} is missing`);

  await mkdir(dirname(root), { recursive: true });
  return withLock(`${root}.lock`, log, async () => {
    if (await isReady(root)) return root;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await build(root, log);
        return root;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof WrongVersion || attempt === attempts) {
          throw new Error(`asterisk-root: ${reason}`, { cause: error });
        }
        log(`asterisk-root: attempt ${attempt} failed: ${reason}`);
        await delay(attempt * 3000);
      }
    }
  });
}

class WrongVersion extends Error {}

async function isReady(root: string): Promise<boolean> {
  const stamp = await readFile(join(root, stampName), 'utf8').catch(() => '');
  return stamp.startsWith(`${stampVersion}\nAsterisk ${wantedMajor}.`);
}

async function build(root: string, log: (line: string) => void): Promise<void> {
  const mirror = await aptMirror();
  log(`asterisk-root: building ${suite} with Asterisk ${wantedMajor} in ${root} (about a minute)`);
  const work = await mkdtemp(join(dirname(root), `${basename(root)}.part-`));
  try {
    await chmod(work, 0o755);
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    const trust = existsSync(keyring) ? [`--keyring=${keyring}`, '--force-check-gpg'] : [];
    // Debian 12's debootstrap knows no later suites; all of them are made like sid.
    const script = '/usr/share/debootstrap/scripts/sid';
    const options = ['--variant=minbase', '--include=ca-certificates', ...trust];
    await step('debootstrap', [...options, suite, work, mirror, script]);
    await copyAptSettings(work);
    // Packages start their services, and a service started here would be a second exchange on the machine.
    await writeFile(join(work, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await step('unshare', ['--mount', 'sh', '-ec', installScript, 'sh', work]);

    const version = (await step('chroot', [work, 'asterisk', '-V'])).trim();
    if (!version.startsWith(`Asterisk ${wantedMajor}.`)) {
      throw new WrongVersion(
        `the archive has "${version}", the facts of this project are about Asterisk ${wantedMajor}`,
      );
    }
    await mkdir(join(work, instanceMountPoint), { recursive: true });
    await writeFile(join(work, stampName), `${stampVersion}\n${version}\n`);
    await rm(root, { recursive: true, force: true });
    await rename(work, root);
    log(`asterisk-root: ready, ${version}`);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

/** Mounts are made in a namespace of this script, so none is left behind, whatever happens. */
const installScript = `
mount --bind /dev "$1/dev"
mount -t proc proc "$1/proc"
cat /etc/resolv.conf > "$1/etc/resolv.conf"
export DEBIAN_FRONTEND=noninteractive
options="-o Acquire::Check-Valid-Until=false -o Acquire::Retries=3"
chroot "$1" apt-get $options update
chroot "$1" apt-get $options install -y --no-install-recommends asterisk
chroot "$1" apt-get clean
`;

async function step(command: string, args: readonly string[]): Promise<string> {
  const { code, output, stdout } = await runProgram(command, args);
  if (code !== 0) throw new Error(`${command} failed (${code})\n${lastLines(output)}`);
  return stdout;
}

/** The archive from which this machine gets its own packages: a closed network has no other. */
async function aptMirror(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const files = [
    '/etc/apt/sources.list',
    ...names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(folder, name)),
  ];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = file.endsWith('.sources') ? fromDeb822(text) : fromOneLine(text);
    if (found !== undefined) return found;
  }
  throw new Error('no Debian archive among the apt sources of this machine');
}

/** Main archives only: those of security and of other publishers have no `<suite>` with everything in it. */
const isMainSuite = (name: string): boolean => /^[a-z]+(-updates|-backports)?$/.test(name) && name !== 'nodistro';

function fromDeb822(text: string): string | undefined {
  for (const stanza of text.split(/\n\s*\n/)) {
    const field = (name: string): string[] =>
      (new RegExp(`^${name}:(.*)$`, 'mi').exec(stanza)?.[1] ?? '').trim().split(/\s+/);
    const isDisabled = /^Enabled:\s*no/im.test(stanza);
    const [uri] = field('URIs');
    if (isDisabled || uri === undefined || !field('Components').includes('main')) continue;
    if (field('Suites').some(isMainSuite) && uri.includes('debian')) return uri;
  }
  return undefined;
}

function fromOneLine(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const [, uri, suiteName] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s.*\bmain\b/.exec(line.trim()) ?? [];
    if (uri?.includes('debian') && suiteName !== undefined && isMainSuite(suiteName)) return uri;
  }
  return undefined;
}

/** Proxies, certificates and credentials that apt needs on this machine are needed inside as well. */
async function copyAptSettings(work: string): Promise<void> {
  for (const folder of ['apt.conf.d', 'auth.conf.d']) {
    const from = join('/etc/apt', folder);
    for (const name of await readdir(from).catch(() => [])) {
      const text = await readFile(join(from, name), 'utf8').catch(() => '');
      // Hooks call programs of this machine that the new one does not have.
      if (text !== '' && !/Invoke/.test(text)) await writeFile(join(work, 'etc/apt', folder, name), text);
    }
  }
}

/** Two test runs must not build at once. The lock holds the owner's pid; that of a dead owner is taken over. */
async function withLock<T>(file: string, log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round += 1) {
    const handle = await open(file, 'wx').catch(() => undefined);
    if (handle !== undefined) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    }
    const owner = await readFile(file, 'utf8').catch(() => '');
    if (owner !== '' && !isAlive(Number(owner))) await rm(file, { force: true });
    if (round === 0) log('asterisk-root: another run is building, waiting for it');
    await delay(500);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
