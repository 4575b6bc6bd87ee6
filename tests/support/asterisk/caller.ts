import { readFile } from 'node:fs/promises';
import { Inviter, SessionState, UserAgent } from 'sip.js';
import type { BodyAndContentType, Invitation, Session, SessionDescriptionHandler } from 'sip.js';
import { openRtpLeg } from './rtpLeg.ts';
import type { RtpLeg } from './rtpLeg.ts';
import { callerAddress } from './startAsterisk.ts';
import type { Asterisk } from './startAsterisk.ts';
import { ownHost, ownUser, UdpTransport } from './udpTransport.ts';

/** One call seen from the telephone of a person outside. */
export interface CallerLeg {
  readonly rtp: RtpLeg;
  /** SIP Call-ID of this leg. */
  readonly callId: string;
  /** Number as the exchange dialled it, on a callback; the called extension otherwise. */
  readonly dialled: string;
  /** Name and number of the other side as they came with the call, on a callback. */
  readonly calledBy: string;
  /** Resolves when the call is over, with who ended it and the Reason header of a BYE. Never rejects. */
  readonly ended: Promise<{ by: 'caller' | 'exchange'; reason: string }>;
  /** Ends the call; resolves when it is over. */
  hangUp(): Promise<void>;
}

/** A call that was not answered. `statusCode` is that of the SIP answer. */
export class CallRefused extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, reason: string) {
    super(`caller: refused ${statusCode} ${reason}`);
    this.statusCode = statusCode;
  }
}

/** What a test may wish of a caller. */
export interface PlaceCallOptions {
  readonly asterisk: Pick<Asterisk, 'trunkTarget'>;
  /** Own number, `+7…`; without one the caller is anonymous. */
  readonly from?: string;
  /** Any text; it is quoted for the header and otherwise sent as it is. */
  readonly displayName?: string;
  /** A-law of 8 kHz, or the path of a raw file of it; repeated for the whole call. Silence without it. */
  readonly speech?: Buffer | string;
  /** Hangs up so many seconds after the answer; without it the exchange has to end the call. */
  readonly seconds?: number;
  /** Extension dialled; `hotline` by default. */
  readonly extension?: string;
  /** Headers a stranger might add, for instance `X-Linkedid: forged`. */
  readonly extraHeaders?: readonly string[];
  /** Gives up when not answered; 15 s by default. */
  readonly answerTimeoutMs?: number;
}

/** Calls the exchange from the city; resolves when it has answered. Throws {@link CallRefused}. */
export async function placeCall(options: PlaceCallOptions): Promise<CallerLeg> {
  const { asterisk, from, displayName = '', seconds, extension = 'hotline', extraHeaders = [] } = options;
  const rtp = await openRtpLeg(callerAddress);
  rtp.play(await soundOf(options.speech));
  const uri = UserAgent.makeURI(from === undefined ? 'sip:anonymous@anonymous.invalid' : `sip:${from}@${ownHost}`);
  const target = UserAgent.makeURI(`sip:${extension}@${asterisk.trunkTarget}`);
  if (uri === undefined || target === undefined)
    throw new Error('caller: the number cannot be written as a SIP address');
  const agent = makeAgent(asterisk.trunkTarget, 0, () => rtp, {
    uri,
    displayName: from === undefined && displayName === '' ? 'Anonymous' : quotable(displayName),
  });
  await agent.start();

  const inviter = new Inviter(agent, target, { extraHeaders: [...extraHeaders] });
  const leg = legOf(inviter, rtp, () => agent.stop(), { dialled: extension, calledBy: '' });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('caller: not answered in time'));
      void inviter.cancel();
    }, options.answerTimeoutMs ?? 15_000);
    inviter
      .invite({
        requestDelegate: {
          onReject: ({ message }) => {
            clearTimeout(late);
            reject(new CallRefused(message.statusCode ?? 0, message.reasonPhrase ?? ''));
          },
          onAccept: () => clearTimeout(late),
        },
      })
      .catch(reject);
    inviter.stateChange.addListener((state) => {
      if (state === SessionState.Established) resolve();
    });
  });
  if (seconds !== undefined) {
    const timer = setTimeout(() => void leg.hangUp(), seconds * 1000);
    void leg.ended.then(() => clearTimeout(timer));
  }
  return leg;
}

/** A telephone in the city that operators call back. */
export interface Callee {
  /** The next callback; it has been answered already when `answer` is `accept`. */
  nextCall(): Promise<CallerLeg>;
  close(): Promise<void>;
}

/** Waits for callbacks of the exchange: takes them with `speech`, or is busy. One per exchange. */
export async function answerCallbacks(options: {
  readonly asterisk: Pick<Asterisk, 'trunkTarget' | 'callbackPort'>;
  readonly answer: 'accept' | 'busy';
  readonly speech?: Buffer | string;
}): Promise<Callee> {
  const sound = await soundOf(options.speech);
  const arrived: CallerLeg[] = [];
  const waiting: ((leg: CallerLeg) => void)[] = [];
  const legs = new Map<string, RtpLeg>();
  const take = async (invitation: Invitation): Promise<void> => {
    const rtp = await openRtpLeg(callerAddress);
    rtp.play(sound);
    legs.set(invitation.request.callId, rtp);
    const leg = legOf(invitation, rtp, async () => undefined, {
      dialled: invitation.request.to.uri.user ?? '',
      calledBy: `${invitation.remoteIdentity.displayName ?? ''} ${invitation.remoteIdentity.uri.user ?? ''}`.trim(),
    });
    await (options.answer === 'busy' ? invitation.reject({ statusCode: 486 }) : invitation.accept());
    const next = waiting.shift();
    if (next === undefined) arrived.push(leg);
    else next(leg);
  };
  const mediaOf = (session: Session): RtpLeg => {
    const rtp = legs.get((session as Invitation).request.callId);
    if (rtp === undefined) throw new Error('caller: a call without media');
    return rtp;
  };
  const uri = UserAgent.makeURI(`sip:${ownUser}@${ownHost}`);
  const agent = makeAgent(options.asterisk.trunkTarget, options.asterisk.callbackPort, mediaOf, {
    ...(uri === undefined ? {} : { uri }),
    delegate: { onInvite: (invitation) => void take(invitation) },
  });
  await agent.start();
  return {
    nextCall: () => {
      const leg = arrived.shift();
      return leg === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(leg);
    },
    close: () => agent.stop(),
  };
}

function makeAgent(
  peer: string,
  localPort: number,
  mediaOf: (session: Session) => RtpLeg,
  options: ConstructorParameters<typeof UserAgent>[0],
): UserAgent {
  return new UserAgent({
    contactName: ownUser,
    contactParams: { transport: 'udp' },
    viaHost: ownHost,
    forceRport: true,
    logBuiltinEnabled: false,
    gracefulShutdown: false,
    userAgentString: 'Otklik test telephone',
    transportConstructor: UdpTransport,
    transportOptions: { localAddress: callerAddress, localPort, peer },
    sessionDescriptionHandlerFactory: (session) => plainMedia(mediaOf(session)),
    ...options,
  });
}

function legOf(
  session: Inviter | Invitation,
  rtp: RtpLeg,
  release: () => Promise<void>,
  names: Pick<CallerLeg, 'dialled' | 'calledBy'>,
): CallerLeg {
  let by: 'caller' | 'exchange' = 'exchange';
  let reason = '';
  session.delegate = {
    onBye: (bye) => {
      reason = bye.request.getHeader('reason') ?? '';
      void bye.accept();
    },
  };
  const ended = new Promise<{ by: 'caller' | 'exchange'; reason: string }>((resolve) => {
    session.stateChange.addListener((state) => {
      if (state !== SessionState.Terminated) return;
      rtp.close();
      resolve({ by, reason });
    });
  });
  // The answer to a BYE has to leave before the socket is closed.
  void ended.then(() => setTimeout(() => void release(), 200));
  return {
    rtp,
    callId: session.request.callId,
    ...names,
    ended,
    async hangUp() {
      if (session.state === SessionState.Terminated) return;
      by = 'caller';
      await session.bye();
      await ended;
    },
  };
}

/** Plain RTP/AVP with A-law and digits; what a trunk speaks. */
function plainMedia(rtp: RtpLeg): SessionDescriptionHandler {
  let version = 0;
  return {
    close: () => undefined,
    hasDescription: (contentType) => contentType === 'application/sdp',
    sendDtmf: () => false,
    getDescription: (): Promise<BodyAndContentType> => {
      version += 1;
      const lines = [
        'v=0',
        `o=- 1 ${version} IN IP4 ${callerAddress}`,
        's=-',
        `c=IN IP4 ${callerAddress}`,
        't=0 0',
        `m=audio ${rtp.port} RTP/AVP 8 101`,
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-16',
        'a=ptime:20',
        'a=sendrecv',
      ];
      return Promise.resolve({ body: `${lines.join('\r\n')}\r\n`, contentType: 'application/sdp' });
    },
    setDescription: (sdp) => {
      const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
      const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? '0');
      if (address === undefined || port === 0) return Promise.reject(new Error('caller: no audio in the description'));
      rtp.sendTo(address, port);
      return Promise.resolve();
    },
  };
}

function quotable(name: string): string {
  return name.replaceAll(/[\r\n]/g, ' ').replaceAll(/["\\]/g, String.raw`\$&`);
}

function soundOf(speech: Buffer | string | undefined): Promise<Buffer | undefined> | Buffer | undefined {
  return typeof speech === 'string' ? readFile(speech) : speech;
}
