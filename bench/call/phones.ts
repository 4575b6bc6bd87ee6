import { Web } from 'sip.js';
import { windowMicrophone } from '../../src/renderer/telephony/microphone.ts';
import { createSipJsAdapter } from '../../src/renderer/telephony/sipJsAdapter.ts';
import { createWebMedia } from '../../src/renderer/telephony/sipJsMedia.ts';
import type { SipEvent } from '../../src/renderer/telephony/sipPort.ts';
import { windowTimers } from '../../src/renderer/telephony/timers.ts';

/** One telephone of the bench; all times are wall-clock milliseconds. */
interface Phone {
  register(): Promise<void>;
  /** Resolves with when the key was pressed. */
  dial(number: string): Promise<number>;
  /** Resolves when it rings. */
  ringing(): Promise<void>;
  answer(): number;
  hangUp(): Promise<void>;
  /** The other party's voice; resolves when there is one. */
  voice(): Promise<MediaStream>;
  /** The other side's goodbye was heard, or the call given up. */
  hasEnded(): boolean;
}

const wallMs = (): number => performance.timeOrigin + performance.now();
/** When each INVITE left, by whose socket: all three write through this one constructor. */
const invites: number[] = [];
const NativeSocket = window.WebSocket;
window.WebSocket = class extends NativeSocket {
  override send(data: Parameters<WebSocket['send']>[0]): void {
    if (typeof data === 'string' && data.startsWith('INVITE ')) invites.push(wallMs());
    super.send(data);
  }
};

/**
 * Whatever STUN server a telephone asks for is the bench's own, which hears and never answers: by its address, since a
 * name that cannot be resolved would be given up at once. What asks for none is left alone.
 */
let stunHole = '';
const NativeConnection = window.RTCPeerConnection;
window.RTCPeerConnection = class extends NativeConnection {
  constructor(configuration: RTCConfiguration = {}) {
    const { iceServers = [] } = configuration;
    super({ ...configuration, iceServers: iceServers.map((server) => ({ ...server, urls: stunHole })) });
  }
};

function createOurs(wsUrl: string, user: string, password: string): Phone {
  const port = createSipJsAdapter({ media: createWebMedia(), timers: windowTimers });
  let legId: string | null = null;
  let isEstablished = false;
  let isOver = true;
  let microphone: Promise<MediaStream> = Promise.reject(new Error('nothing rings'));
  microphone.catch(() => {});
  let open: MediaStream | null = null;
  let heard: ((stream: MediaStream) => void) | null = null;
  let stream: MediaStream | null = null;
  const waiting = new Set<(event: SipEvent) => boolean>();
  const until = (fits: (event: SipEvent) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const waiter = (event: SipEvent): boolean => {
        if (!fits(event)) return false;
        resolve();
        return true;
      };
      waiting.add(waiter);
    });
  port.subscribe((event) => {
    if (event.kind === 'incoming') {
      legId = event.call.legId;
      isEstablished = false;
      // As the telephone does it: the microphone opens with the ring, and the answer is made ready.
      microphone = windowMicrophone.open();
      void microphone.then((opened) => {
        open = opened;
        if (legId !== null) port.prepare(legId, opened);
      });
    }
    if (event.kind === 'established') {
      isEstablished = true;
      isOver = false;
    }
    if (event.kind === 'ended') isOver = true;
    if (event.kind === 'remoteTrack') {
      stream = event.stream;
      heard?.(event.stream);
    }
    for (const waiter of [...waiting]) if (waiter(event)) waiting.delete(waiter);
  });
  return {
    async register() {
      const up = until((event) => event.kind === 'lineChanged' && event.status === 'registered');
      port.register({ wsUrl, user, password, domain: 'pbx.invalid', displayName: user, station: `d${user}` });
      await up;
    },
    async dial(number) {
      const pressedMs = wallMs();
      isEstablished = false;
      open = await windowMicrophone.open();
      legId = port.invite(number, open);
      return pressedMs;
    },
    ringing: () => (legId === null ? until((event) => event.kind === 'incoming') : Promise.resolve()),
    answer() {
      const pressedMs = wallMs();
      void microphone.then((opened) => legId !== null && port.accept(legId, opened));
      return pressedMs;
    },
    hangUp() {
      if (legId !== null && isEstablished) port.bye(legId);
      else if (legId !== null) port.cancel(legId);
      for (const track of open?.getTracks() ?? []) track.stop();
      legId = null;
      stream = null;
      heard = null;
      return Promise.resolve();
    },
    voice: () => (stream === null ? new Promise((resolve) => (heard = resolve)) : Promise.resolve(stream)),
    hasEnded: () => isOver,
  };
}

/** sip.js's own telephone, as its documentation has it; `tuned` with what one finds after a day with a debugger. */
function createStock(wsUrl: string, user: string, password: string, isTuned: boolean): Phone {
  const audio = document.body.appendChild(new Audio());
  audio.autoplay = true;
  let ring: () => void = () => {};
  let isRinging = false;
  const simple = new Web.SimpleUser(wsUrl, {
    aor: `sip:${user}@pbx.invalid`,
    media: { remote: { audio } },
    userAgentOptions: {
      authorizationUsername: user,
      authorizationPassword: password,
      logBuiltinEnabled: false,
      ...(isTuned
        ? {
            sessionDescriptionHandlerFactoryOptions: {
              iceGatheringTimeout: 300,
              peerConnectionConfiguration: { iceServers: [] },
            },
          }
        : {}),
    },
    delegate: {
      onCallReceived: () => {
        isRinging = true;
        ring();
      },
      onCallHangup: () => {
        isRinging = false;
      },
    },
  });
  return {
    async register() {
      await simple.connect();
      await new Promise<void>((resolve, reject) => {
        simple.delegate = { ...simple.delegate, onRegistered: resolve };
        simple.register().catch(reject);
      });
    },
    dial(number) {
      const pressedMs = wallMs();
      simple.call(`sip:${number}@pbx.invalid`).catch(() => {});
      return Promise.resolve(pressedMs);
    },
    ringing: () => (isRinging ? Promise.resolve() : new Promise((resolve) => (ring = resolve))),
    answer() {
      const pressedMs = wallMs();
      simple.answer().catch(() => {});
      return pressedMs;
    },
    hasEnded: () => !isRinging,
    async hangUp() {
      isRinging = false;
      await simple.hangup().catch(() => {});
      audio.srcObject = null;
    },
    async voice() {
      for (;;) {
        const { srcObject } = audio;
        if (srcObject instanceof MediaStream && srcObject.getAudioTracks().length > 0) return srcObject;
        await new Promise((resolve) => void setTimeout(resolve, 1));
      }
    },
  };
}

const context = new AudioContext();

/** When the tone of `hz` is first in the stream, asked every few milliseconds; all telephones are heard by the same ears. */
async function heardAt(stream: MediaStream, hz: number): Promise<number> {
  await context.resume();
  // Chromium lets Web Audio hear a remote stream only while an element plays it.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  await element.play().catch(() => {});
  const source = context.createMediaStreamSource(stream);
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
  source.connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const bin = Math.round((hz * analyser.fftSize) / context.sampleRate);
  const untilMs = wallMs() + 10_000;
  try {
    while (wallMs() < untilMs) {
      analyser.getFloatFrequencyData(bins);
      if (Math.max(...bins.subarray(bin - 1, bin + 2)) > -45) return wallMs();
      await new Promise((resolve) => void setTimeout(resolve, 2));
    }
    throw new Error('nothing heard for 10 s');
  } finally {
    source.disconnect();
    element.srcObject = null;
  }
}

/** Whether the tone is in the stream right now, looked at for `forMs`. */
async function hearsNow(stream: MediaStream, hz: number, forMs: number): Promise<boolean> {
  return Promise.race([
    heardAt(stream, hz).then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), forMs)),
  ]);
}

const phones = new Map<string, Phone>();

/** What the bench does in the page. */
const benchPage = {
  async open(wsUrl: string, lines: { name: string; user: string; password: string }[], stunAddress: string) {
    stunHole = `stun:${stunAddress}:19302`;
    for (const { name, user, password } of lines) {
      const phone =
        name === 'ours' ? createOurs(wsUrl, user, password) : createStock(wsUrl, user, password, name === 'tuned');
      await phone.register();
      phones.set(name, phone);
    }
  },
  /** Milliseconds from the key to the INVITE on the wire. */
  async dial(name: string, number: string): Promise<number> {
    const phone = of(name);
    invites.length = 0;
    const pressedMs = await phone.dial(number);
    while (invites.length === 0) await new Promise((resolve) => void setTimeout(resolve, 1));
    return (invites[0] ?? 0) - pressedMs;
  },
  ringing: (name: string) => of(name).ringing(),
  /** Presses the key; when it was pressed and when the caller's tone was heard here. */
  async answer(name: string, hz: number): Promise<{ pressedMs: number; heardMs: number }> {
    const phone = of(name);
    const pressedMs = phone.answer();
    return { pressedMs, heardMs: await heardAt(await phone.voice(), hz) };
  },
  hangUp: (name: string) => of(name).hangUp(),
  hears: async (name: string, hz: number, forMs: number) => hearsNow(await of(name).voice(), hz, forMs),
  hasEnded: (name: string) => of(name).hasEnded(),
};
export type BenchPage = typeof benchPage;
Object.assign(window, { benchPage });

function of(name: string): Phone {
  const phone = phones.get(name);
  if (!phone) throw new Error(`no telephone ${name}`);
  return phone;
}
