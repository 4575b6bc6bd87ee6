import type { Page } from '@playwright/test';

/** What the probe inside the window has seen since it was last cleared, in wall-clock milliseconds. */
interface Seen {
  f2At: number | null;
  toneAt: number | null;
}

export interface WindowProbe {
  clear(): Promise<void>;
  /** Resolves when F2 was pressed and the caller's tone was heard in the window since the last clearing. */
  heard(): Promise<{ f2At: number; toneAt: number }>;
  /** Resolves with the call whose card is on screen and when it was painted, once it is another than `before`. */
  painted(before: string | null, timeoutMs: number): Promise<{ callId: string; at: number } | null>;
}

/** Puts ears and a stopwatch into the window, from outside and before its own code runs. */
export async function installProbe(page: Page, toneHz: number): Promise<WindowProbe> {
  await page.addInitScript((hz) => {
    const seen: Seen = { f2At: null, toneAt: null };
    Object.assign(globalThis, { otklikProbe: seen });
    addEventListener(
      'keydown',
      (event) => {
        if (event.code === 'F2') seen.f2At ??= Date.now();
      },
      true,
    );
    const listen = (track: MediaStreamTrack): void => {
      const context = new AudioContext({ latencyHint: 'interactive' });
      const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
      new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
      const bins = new Float32Array(analyser.frequencyBinCount);
      const bin = Math.round((hz * analyser.fftSize) / context.sampleRate);
      const look = (): void => {
        if (track.readyState === 'ended') return void context.close();
        analyser.getFloatFrequencyData(bins);
        if ((bins[bin] ?? -200) > -45) seen.toneAt ??= Date.now();
        setTimeout(look, 2);
      };
      look();
    };
    const Native = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.addEventListener('track', (event) => listen(event.track));
      }
    };
  }, toneHz);

  return {
    clear: () =>
      page.evaluate(
        () =>
          void Object.assign((globalThis as unknown as { otklikProbe: Seen }).otklikProbe, {
            f2At: null,
            toneAt: null,
          }),
      ),
    async heard() {
      const handle = await page.waitForFunction(
        () => {
          const { f2At, toneAt } = (globalThis as unknown as { otklikProbe: Seen }).otklikProbe;
          return f2At !== null && toneAt !== null ? { f2At, toneAt } : null;
        },
        undefined,
        { timeout: 10_000 },
      );
      return (await handle.jsonValue()) as { f2At: number; toneAt: number };
    },
    async painted(before, timeoutMs) {
      try {
        const handle = await page.waitForFunction(
          (known) => {
            const callId = document.querySelector('[data-caller-shown]')?.getAttribute('data-caller-shown') ?? null;
            if (callId === null || callId === known) return null;
            const [mark] = performance.getEntriesByName(`caller-painted:${callId}`);
            // The marks' clock is monotonic; where it stands against the wall clock is read now.
            return mark ? { callId, at: Date.now() - performance.now() + mark.startTime } : null;
          },
          before,
          { timeout: timeoutMs },
        );
        return await handle.jsonValue();
      } catch {
        return null;
      }
    },
  };
}
