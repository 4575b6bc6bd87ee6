/** Where the other party is heard. */
export interface RemoteAudio {
  play(stream: MediaStream): void;
  stop(): void;
}

/**
 * One audio element for all calls. Chromium also lets Web Audio hear a remote stream only while an element plays it,
 * so the recording depends on it.
 */
export function createRemoteAudio(onBlocked: () => void): RemoteAudio {
  const element = new Audio();
  element.autoplay = true;
  return {
    play(stream) {
      if (element.srcObject === stream) return;
      element.srcObject = stream;
      element.play().catch((error: unknown) => {
        // A newer stream interrupts the play of an older one: no fault. A policy against sound is one.
        if (error instanceof Error && error.name === 'NotAllowedError') onBlocked();
      });
    },
    stop() {
      element.srcObject = null;
    },
  };
}
