import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { createDigitReader } from './digitReader.ts';
import type { MonotonicClock } from './ports.ts';
import { createRtpPacer } from './rtpPacer.ts';
import { frameAt, frameBytes, frameMs, peakOf, silentFrame } from './speech.ts';

const pcmaPayloadType = 8;

/** Quieter than this (−32 dBFS) is a room, not a voice. */
const voicePeak = 800;

export interface MediaStats {
  sentPackets: number;
  receivedPackets: number;
  /** The loudest sample heard from the operator, 0…32 767. */
  loudestHeard: number;
  /** Keys the operator pressed (RFC 4733). */
  digits: string;
  isConnected: boolean;
  /** The far end has said it does not want to hear us: we are on hold there. */
  isHeld: boolean;
}

export interface CallerMedia {
  readonly connection: RTCPeerConnection;
  /** Starts the caller's own voice; `onFrame` is called about once per frame time and decides what to play. */
  start(onFrame: () => void): void;
  play(speech: Buffer): void;
  /** Instead of an own voice: what is heard goes back, packet by packet. */
  startEcho(): void;
  /** The next offer says "hold" or "talk". */
  setHold(isHolding: boolean): void;
  isSpeaking(): boolean;
  lastSoundAtMs(): number;
  stats(): MediaStats;
  close(): void;
}

/** A simulated caller's ear and mouth: one WebRTC connection on the loopback with A-law only, so that no codec is needed. */
export function createCallerMedia(clock: MonotonicClock): CallerMedia {
  const connection = new RTCPeerConnection({
    // werift's default asks a public STUN host; and with both families off only the address below is ever bound.
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    codecs: {
      audio: [
        new RTCRtpCodecParameters({
          mimeType: 'audio/PCMA',
          clockRate: 8000,
          channels: 1,
          payloadType: pcmaPayloadType,
        }),
        new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, payloadType: 101 }),
      ],
    },
  });
  const mouth = new MediaStreamTrack({ kind: 'audio' });
  const transceiver = connection.addTransceiver(mouth, { direction: 'sendrecv' });
  const heardTracks = new WeakSet<MediaStreamTrack>();
  const digits = createDigitReader();
  const stats = { sentPackets: 0, receivedPackets: 0, loudestHeard: 0 };
  let speech: Buffer | null = null;
  let speechIndex = 0;
  let sequenceNumber = 0;
  let timestamp = 0;
  let lastSoundAtMs = clock.nowMs();
  let isEchoing = false;
  let needsMarker = true;
  let timer: NodeJS.Timeout | null = null;

  const maySend = (): boolean => {
    const direction = transceiver.currentDirection;
    return connection.connectionState === 'connected' && (direction === 'sendrecv' || direction === 'sendonly');
  };

  const send = (payload: Buffer): void => {
    const header = new RtpHeader({
      payloadType: pcmaPayloadType,
      sequenceNumber,
      timestamp,
      marker: needsMarker,
      ssrc: transceiver.sender.ssrc,
    });
    mouth.writeRtp(new RtpPacket(header, payload));
    sequenceNumber = (sequenceNumber + 1) & 0xffff;
    needsMarker = false;
    stats.sentPackets += 1;
  };

  const nextFrame = (): Buffer => {
    const frame = speech && frameAt(speech, speechIndex);
    speechIndex += 1;
    if (!frame) speech = null;
    else lastSoundAtMs = clock.nowMs();
    return frame ?? silentFrame;
  };

  const hear = ({ header, payload }: RtpPacket): void => {
    if (header.payloadType !== pcmaPayloadType) return digits.read(payload, header.timestamp);
    stats.receivedPackets += 1;
    const peak = peakOf(payload);
    stats.loudestHeard = Math.max(stats.loudestHeard, peak);
    if (peak >= voicePeak) lastSoundAtMs = clock.nowMs();
    if (!isEchoing || !maySend()) return;
    send(payload);
    timestamp = (timestamp + payload.length) >>> 0;
  };

  connection.onTrack.subscribe((track) => {
    // A resumed call announces the same track again.
    if (heardTracks.has(track)) return;
    heardTracks.add(track);
    track.onReceiveRtp.subscribe(hear);
  });

  const tick = (due: number): void => {
    for (let frame = 0; frame < due; frame += 1) {
      if (maySend()) {
        send(nextFrame());
      } else {
        // The words wait while nobody listens, and the operator is not blamed for the silence of a hold.
        needsMarker = true;
        lastSoundAtMs = clock.nowMs();
      }
      timestamp = (timestamp + frameBytes) >>> 0;
    }
  };

  return {
    connection,
    start(onFrame) {
      if (timer) return;
      const pacer = createRtpPacer(clock.nowMs());
      lastSoundAtMs = clock.nowMs();
      timer = setInterval(() => {
        onFrame();
        const due = pacer.takeDue(clock.nowMs());
        tick(due);
      }, frameMs);
    },
    play(next) {
      speech = next;
      speechIndex = 0;
      needsMarker = true;
    },
    startEcho() {
      isEchoing = true;
    },
    setHold(isHolding) {
      transceiver.setDirection(isHolding ? 'sendonly' : 'sendrecv');
    },
    isSpeaking: () => speech !== null,
    lastSoundAtMs: () => lastSoundAtMs,
    stats: () => ({
      ...stats,
      digits: digits.digits(),
      isConnected: connection.connectionState === 'connected',
      isHeld: transceiver.currentDirection === 'recvonly' || transceiver.currentDirection === 'inactive',
    }),
    close() {
      if (timer) clearInterval(timer);
      timer = null;
      void connection.close();
    },
  };
}
