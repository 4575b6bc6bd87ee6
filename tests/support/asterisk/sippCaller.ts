import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort, freeUdpRange } from './freePorts.ts';
import { callerAddress, type Asterisk } from './startAsterisk.ts';

/** A citizen at the other end, played by SIPp: somebody else's SIP, as a trunk is. */
export interface SippCaller {
  /** Resolves when the call is over; rejects with SIPp's own words when it failed. */
  over: Promise<void>;
  /** Ends SIPp as it is, without a BYE. */
  kill(): void;
}

/**
 * Rings the queue and plays speech once the call is answered; waits for the operator's BYE, or hangs up by itself.
 * @param options.speech path of raw A-law, 8 kHz; its path must hold no spaces or commas
 * @param options.hangUpAfterSec the caller's own BYE after so many seconds of talk; waits for the operator's without it
 */
export async function callBySipp(options: {
  asterisk: Asterisk;
  from: string;
  displayName?: string;
  speech: string;
  hangUpAfterSec?: number;
}): Promise<SippCaller> {
  const folder = await mkdtemp(join(tmpdir(), 'otklik-sipp-'));
  const scenario = join(folder, 'caller.xml');
  await writeFile(scenario, scenarioOf(options));
  const [port, media] = [await freeUdpPort(callerAddress), await freeUdpRange(8, callerAddress)];
  const child = spawn(
    'sipp',
    [
      options.asterisk.trunkTarget,
      '-sf',
      scenario,
      '-i',
      callerAddress,
      '-p',
      String(port),
      '-mp',
      String(media),
      '-m',
      '1',
      '-nostdin',
      // The exchange tells its trunk by UPDATE whom the caller is now talking to.
      '-aa',
      '-trace_err',
      '-error_file',
      'errors.log',
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const over = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      const said = readFile(join(folder, 'errors.log'), 'utf8').catch(() => '');
      void said.then((words) => {
        if (code === 0 || signal === 'SIGKILL') resolve();
        else reject(new Error(`sipp ended with ${code}\n${words}`));
        return rm(folder, { recursive: true, force: true });
      });
    });
  });
  // Awaited later, when the test comes to it.
  over.catch(() => undefined);
  return { over, kill: () => child.kill('SIGKILL') };
}

function scenarioOf({ from, displayName, speech, hangUpAfterSec }: Parameters<typeof callBySipp>[0]): string {
  const name = displayName === undefined ? '' : `"${displayName}" `;
  const headers = (
    cseq: string,
    to: string,
  ): string => `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: ${name}<sip:${from}@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:hotline@[remote_ip]:[remote_port]>${to}
Call-ID: [call_id]
CSeq: ${cseq}
Contact: <sip:${from}@[local_ip]:[local_port]>
Max-Forwards: 70`;
  const end =
    hangUpAfterSec === undefined
      ? `<recv request="BYE" timeout="300000"/><send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>`
      : `<pause milliseconds="${Math.round(hangUpAfterSec * 1000)}"/><send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
${headers('2 BYE', '[peer_tag_param]')}
Content-Length: 0

]]></send><recv response="200"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
<send retrans="500"><![CDATA[
INVITE sip:hotline@[remote_ip]:[remote_port] SIP/2.0
${headers('1 INVITE', '')}
Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000

]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
${headers('1 ACK', '[peer_tag_param]')}
Content-Length: 0

]]></send>
<nop><action><exec rtp_stream="${attribute(speech)},-1,8"/></action></nop>
${end}
</scenario>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
