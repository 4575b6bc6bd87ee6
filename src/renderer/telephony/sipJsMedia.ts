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
  watch(handler: SessionDescriptionHandler, listener: MediaListener): void;
  /** False when the tone cannot be sent. */
  sendTone(handler: SessionDescriptionHandler, tone: string): boolean;
}

/**
 * Host candidates are all there is on a closed network, and they are there at once: no STUN server, and a short wait
 * in case the operating system is slow with one of its interfaces.
 */
const iceGatheringTimeoutMs = 300;

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
  const build = Web.defaultSessionDescriptionHandlerFactory(openStream);
  return {
    factory: (session: Session) =>
      build(session, { iceGatheringTimeout: iceGatheringTimeoutMs, peerConnectionConfiguration: { iceServers: [] } }),
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
