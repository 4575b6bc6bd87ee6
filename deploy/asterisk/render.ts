import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkAsteriskSite } from './asteriskSite.ts';
import type { AsteriskSite, OperatorLine } from './asteriskSite.ts';
import { makeHoldMusic } from './holdMusic.ts';

const banner = '; Made by deploy/asterisk/render.ts from the site description: edit that, not this.\n';

/**
 * The whole configuration of one exchange: file name relative to the etc folder → contents.
 * The fixed files are those of `deploy/asterisk/etc`; everything of the site is below `site.d/` (it holds passwords).
 * Throws `asterisk-site: …` when the description is not usable.
 */
export function renderAsteriskConfig(site: AsteriskSite): Map<string, string> {
  checkAsteriskSite(site);
  const files = new Map<string, string>();
  const fixed = join(import.meta.dirname, 'etc');
  for (const name of readdirSync(fixed)
    .filter((file) => file.endsWith('.conf'))
    .toSorted()) {
    files.set(name, readFileSync(join(fixed, name), 'utf8'));
  }
  files.set('asterisk.conf', banner + asteriskConf(site));
  files.set('site.d/pjsip.conf', banner + pjsipConf(site));
  files.set('site.d/http.conf', banner + httpConf(site));
  files.set('site.d/rtp.conf', banner + `rtpstart=${site.rtp.firstPort}\nrtpend=${site.rtp.lastPort}\n`);
  files.set('site.d/queues.conf', banner + `timeout=${site.queue.ringSec}\n`);
  files.set(
    'site.d/musiconhold.conf',
    banner + ['default', 'hotline'].map((name) => `[${name}]\nmode=files\ndirectory=${site.holdMusicDir}\n`).join('\n'),
  );
  files.set('site.d/extensions.conf', banner + extensionsConf(site));
  return files;
}

/** Writes the configuration into `etcDir`. `site.d` is readable by its owner and group only, it holds passwords. */
export function writeAsteriskConfig(site: AsteriskSite, etcDir: string): void {
  for (const [name, contents] of renderAsteriskConfig(site)) {
    const isSecret = name.startsWith('site.d/');
    const file = join(etcDir, name);
    mkdirSync(dirname(file), { recursive: true, mode: isSecret ? 0o750 : 0o755 });
    writeFileSync(file, contents, { mode: isSecret ? 0o640 : 0o644 });
  }
}

function asteriskConf(site: AsteriskSite): string {
  const { folders } = site;
  const directories =
    folders === undefined
      ? ''
      : [
          '[directories]',
          `astetcdir => ${folders.etc}`,
          `astvarlibdir => ${folders.lib}`,
          `astdbdir => ${folders.lib}`,
          `astkeydir => ${folders.lib}`,
          `astspooldir => ${folders.spool}`,
          `astrundir => ${folders.run}`,
          `astlogdir => ${folders.log}`,
          '',
        ].join('\n');
  return `${directories}[options]\nverbose = 0\nnocolor = yes\nhideconnect = yes\nlive_dangerously = no\n`;
}

function pjsipConf(site: AsteriskSite): string {
  const media =
    site.mediaAddress === undefined ? '' : `media_address=${site.mediaAddress}\nbind_rtp_to_media_address=yes\n`;
  const domain = `from_domain=${site.sipDomain}\n`;
  const transports = [
    `[transport-ws]\ntype=transport\nprotocol=ws\nbind=${site.ws.address}\n`,
    ...(site.wss === undefined ? [] : [`[transport-wss]\ntype=transport\nprotocol=wss\nbind=${site.wss.address}\n`]),
    `[transport-udp]\ntype=transport\nprotocol=udp\nbind=${site.sip.address}:${site.sip.port}\n`,
  ];
  const trunk = [
    `[trunk](city)\ntransport=transport-udp\naors=trunk\n${domain}${media}`,
    `[trunk]\ntype=aor\ncontact=sip:${site.trunk.host}:${site.trunk.port}\n`,
    `[trunk]\ntype=identify\nendpoint=trunk\n${site.trunk.peers.map((peer) => `match=${peer}\n`).join('')}`,
  ];
  return [...transports, ...trunk, ...site.operators.map((line) => operatorConf(line, domain + media))].join('\n');
}

function operatorConf({ user, password, displayName }: OperatorLine, common: string): string {
  return [
    `[${user}](operator)\nauth=${user}\naors=${user}\ncallerid="${displayName}" <${user}>\n${common}`,
    `[${user}](operator-auth)\nusername=${user}\npassword=${password}\n`,
    `[${user}](operator-line)\n`,
  ].join('\n');
}

function httpConf({ ws, wss }: AsteriskSite): string {
  const plain = `bindaddr=${ws.address}\nbindport=${ws.port}\n`;
  if (wss === undefined) return plain;
  return (
    plain +
    `tlsenable=yes\ntlsbindaddr=${wss.address}:${wss.port}\n` +
    `tlscertfile=${wss.certificateFile}\ntlsprivatekey=${wss.privateKeyFile}\n`
  );
}

function extensionsConf(site: AsteriskSite): string {
  const globals: Record<string, string> = {
    RECORDINGS_DIR: site.recordingsDir,
    RECORDING_DONE: site.recordingDoneProgram ?? '',
    ANNOUNCEMENT: site.announcement ?? '',
    RING_SEC: String(site.queue.ringSec),
    QUEUE_MAX_WAIT_SEC: site.queue.maxWaitSec === undefined ? '' : String(site.queue.maxWaitSec),
    TRUNK_PREFIX: site.trunk.prefix,
    TRUNK_CALLER: site.trunk.callerNumber ?? '',
  };
  const lines = site.operators.map(({ user }) => `exten => ${user},1,Gosub(dial-operator,s,1(${user}))`);
  return [
    '[globals]',
    ...Object.entries(globals).map(([name, value]) => `${name}=${value}`),
    '',
    '[operator-lines]',
    ...lines,
    '',
  ].join('\n');
}

/** `node deploy/asterisk/render.ts site.json /etc/asterisk`: the installation of a real exchange. */
if (import.meta.main) {
  const [siteFile, etcDir] = process.argv.slice(2);
  if (siteFile === undefined || etcDir === undefined) {
    process.stderr.write('usage: node render.ts <site.json> <etc folder>\n');
    process.exitCode = 2;
  } else {
    const site = JSON.parse(readFileSync(siteFile, 'utf8')) as AsteriskSite;
    writeAsteriskConfig(site, etcDir);
    mkdirSync(site.holdMusicDir, { recursive: true });
    writeFileSync(join(site.holdMusicDir, 'hold.wav'), makeHoldMusic());
  }
}
