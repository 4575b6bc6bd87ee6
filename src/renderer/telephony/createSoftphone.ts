import type { Bridge } from '../../shared/contracts/bridge.ts';
import { createCallMemory } from './callMemory.ts';
import { windowMicrophone } from './microphone.ts';
import { createRecorder } from './recorder.ts';
import { createRemoteAudio } from './remoteAudio.ts';
import { createSipJsAdapter } from './sipJsAdapter.ts';
import { createWebMedia } from './sipJsMedia.ts';
import type { Softphone } from './softphone.ts';
import { createSoftphoneCore } from './softphoneCore.ts';
import { createSounds } from './sounds.ts';
import { createDrivenTimers, windowTimers } from './timers.ts';
import { createWindowTurn } from './windowTurn.ts';

/** The telephone of this window: sip.js, the browser's media and the microphone of this desk. Call `refresh` to begin. */
export function createSoftphone(bridge: Bridge): Softphone {
  const timers = createDrivenTimers(windowTimers);
  const port = createSipJsAdapter({ media: createWebMedia(), timers });
  const softphone = createSoftphoneCore({
    bridge,
    timers,
    turn: createWindowTurn(navigator.locks),
    port,
    microphone: windowMicrophone,
    sounds: createSounds(),
    remoteAudio: createRemoteAudio(() => softphone.store.setState({ trouble: 'sound.blocked' })),
    recorder: createRecorder({ bridge, timers }),
    memory: createCallMemory(sessionStorage, () => Date.now()),
    wallMs: () => Date.now(),
  });
  // The core's `line.check` knows more (sleep, unlock); where it cannot tell, the browser's own word is better than none.
  const check = (): void => port.probe();
  globalThis.addEventListener('online', check);
  return {
    ...softphone,
    async stop() {
      globalThis.removeEventListener('online', check);
      await softphone.stop();
    },
  };
}
