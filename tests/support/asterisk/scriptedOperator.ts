import { Inviter, Registerer, RegistererState, SessionState, UserAgent } from 'sip.js';
import type { Invitation, SessionDescriptionHandler } from 'sip.js';

/**
 * An operator's line without a browser: it registers over WebSocket, dials codes and sees offers, but its media never
 * connects. For the exchange's own behaviour; what the operator hears is a matter of the tests with a browser.
 */
export interface ScriptedOperator {
  /** Dials and resolves with the final SIP status: 200 when answered (then waits for the exchange to hang up). */
  dial(extension: string, extraHeaders?: readonly string[]): Promise<number>;
  /** The next offered call. */
  nextOffer(): Promise<ScriptedOffer>;
  /** Leaves, as a closed page does. */
  close(): Promise<void>;
}

/** A call offered to a {@link ScriptedOperator}. */
export interface ScriptedOffer {
  header(name: string): string | undefined;
  readonly callerNumber: string;
  readonly callerName: string;
  accept(): Promise<void>;
  decline(): Promise<void>;
  hangUp(): Promise<void>;
  /** REFERs the other side; resolves when the exchange has taken the request. */
  transfer(extension: string): Promise<void>;
  /** Resolves when the call or the offer is over. */
  readonly ended: Promise<void>;
}

/** Registers; resolves when the exchange has accepted. Throws `operator: …` when it refuses. */
export async function registerScriptedOperator(options: {
  readonly wsUrl: string;
  readonly user: string;
  readonly password: string;
}): Promise<ScriptedOperator> {
  const host = new URL(options.wsUrl).hostname;
  const addressOf = (user: string): NonNullable<ReturnType<typeof UserAgent.makeURI>> => {
    const uri = UserAgent.makeURI(`sip:${user}@${host}`);
    if (uri === undefined) throw new Error('operator: not a SIP address');
    return uri;
  };
  const offers: ScriptedOffer[] = [];
  const waiting: ((offer: ScriptedOffer) => void)[] = [];
  const agent = new UserAgent({
    uri: addressOf(options.user),
    authorizationUsername: options.user,
    authorizationPassword: options.password,
    transportOptions: { server: options.wsUrl },
    logBuiltinEnabled: false,
    gracefulShutdown: false,
    sessionDescriptionHandlerFactory: deafMedia,
    delegate: {
      onInvite: (invitation) => {
        const offer = offerOf(invitation, (user) => addressOf(user));
        const next = waiting.shift();
        if (next === undefined) offers.push(offer);
        else next(offer);
      },
    },
  });
  await agent.start();
  const registerer = new Registerer(agent);
  await new Promise<void>((resolve, reject) => {
    registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Registered) resolve();
    });
    const onReject = ({ message }: { message: { statusCode?: number | undefined } }): void =>
      reject(new Error(`operator: registration refused ${message.statusCode}`));
    registerer.register({ requestDelegate: { onReject } }).catch(reject);
  });

  return {
    dial(extension, extraHeaders = []) {
      const inviter = new Inviter(agent, addressOf(extension), { extraHeaders: [...extraHeaders] });
      return new Promise((resolve, reject) => {
        let isAnswered = false;
        inviter.stateChange.addListener((state) => {
          if (state === SessionState.Terminated && isAnswered) resolve(200);
        });
        inviter
          .invite({
            requestDelegate: {
              onAccept: () => (isAnswered = true),
              onReject: ({ message }) => resolve(message.statusCode ?? 0),
            },
          })
          .catch(reject);
      });
    },
    nextOffer: () => {
      const offer = offers.shift();
      return offer === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(offer);
    },
    close: () => agent.stop(),
  };
}

function offerOf(
  invitation: Invitation,
  addressOf: (user: string) => ReturnType<typeof UserAgent.makeURI>,
): ScriptedOffer {
  return {
    header: (name) => invitation.request.getHeader(name),
    callerNumber: invitation.remoteIdentity.uri.user ?? '',
    callerName: invitation.remoteIdentity.displayName ?? '',
    accept: () => invitation.accept(),
    decline: () => invitation.reject({ statusCode: 486 }),
    hangUp: async () => void (await invitation.bye()),
    transfer: async (extension) => {
      const target = addressOf(extension);
      if (target === undefined) throw new Error('operator: not a SIP address');
      await new Promise<void>((resolve, reject) => {
        invitation
          .refer(target, {
            requestDelegate: {
              onAccept: () => resolve(),
              onReject: () => reject(new Error('operator: REFER refused')),
            },
          })
          .catch(reject);
      });
    },
    ended: new Promise((resolve) => {
      invitation.stateChange.addListener((state) => {
        if (state === SessionState.Terminated) resolve();
      });
    }),
  };
}

/** A description that satisfies `webrtc=yes` and leads nowhere. */
function deafMedia(): SessionDescriptionHandler {
  let isOffered = false;
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
  return {
    close: () => undefined,
    hasDescription: (contentType) => contentType === 'application/sdp',
    sendDtmf: () => false,
    setDescription: () => {
      isOffered = true;
      return Promise.resolve();
    },
    getDescription: () => {
      const lines = [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        't=0 0',
        'a=group:BUNDLE 0',
        'm=audio 9 UDP/TLS/RTP/SAVPF 8 101',
        'c=IN IP4 127.0.0.1',
        'a=rtcp:9 IN IP4 127.0.0.1',
        'a=ice-ufrag:deaf',
        'a=ice-pwd:deafdeafdeafdeafdeafdeaf',
        `a=fingerprint:sha-256 ${fingerprint}`,
        `a=setup:${isOffered ? 'active' : 'actpass'}`,
        'a=mid:0',
        'a=sendrecv',
        'a=rtcp-mux',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000',
      ];
      return Promise.resolve({ body: `${lines.join('\r\n')}\r\n`, contentType: 'application/sdp' });
    },
  };
}
