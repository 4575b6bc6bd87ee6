/** One operator's line: the endpoint name, which is the SIP user as well. */
export interface OperatorLine {
  /** Lower-case letters, digits and `_`, a letter first. A hyphen would break the dialplan's return of failed transfers. */
  readonly user: string;
  readonly password: string;
  readonly displayName: string;
}

/** Folders of one exchange. Without it the package's own (/etc/asterisk, /var/lib/asterisk, …) hold. */
export interface AsteriskFolders {
  readonly etc: string;
  readonly lib: string;
  readonly spool: string;
  readonly run: string;
  readonly log: string;
}

/** Everything in which one exchange differs from another. */
export interface AsteriskSite {
  readonly folders?: AsteriskFolders;
  /** Where browsers register: `ws://address:port/ws`. */
  readonly ws: { readonly address: string; readonly port: number };
  /** `wss://` beside it. A desktop outside the loopback needs it: browsers give a microphone to secure pages only. */
  readonly wss?: {
    readonly address: string;
    readonly port: number;
    readonly certificateFile: string;
    readonly privateKeyFile: string;
  };
  /** UDP socket of the trunk side. */
  readonly sip: { readonly address: string; readonly port: number };
  /** Ports of the media, both included; one call takes four. */
  readonly rtp: { readonly firstPort: number; readonly lastPort: number };
  /** Binds media to one address of a machine that has several. */
  readonly mediaAddress?: string;
  /** Domain shown in From; nothing resolves it. Without one the host name is used and looked up at every call. */
  readonly sipDomain: string;
  readonly trunk: {
    /** Addresses or networks (CIDR) whose calls are the city's. */
    readonly peers: readonly string[];
    /** Where callbacks are sent. */
    readonly host: string;
    readonly port: number;
    /** Put before the ten digits of a callback: `+7`, `7` or `8`, as the provider wishes. */
    readonly prefix: '+7' | '7' | '8';
    /** Number shown to the person called back, digits with an optional `+`. */
    readonly callerNumber?: string;
  };
  readonly operators: readonly OperatorLine[];
  readonly queue: {
    /** How long one operator is rung, seconds. */
    readonly ringSec: number;
    /** After this many seconds of waiting the caller is let go; without it he waits as long as he likes. */
    readonly maxWaitSec?: number;
  };
  /** Files `<linkedid>.wav`, `-rx.wav`, `-tx.wav`; `out-<Call-ID>…` for callbacks. Must exist and be writable. */
  readonly recordingsDir: string;
  /** Program started with the path without suffix when the files of one call are complete. */
  readonly recordingDoneProgram?: string;
  /** "The conversation is recorded": a sound file without suffix; nothing is played without it. */
  readonly announcement?: string;
  /** Folder of sound files for those who wait. */
  readonly holdMusicDir: string;
}

// No hyphen: the dialplan cuts a channel's name at one. Digits alone stay shorter than any number of the city.
const userPattern = /^(?:[a-z][a-z0-9_]{0,30}|\d{2,6})$/;
const addressPattern = /^[0-9a-zA-Z.:_-]+$/;
const networkPattern = /^[0-9a-fA-F.:]+(\/\d{1,3})?$/;
const pathPattern = /^\/[0-9a-zA-Z._/-]*$/;
const numberPattern = /^\+?\d{3,15}$/;
/** Names that the dialplan uses itself. */
const reservedUsers = new Set(['hotline', 'resume', 'trunk', 's', 'h', 'i', 't', 'operator']);

/**
 * Refuses a site whose values would change the meaning of the configuration files (line breaks, `;`, quotes).
 * Throws an Error `asterisk-site: <field> …`; the value itself is not repeated, it may be a password.
 */
export function checkAsteriskSite(site: AsteriskSite): void {
  const need = (ok: boolean, field: string, rule: string): void => {
    if (!ok) throw new Error(`asterisk-site: ${field} ${rule}`);
  };
  const path = (value: string | undefined, field: string): void =>
    need(value === undefined || pathPattern.test(value), field, 'must be an absolute path of plain characters');
  const socket = (value: { address: string; port: number } | undefined, field: string): void => {
    if (value === undefined) return;
    need(addressPattern.test(value.address), `${field}.address`, 'must be an address');
    need(isPort(value.port), `${field}.port`, 'must be a port');
  };

  for (const [name, folder] of Object.entries(site.folders ?? {})) path(folder, `folders.${name}`);
  socket(site.ws, 'ws');
  socket(site.wss, 'wss');
  path(site.wss?.certificateFile, 'wss.certificateFile');
  path(site.wss?.privateKeyFile, 'wss.privateKeyFile');
  socket(site.sip, 'sip');
  const { firstPort, lastPort } = site.rtp;
  need(isPort(firstPort) && isPort(lastPort) && firstPort < lastPort, 'rtp', 'must be a range of ports');
  need(site.mediaAddress === undefined || addressPattern.test(site.mediaAddress), 'mediaAddress', 'must be an address');
  need(addressPattern.test(site.sipDomain), 'sipDomain', 'must be a domain');
  need(site.trunk.peers.length > 0, 'trunk.peers', 'must not be empty');
  for (const peer of site.trunk.peers) need(networkPattern.test(peer), 'trunk.peers', 'must be addresses or networks');
  socket({ address: site.trunk.host, port: site.trunk.port }, 'trunk');
  need(['+7', '7', '8'].includes(site.trunk.prefix), 'trunk.prefix', 'must be +7, 7 or 8');
  const caller = site.trunk.callerNumber;
  need(caller === undefined || numberPattern.test(caller), 'trunk.callerNumber', 'must be a telephone number');
  need(Number.isInteger(site.queue.ringSec) && site.queue.ringSec > 0, 'queue.ringSec', 'must be whole seconds');
  const wait = site.queue.maxWaitSec;
  need(wait === undefined || (Number.isInteger(wait) && wait > 0), 'queue.maxWaitSec', 'must be whole seconds');
  path(site.recordingsDir, 'recordingsDir');
  path(site.recordingDoneProgram, 'recordingDoneProgram');
  path(site.announcement, 'announcement');
  path(site.holdMusicDir, 'holdMusicDir');

  const seen = new Set<string>();
  site.operators.forEach((operator, index) => {
    const field = `operators[${index}]`;
    need(userPattern.test(operator.user), `${field}.user`, 'must be 2-6 digits, or a-z, 0-9 and _ with a letter first');
    need(!reservedUsers.has(operator.user), `${field}.user`, 'is a name of the dialplan');
    need(!seen.has(operator.user), `${field}.user`, 'is there twice');
    seen.add(operator.user);
    // `;` begins a comment of the configuration file and `=>` is its other way to write `=`.
    need(
      /^[^;>\\"\s]{8,128}$/.test(operator.password),
      `${field}.password`,
      'must be 8 to 128 characters without ; > \\ "',
    );
    need(/^[!-~]*$/.test(operator.password), `${field}.password`, 'must be visible ASCII characters');
    need(/^[^\p{C}"\\<>;]{1,80}$/u.test(operator.displayName), `${field}.displayName`, 'has forbidden characters');
  });
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 65_536;
}
