import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AsteriskFolders, AsteriskSite, OperatorLine } from '../../../deploy/asterisk/asteriskSite.ts';
import { writeAsteriskConfig } from '../../../deploy/asterisk/render.ts';
import { instanceMountPoint } from './asteriskRoot.ts';
import { freeTcpPort, freeUdpPort, freeUdpRange } from './freePorts.ts';
import { lastLines, runProgram } from './runProgram.ts';
import { makeTone, wavFromAlaw } from './speech.ts';

/** Frequency of the hold music of test exchanges, Hz: one tone, so that a test can tell it from a voice. */
export const holdMusicHz = 300;
/** Address from which test callers come; the exchange takes calls of this address for calls of the city. */
export const callerAddress = '127.0.0.2';

/** A line of `queue show`. */
export interface QueueMember {
  readonly user: string;
  readonly isPaused: boolean;
  /** As Asterisk words it: `Not in use`, `In use`, `Ringing`, `Unavailable`. */
  readonly status: string;
}

/** A running exchange of its own, on loopback ports of its own. */
export interface Asterisk {
  readonly pid: number;
  /** Where operators register. */
  readonly wsUrl: string;
  /** `address:port` to which callers send their INVITE. */
  readonly trunkTarget: string;
  /** UDP port of {@link callerAddress} to which the exchange sends callbacks. */
  readonly callbackPort: number;
  /** Folder with `<linkedid>.wav`, `<linkedid>-rx.wav`, `<linkedid>-tx.wav`. */
  readonly recordingsDir: string;
  /** Output of one console command. Throws when Asterisk is gone. */
  cli(command: string): Promise<string>;
  queueMembers(): Promise<QueueMember[]>;
  /** How many callers wait in the queue. */
  queueCallers(): Promise<number>;
  /**
   * Asks the exchange until `probe` gives a value other than undefined or false, and returns it. For the exchange's
   * own state only, of which no event comes here. Throws after `timeoutMs` (10 s) with `what` in its message.
   */
  waitFor<T>(what: string, probe: () => Promise<T | undefined | false>, timeoutMs?: number): Promise<T>;
  /** Warnings and errors logged so far. */
  complaints(): Promise<string[]>;
  /** Ends this process and no other, and removes its files, recordings too. */
  stop(): Promise<void>;
}

/** What a test may wish otherwise. */
export interface StartAsteriskOptions {
  readonly operators: readonly OperatorLine[];
  /** What `ensureAsteriskRoot` returned. */
  readonly rootDir: string;
  /** How long one operator is rung, seconds; 15 by default. */
  readonly ringSec?: number;
  /** Sound file (A-law, 8 kHz) played to each caller before the queue. */
  readonly announcement?: Buffer;
}

/** Starts an exchange and returns when it has booted. Throws an Error `asterisk: …` with the end of its output. */
export async function startAsterisk(options: StartAsteriskOptions): Promise<Asterisk> {
  await ensureIceAddress();
  const home = await mkdtemp(join(tmpdir(), 'otklik-asterisk-'));
  try {
    const site = await describeSite(options);
    await layOut(home, site, options.announcement);
    const child = launch(options.rootDir, home);
    try {
      await booted(child);
    } catch (error) {
      await endProcess(child);
      const log = await readFile(join(home, 'log/messages'), 'utf8').catch(() => '');
      throw new Error(`${(error as Error).message}\n${lastLines(log, 20)}`, { cause: error });
    }
    return exchangeOf(child, home, site);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Asterisk offers no address of 127.0.0.0/8 for WebRTC, so on a machine with a loopback only a browser would hear
 * nothing. Such a machine gets one more address on its loopback, of the range kept for documentation (RFC 5737).
 */
async function ensureIceAddress(): Promise<void> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  if (addresses.some(({ family, address }) => family === 'IPv4' && !address.startsWith('127.'))) return;
  const { code, output } = await runProgram('ip', ['address', 'replace', '192.0.2.77/32', 'dev', 'lo']);
  if (code !== 0) throw new Error(`asterisk: no address for WebRTC on this machine\n${lastLines(output)}`);
}

async function describeSite(options: StartAsteriskOptions): Promise<AsteriskSite> {
  const address = '127.0.0.1';
  const rtpPorts = 200;
  const firstPort = await freeUdpRange(rtpPorts, address);
  const inside = (name: string): string => `${instanceMountPoint}/${name}`;
  const folders: AsteriskFolders = {
    etc: inside('etc'),
    lib: inside('lib'),
    spool: inside('spool'),
    run: inside('run'),
    log: inside('log'),
  };
  return {
    folders,
    ws: { address, port: await freeTcpPort() },
    sip: { address, port: await freeUdpPort() },
    rtp: { firstPort, lastPort: firstPort + rtpPorts - 1 },
    mediaAddress: address,
    sipDomain: 'pbx.invalid',
    trunk: {
      peers: [callerAddress],
      host: callerAddress,
      port: await freeUdpPort(callerAddress),
      prefix: '+7',
      callerNumber: '88000000000',
    },
    operators: options.operators,
    queue: { ringSec: options.ringSec ?? 15 },
    recordingsDir: inside('recordings'),
    holdMusicDir: inside('music'),
    ...(options.announcement === undefined ? {} : { announcement: inside('announcement') }),
  };
}

async function layOut(home: string, site: AsteriskSite, announcement: Buffer | undefined): Promise<void> {
  for (const name of ['etc', 'lib', 'spool', 'run', 'log', 'recordings', 'music']) await mkdir(join(home, name));
  writeAsteriskConfig(site, join(home, 'etc'));
  await writeFile(join(home, 'music/hold.wav'), wavFromAlaw(makeTone(holdMusicHz, 10)));
  if (announcement !== undefined) await writeFile(join(home, 'announcement.alaw'), announcement);
  // The exchange looks up its own name at every call; in a closed network that would last seconds.
  await writeFile(join(home, 'hosts'), `127.0.0.1 localhost ${site.sipDomain} otklik-pbx\n`);
  await writeFile(join(home, 'resolv.conf'), '');
}

/**
 * Mount and host-name namespaces of its own: what is mounted and named here ends with the process. Everything execs,
 * so the pid of the child is the pid of Asterisk; the death signal ends it even when the test runner is killed.
 */
function launch(rootDir: string, home: string): ChildProcess {
  const script = `
hostname otklik-pbx
mount --bind "$2" "$1${instanceMountPoint}"
mount --bind /dev "$1/dev"
mount -t proc proc "$1/proc"
for name in hosts resolv.conf; do : >> "$1/etc/$name"; mount --bind "$2/$name" "$1/etc/$name"; done
exec chroot "$1" asterisk -f -n -C ${instanceMountPoint}/etc/asterisk.conf
`;
  const args = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--uts', 'sh', '-ec', script, 'sh', rootDir, home];
  return spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
}

async function booted(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) throw new Error('asterisk: setpriv cannot be started');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const untilMs = performance.now() + 60_000;
  while (performance.now() < untilMs && !isGone()) {
    // The control socket exists some time before the modules are there; this command returns when they are.
    const { code, stdout } = await askConsole(pid, 'core waitfullybooted');
    if (code === 0 && stdout.includes('fully booted')) return;
    await delay(50);
  }
  throw new Error(`asterisk: ${isGone() ? 'ended while starting' : 'not booted after 60 s'}\n${lastLines(output, 20)}`);
}

/** One console command, run in the namespaces of the process, where its socket is. */
function askConsole(pid: number, command: string): Promise<{ code: number; stdout: string }> {
  const asterisk = ['asterisk', '-C', `${instanceMountPoint}/etc/asterisk.conf`, '-rx', command];
  return runProgram('nsenter', ['--target', String(pid), '--mount', '--root', '--wd', ...asterisk]);
}

function exchangeOf(child: ChildProcess, home: string, site: AsteriskSite): Asterisk {
  const pid = child.pid as number;
  const cli = async (command: string): Promise<string> => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('asterisk: is not running');
    const { code, stdout } = await askConsole(pid, command);
    if (code !== 0) throw new Error(`asterisk: "${command}" failed (${code})`);
    return stdout;
  };
  const queueShow = (): Promise<string> => cli('queue show hotline');
  return {
    pid,
    wsUrl: `ws://${site.ws.address}:${site.ws.port}/ws`,
    trunkTarget: `${site.sip.address}:${site.sip.port}`,
    callbackPort: site.trunk.port,
    recordingsDir: join(home, 'recordings'),
    cli,
    queueMembers: async () => parseQueueMembers(await queueShow()),
    queueCallers: async () => Number(/has (\d+) calls/.exec(await queueShow())?.[1] ?? '0'),
    async waitFor(what, probe, timeoutMs = 10_000) {
      const untilMs = performance.now() + timeoutMs;
      for (;;) {
        const value = await probe();
        if (value !== undefined && value !== false) return value;
        if (performance.now() > untilMs) throw new Error(`asterisk: waited ${timeoutMs} ms for ${what}`);
        await delay(50);
      }
    },
    async complaints() {
      const log = await readFile(join(home, 'log/messages'), 'utf8');
      return log.split('\n').filter((line) => /\b(ERROR|WARNING)\b/.test(line));
    },
    async stop() {
      await endProcess(child);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Reads the members out of `queue show`. */
function parseQueueMembers(text: string): QueueMember[] {
  return text.split('\n').flatMap((line) => {
    const user = /^\s+.*?PJSIP\/([a-z0-9_]+)/.exec(line)?.[1];
    if (user === undefined || !line.includes('ringinuse')) return [];
    const marks = [...line.matchAll(/\(([^()]*)\)/g)].map((mark) => mark[1] ?? '');
    const status = marks.find((mark) =>
      /^(not in use|in use|ringing|busy|unavailable|invalid|on hold|unknown)/i.test(mark),
    );
    return [{ user, isPaused: marks.some((mark) => mark.startsWith('paused')), status: status ?? '' }];
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const isLate = await Promise.race([gone, delay(3000, 'late', { ref: false })]);
  if (isLate === 'late') child.kill('SIGKILL');
  await gone;
}
