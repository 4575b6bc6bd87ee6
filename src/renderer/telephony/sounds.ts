/** What is heard besides the other party. */
export interface Sounds {
  /** `ring`: somebody calls us; `ringback`: the one we call is being rung. Repeats until stopped. */
  start(kind: 'ring' | 'ringback'): void;
  stop(): void;
  /** False when the browser forbids sound until somebody clicks: then the ring must be seen. */
  isAudible(): boolean;
  /** A stream of silence for calls to the exchange itself: no microphone is opened for them. */
  openSilence(): MediaStream;
  close(): Promise<void>;
}

const rateHz = 16_000;

/** Two soft notes, twice, then a pause: told apart from any telephone around. */
const ringTones = { seconds: 3, bursts: [0, 0.22, 0.7, 0.92], tones: [784, 988, 784, 988], burstSec: 0.2, level: 0.35 };
/** ITU-T E.180, Russia: 425 Hz, one second in five. */
const ringbackTones = { seconds: 5, bursts: [0], tones: [425], burstSec: 1, level: 0.15 };

/** Sounds made by the window itself: no files, nothing to load at the moment of a call. */
export function createSounds(): Sounds {
  let context: AudioContext | null = null;
  let playing: AudioBufferSourceNode | null = null;
  const open = (): AudioContext => {
    context ??= new AudioContext();
    // Created before the first click it is suspended; each use is a new chance.
    if (context.state === 'suspended') context.resume().catch(() => {});
    return context;
  };
  const stop = (): void => {
    playing?.stop();
    playing?.disconnect();
    playing = null;
  };
  return {
    start(kind) {
      stop();
      const audio = open();
      playing = audio.createBufferSource();
      playing.buffer = render(audio, kind === 'ring' ? ringTones : ringbackTones);
      playing.loop = true;
      playing.connect(audio.destination);
      playing.start();
    },
    stop,
    isAudible: () => context === null || context.state === 'running',
    openSilence: () => open().createMediaStreamDestination().stream,
    async close() {
      stop();
      const closing = context;
      context = null;
      await closing?.close();
    },
  };
}

function render(audio: BaseAudioContext, { seconds, bursts, tones, burstSec, level }: typeof ringTones): AudioBuffer {
  const buffer = audio.createBuffer(1, seconds * rateHz, rateHz);
  const samples = buffer.getChannelData(0);
  bursts.forEach((startSec, burst) => {
    const length = burstSec * rateHz;
    for (let i = 0; i < length; i++) {
      // Ten milliseconds of fade on both sides: a hard edge clicks.
      const edge = Math.min(1, i / (0.01 * rateHz), (length - i) / (0.01 * rateHz));
      samples[Math.floor(startSec * rateHz) + i] =
        level * edge * Math.sin((2 * Math.PI * (tones[burst] ?? 0) * i) / rateHz);
    }
  });
  return buffer;
}
