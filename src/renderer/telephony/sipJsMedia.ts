import { Web, type Session, type SessionDescriptionHandler } from 'sip.js';
import type { SessionDescriptionHandlerFactory, SessionDescriptionHandlerOptions } from './sipJsTypes.ts';

/** Extra options that travel through sip.js to the media of one call. */
export interface LegMediaOptions extends SessionDescriptionHandlerOptions {
  localStream: MediaStream;
}

/** What a call hears from its media. */
export interface MediaListener {
  onTrack(stream: MediaStream): void;
  onState(state: 'connected' | 'disconnected' | 'failed'): void;
}

/** Everything of a call that only a browser can do; a test without one hands in its own. */
export interface SipMedia {
  factory: SessionDescriptionHandlerFactory;
  /** Makes the answer to `offer` ready; the handler gives it out when it is asked for it. */
  prepare(handler: SessionDescriptionHandler, offer: string, localStream: MediaStream): void;
  watch(handler: SessionDescriptionHandler, listener: MediaListener): void;
  /** False when the tone cannot be sent. */
  sendTone(handler: SessionDescriptionHandler, tone: string): boolean;
}

/** Host candidates are all there is on a closed network: no STUN server, and a limit in case the system is slow. */
const iceGatheringTimeoutMs = 300;
/**
 * All host candidates for UDP are found in the same breath. Chromium then spends 100 ms on relays, which there are none,
 * and on TCP, which no exchange takes (RFC 6544 is not for RTP of telephones), before it calls the gathering complete.
 */
const lastCandidateAfterMs = 20;

type Description = Awaited<ReturnType<SessionDescriptionHandler['getDescription']>>;
type Modifiers = Parameters<SessionDescriptionHandler['getDescription']>[1];

/** sip.js's media of one call, which waits for no more candidates than are useful and can have its answer ready. */
class LegMedia extends Web.SessionDescriptionHandler {
  #prepared: { offer: string; answer: Promise<Description> } | null = null;
  #lastCandidate: ReturnType<typeof setTimeout> | undefined;

  constructor(...args: ConstructorParameters<typeof Web.SessionDescriptionHandler>) {
    super(...args);
    this.peerConnectionDelegate = {
      onicecandidate: ({ candidate }) => {
        if (candidate?.protocol !== 'udp') return;
        clearTimeout(this.#lastCandidate);
        this.#lastCandidate = setTimeout(() => this.iceGatheringComplete(), lastCandidateAfterMs);
      },
    };
  }

  prepare(offer: string, options: LegMediaOptions): void {
    const answer = super.setDescription(offer, options).then(() => super.getDescription(options));
    this.#prepared = { offer, answer };
    // A failure is met again, and told, when the answer is asked for.
    answer.catch(() => {
      this.#prepared = null;
    });
  }

  override setDescription(sdp: string, options?: SessionDescriptionHandlerOptions, modifiers?: Modifiers) {
    if (this.#prepared?.offer === sdp) return Promise.resolve();
    this.#prepared = null;
    return super.setDescription(sdp, options, modifiers);
  }

  override getDescription(options?: SessionDescriptionHandlerOptions, modifiers?: Modifiers): Promise<Description> {
    const prepared = this.#prepared;
    this.#prepared = null;
    return prepared?.answer ?? super.getDescription(options, modifiers);
  }

  override close(): void {
    clearTimeout(this.#lastCandidate);
    super.close();
  }
}

/** Media by the browser's RTCPeerConnection. The stream to send is opened by us, never by sip.js. */
export function createWebMedia(): SipMedia {
  const openStream = (
    _constraints: MediaStreamConstraints,
    _handler: unknown,
    options?: SessionDescriptionHandlerOptions,
  ): Promise<MediaStream> => {
    const { localStream } = options as LegMediaOptions;
    return Promise.resolve(localStream);
  };
  return {
    factory: (session: Session) =>
      new LegMedia(session.userAgent.getLogger('media'), openStream, {
        iceGatheringTimeout: iceGatheringTimeoutMs,
        peerConnectionConfiguration: { iceServers: [], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' },
      }),
    prepare(handler, offer, localStream) {
      if (handler instanceof LegMedia) handler.prepare(offer, { localStream });
    },
    watch(handler, listener) {
      if (!(handler instanceof Web.SessionDescriptionHandler)) return;
      const connection = handler.peerConnection;
      if (connection === undefined) return;
      connection.addEventListener('track', () => listener.onTrack(handler.remoteMediaStream));
      connection.addEventListener('connectionstatechange', () => {
        const state = connection.connectionState;
        if (state === 'connected' || state === 'disconnected' || state === 'failed') listener.onState(state);
      });
    },
    sendTone: (handler, tone) => handler.sendDtmf(tone, { duration: 120, interToneGap: 70 }),
  };
}
