/**
 * A bare desk for the practice line's tests: sip.js in a page, driven from outside as `window.desk`. It runs in Chromium
 * (practiceDesk.ts bundles it), and waits for events instead of sleeping.
 */
import {
  Inviter,
  Registerer,
  RegistererState,
  SessionState,
  UserAgent,
  Web,
  type Invitation,
  type Session,
} from 'sip.js';

export interface OfferedCall {
  from: string;
  displayName: string;
  linkedId: string | undefined;
  queue: string | undefined;
  queueWait: string | undefined;
}

export interface InboundAudio {
  packets: number;
  energy: number;
  codec: string;
}

const answerTo = (promise: (settle: (status: number) => void) => unknown): Promise<number> =>
  new Promise((resolve, reject) => void Promise.resolve(promise(resolve)).catch(reject));

function createDesk() {
  let userAgent: UserAgent;
  let registerer: Registerer;
  let session: Session | undefined;
  const waiting: ((call: OfferedCall) => void)[] = [];
  const offered: OfferedCall[] = [];

  const current = (): Session => {
    if (!session) throw new Error('no call');
    return session;
  };
  const handlerOf = (of: Session): Web.SessionDescriptionHandler =>
    of.sessionDescriptionHandler as Web.SessionDescriptionHandler;

  const watch = (next: Session): void => {
    session = next;
    next.stateChange.addListener((state) => {
      if (state !== SessionState.Established) return;
      const audio = new Audio();
      audio.srcObject = handlerOf(next).remoteMediaStream;
      void audio.play();
    });
  };

  const offer = (invitation: Invitation): void => {
    watch(invitation);
    const { request, remoteIdentity } = invitation;
    const call: OfferedCall = {
      from: remoteIdentity.uri.user ?? '',
      displayName: remoteIdentity.displayName,
      linkedId: request.getHeader('X-Linkedid'),
      queue: request.getHeader('X-Queue'),
      queueWait: request.getHeader('X-Queue-Wait'),
    };
    const waiter = waiting.shift();
    if (waiter) waiter(call);
    else offered.push(call);
  };

  return {
    async connect(wsUrl: string, user: string, password: string): Promise<void> {
      const uri = UserAgent.makeURI(`sip:${user}@practice.invalid`);
      if (!uri) throw new Error('bad user');
      userAgent = new UserAgent({
        uri,
        authorizationUsername: user,
        authorizationPassword: password,
        transportOptions: { server: wsUrl },
        sessionDescriptionHandlerFactoryOptions: {
          iceGatheringTimeout: 300,
          peerConnectionConfiguration: { iceServers: [] },
        },
        logBuiltinEnabled: false,
        delegate: { onInvite: offer },
      });
      await userAgent.start();
      registerer = new Registerer(userAgent);
    },
    /** The final status of a REGISTER. */
    register: (): Promise<number> =>
      answerTo((settle) =>
        registerer.register({
          requestDelegate: {
            onAccept: ({ message }) => settle(message.statusCode ?? 0),
            onReject: ({ message }) => settle(message.statusCode ?? 0),
          },
        }),
      ),
    isRegistered: (): boolean => registerer.state === RegistererState.Registered,
    unregister: (): Promise<number> =>
      answerTo((settle) =>
        registerer.unregister({ requestDelegate: { onAccept: ({ message }) => settle(message.statusCode ?? 0) } }),
      ),
    ping: (): Promise<number> =>
      answerTo((settle) => {
        const { userAgentCore, configuration } = userAgent;
        const message = userAgentCore.makeOutgoingRequestMessage(
          'OPTIONS',
          configuration.uri,
          configuration.uri,
          configuration.uri,
          {},
        );
        userAgentCore.request(message, {
          onAccept: (response) => settle(response.message.statusCode ?? 0),
          onReject: (response) => settle(response.message.statusCode ?? 0),
        });
      }),
    nextCall(): Promise<OfferedCall> {
      const call = offered.shift();
      return call ? Promise.resolve(call) : new Promise((resolve) => waiting.push(resolve));
    },
    answer: (): Promise<void> => (current() as Invitation).accept(),
    decline: (statusCode: number): Promise<void> => (current() as Invitation).reject({ statusCode }),
    async hangUp(): Promise<void> {
      await current().bye();
    },
    state: (): string => session?.state ?? 'none',
    /** Dials and gives the final status. */
    dial: (number: string): Promise<number> =>
      answerTo((settle) => {
        const target = UserAgent.makeURI(`sip:${number}@practice.invalid`);
        if (!target) throw new Error('bad number');
        const inviter = new Inviter(userAgent, target);
        watch(inviter);
        return inviter.invite({
          requestDelegate: {
            onAccept: ({ message }) => settle(message.statusCode ?? 0),
            onReject: ({ message }) => settle(message.statusCode ?? 0),
          },
        });
      }),
    /** Re-INVITE; gives its final status. */
    hold: (isHolding: boolean): Promise<number> =>
      answerTo((settle) => {
        current().sessionDescriptionHandlerOptionsReInvite = {
          hold: isHolding,
        } as Web.SessionDescriptionHandlerOptions;
        return current().invite({
          requestDelegate: {
            onAccept: ({ message }) => settle(message.statusCode ?? 0),
            onReject: ({ message }) => settle(message.statusCode ?? 0),
          },
        });
      }),
    refer: (number: string): Promise<number> =>
      answerTo((settle) => {
        const target = UserAgent.makeURI(`sip:${number}@practice.invalid`);
        if (!target) throw new Error('bad number');
        return current().refer(target, {
          requestDelegate: {
            onAccept: ({ message }) => settle(message.statusCode ?? 0),
            onReject: ({ message }) => settle(message.statusCode ?? 0),
          },
        });
      }),
    press: (keys: string): boolean => handlerOf(current()).sendDtmf(keys),
    mute(isMuted: boolean): void {
      const senders = handlerOf(current()).peerConnection?.getSenders() ?? [];
      for (const { track } of senders) if (track) track.enabled = !isMuted;
    },
    direction: (): string | null | undefined =>
      handlerOf(current()).peerConnection?.getTransceivers()[0]?.currentDirection,
    async inbound(): Promise<InboundAudio> {
      const report = await handlerOf(current()).peerConnection?.getStats();
      const all = [...(report?.values() ?? [])] as Record<string, string | number | undefined>[];
      const rtp = all.find(({ type }) => type === 'inbound-rtp');
      const codec = all.find(({ id }) => id === rtp?.['codecId']);
      return {
        packets: Number(rtp?.['packetsReceived'] ?? 0),
        energy: Number(rtp?.['totalAudioEnergy'] ?? 0),
        codec: String(codec?.['mimeType'] ?? ''),
      };
    },
    async disconnect(): Promise<void> {
      await userAgent.transport.disconnect();
    },
  };
}

export type PracticeDesk = ReturnType<typeof createDesk>;

declare global {
  interface Window {
    desk: PracticeDesk;
  }
}

window.desk = createDesk();
