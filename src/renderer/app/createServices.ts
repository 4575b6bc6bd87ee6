import type { WindowBridge } from '../bridge/windowBridge.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import { createCardDesk } from '../desk/createCardDesk.ts';
import { createMirror } from '../mirror/createMirror.ts';
import type { Services } from '../services/services.tsx';
import type { Softphone } from '../telephony/softphone.ts';

/** Wires what every screen uses around one bridge and one telephone. */
export function createServices(bridge: WindowBridge, softphone: Softphone): Services {
  const mirror = createMirror(bridge);
  const desk = createCardDesk({
    bridge,
    reference: () => appealReferenceOf(mirror.store.getState().reference),
    nowMs: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint8Array(10)),
  });
  return { bridge, softphone, mirror, desk };
}
